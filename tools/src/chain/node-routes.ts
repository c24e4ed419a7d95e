import { cvToHex, deserializeCV, validateStacksAddress } from '@stacks/transactions';
import { DEVELOPMENT_CONTRACT } from './development-accounts';
import { readFaults, type Endpoint, type Faults } from './faults';
import { type LocalChain, uint128Hex } from './local-chain';
import { type LedgerEntry } from './ledger';
import { type RegistryVm } from './registry-vm';
import { BadRequest } from './rejection';

/** What a route answers: JSON, or a plain text. */
export interface Answer {
  status: number;
  json?: unknown;
  text?: string;
  retryAfterSeconds?: number;
}

export interface NodeParts {
  chain: LocalChain;
  vm: RegistryVm;
  faults: Faults;
}

export interface RouteRequest {
  /** What the groups of the path's pattern matched, decoded. */
  params: string[];
  query: URLSearchParams;
  /** The parsed JSON body, for those routes that take one. */
  json: () => unknown;
}

export interface Route {
  method: string;
  path: RegExp;
  /** Which faults it is subject to; none for what controls the node. */
  endpoint?: Endpoint;
  answer: (request: RouteRequest, parts: NodeParts) => Answer;
}

const PEER_VERSION = 0x18000000;
const NETWORK_ID = 0x80000000;

/** All but `POST /v2/transactions`. What they answer is, where it is not ours, the node's or (`/extended`) the Hiro API's. */
export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/v2\/info$/,
    endpoint: 'info',
    answer: (_, { chain }) =>
      ok({
        peer_version: PEER_VERSION,
        network_id: NETWORK_ID,
        server_version: 'sluice-local-node',
        burn_block_height: chain.height,
        stacks_tip_height: chain.height,
      }),
  },
  {
    method: 'GET',
    path: /^\/v2\/accounts\/([^/]+)$/,
    endpoint: 'accounts',
    answer: ({ params: [address = ''] }, { chain, faults }) => {
      if (!validateStacksAddress(address)) return text(400, 'Failed to parse `principal` field');
      const { nonce, balance } = chain.account(address);
      return ok({
        balance: uint128Hex(balance),
        locked: uint128Hex(0n),
        unlock_height: 0,
        nonce: Math.max(0, nonce + nonceError(faults)),
      });
    },
  },
  {
    // What the library's fetchNonce asks first.
    method: 'GET',
    path: /^\/extended\/v1\/address\/([^/]+)\/nonces$/,
    endpoint: 'accounts',
    answer: ({ params: [address = ''] }, { chain, faults }) => {
      if (!validateStacksAddress(address)) return json(400, { error: 'invalid address' });
      const { nonce } = chain.account(address);
      const pending = chain.pendingNonces(address);
      const last = pending.at(-1);
      const next = last === undefined ? nonce : last + 1;
      const missing = Array.from({ length: next - nonce }, (_, index) => nonce + index);
      return ok({
        last_executed_tx_nonce: nonce === 0 ? null : nonce - 1,
        last_mempool_tx_nonce: last ?? null,
        possible_next_nonce: Math.max(0, next + nonceError(faults)),
        detected_missing_nonces: missing.filter((candidate) => !pending.includes(candidate)).reverse(),
        detected_mempool_nonces: pending,
      });
    },
  },
  {
    method: 'GET',
    path: /^\/v2\/fees\/transfer$/,
    endpoint: 'fees',
    answer: () => ok(1),
  },
  {
    method: 'POST',
    path: /^\/v2\/fees\/transaction$/,
    endpoint: 'fees',
    answer: ({ json: body }) => ok(feeEstimate(body() as Partial<FeeQuestion>)),
  },
  {
    method: 'POST',
    path: /^\/v2\/contracts\/call-read\/([^/]+)\/([^/]+)\/([^/]+)$/,
    endpoint: 'call-read',
    answer: ({ params, json: body }, { vm }) => callRead(params, body() as Partial<ReadQuestion>, vm),
  },
  {
    method: 'GET',
    path: /^\/extended\/v1\/tx\/(?:0x)?([^/]+)$/,
    endpoint: 'tx',
    answer: ({ params: [txid = ''] }, { chain }) => {
      if (!/^[0-9a-f]{64}$/i.test(txid)) return json(400, { error: 'invalid transaction id' });
      const entry = chain.find(txid.toLowerCase());
      return entry ? ok(hiroTransaction(entry)) : json(404, { error: 'could not find transaction by ID' });
    },
  },
  {
    method: 'GET',
    path: /^\/control\/ledger$/,
    answer: (_, { chain }) => ok({ transactions: chain.ledger(), refusals: chain.refusals }),
  },
  {
    method: 'GET',
    path: /^\/control\/state$/,
    answer: ({ query }, { vm }) => {
      const content = vm.content(query.get('id') ?? '');
      return content ? ok(content) : json(404, { error: 'No content of this id is on the chain' });
    },
  },
  {
    method: 'POST',
    path: /^\/control\/mine$/,
    answer: (_, { chain }) => {
      chain.mineBlock();
      return ok({ height: chain.height });
    },
  },
  { method: 'GET', path: /^\/control\/faults$/, answer: (_, { faults }) => ok(faults.list()) },
  {
    method: 'POST',
    path: /^\/control\/faults$/,
    answer: ({ json: body }, { faults }) => {
      faults.add(readFaults(body()));
      return ok(faults.list());
    },
  },
  {
    method: 'DELETE',
    path: /^\/control\/faults$/,
    answer: (_, { faults }) => {
      const last = faults.list();
      faults.clear();
      return ok(last);
    },
  },
];

export function ok(body: unknown): Answer {
  return json(200, body);
}

export function json(status: number, body: unknown): Answer {
  return { status, json: body };
}

export function text(status: number, body: string): Answer {
  return { status, text: body };
}

function nonceError(faults: Faults): number {
  return faults.take('wrong-nonce')?.by ?? 0;
}

interface FeeQuestion {
  transaction_payload: string;
  estimated_len?: number;
}

/** One, two and four micro-STX a byte. */
function feeEstimate({ transaction_payload: payload, estimated_len: length = 0 }: Partial<FeeQuestion>) {
  if (typeof payload !== 'string') throw new BadRequest('transaction_payload is missing');
  const bytes = Math.max(length, Math.ceil(payload.length / 2));
  return {
    estimated_cost: { read_count: 2, read_length: 1_000, runtime: 20_000, write_count: 1, write_length: 300 },
    estimated_cost_scalar: bytes,
    estimations: [1, 2, 4].map((rate) => ({ fee_rate: rate, fee: bytes * rate })),
    cost_scalar_change_by_byte: 1,
  };
}

interface ReadQuestion {
  sender: string;
  arguments: string[];
}

function callRead(
  [address, name, functionName = '']: string[],
  question: Partial<ReadQuestion>,
  vm: RegistryVm,
) {
  const contract = `${address}.${name}`;
  if (contract !== DEVELOPMENT_CONTRACT) return ok({ okay: false, cause: `NoSuchContract("${contract}")` });
  try {
    const args = (question.arguments ?? []).map((hex) => deserializeCV(hex));
    return ok({ okay: true, result: cvToHex(vm.read(functionName, args, question.sender)) });
  } catch (error) {
    return ok({ okay: false, cause: error instanceof Error ? error.message : String(error) });
  }
}

/** A transaction as `GET /extended/v1/tx/:txid` tells it; the fields that tell something. */
function hiroTransaction(entry: LedgerEntry) {
  const mined = {
    block_hash: `0x${(entry.block ?? 0).toString(16).padStart(64, '0')}`,
    block_height: entry.block,
    canonical: true,
    is_unanchored: false,
    tx_result: entry.result,
  };
  return {
    tx_id: `0x${entry.txid}`,
    nonce: entry.nonce,
    fee_rate: entry.fee,
    sender_address: entry.sender,
    sponsored: false,
    tx_status: entry.status,
    tx_type: 'contract_call',
    contract_call: {
      contract_id: entry.contract,
      function_name: entry.functionName,
      function_args: entry.args,
    },
    ...(entry.block === undefined ? {} : mined),
  };
}
