import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  broadcastTransaction,
  Cl,
  cvToHex,
  fetchCallReadOnlyFunction,
  fetchFeeEstimateTransaction,
  fetchNonce,
  makeContractCall,
  makeSTXTokenTransfer,
  serializePayload,
  type StacksTransactionWire,
} from '@stacks/transactions';
import { expect } from 'expect';
import { eventually } from '@sluice/kernel/testing';
import { chainControl } from './chain-client';
import { CONTRACT_NAME, DEVELOPMENT_ACCOUNTS } from './development-accounts';
import { type RejectionReason } from './rejection';
import { startLocalNode, type LocalNode } from './local-node';

const { operator, creator, stranger } = DEVELOPMENT_ACCOUNTS;

interface CallOptions {
  nonce: number;
  id?: string;
  price?: number | bigint;
  fee?: number;
  key?: string;
  functionName?: string;
  contractName?: string;
  network?: 'testnet' | 'mainnet';
}

/** A signed `set-price`, made without asking any node. */
function priceCall(options: CallOptions): Promise<StacksTransactionWire> {
  return makeContractCall({
    contractAddress: operator.address,
    contractName: options.contractName ?? CONTRACT_NAME,
    functionName: options.functionName ?? 'set-price',
    functionArgs: [
      Cl.stringUtf8(options.id ?? 'content'),
      Cl.principal(creator.address),
      Cl.uint(options.price ?? 1_000_000),
    ],
    senderKey: options.key ?? operator.privateKey,
    network: options.network ?? 'testnet',
    validateWithAbi: false,
    fee: options.fee ?? 1_000,
    nonce: options.nonce,
  });
}

/** One node for all tests of the file: each uses the nonces after those before. */
let node: LocalNode;
let control: ReturnType<typeof chainControl>;
let client: { baseUrl: string };

before(async () => {
  node = await startLocalNode({ blockMs: 1 });
  control = chainControl(node.url);
  client = { baseUrl: node.url };
});
after(() => node.stop());
afterEach(() => control.clearFaults());

const broadcast = (transaction: StacksTransactionWire) => broadcastTransaction({ transaction, client });
const nextNonce = async (address: string = operator.address) =>
  Number(await fetchNonce({ address, network: 'testnet', client }));

async function accountNonce(address: string = operator.address): Promise<number> {
  const response = await fetch(`${node.url}/v2/accounts/${address}?proof=0`);
  return ((await response.json()) as { nonce: number }).nonce;
}

interface HiroTransaction {
  tx_status: string;
  tx_result?: { hex: string; repr: string };
  [name: string]: unknown;
}

async function transaction(txid: string): Promise<HiroTransaction | undefined> {
  const response = await fetch(`${node.url}/extended/v1/tx/${txid}`);
  return response.ok ? ((await response.json()) as HiroTransaction) : undefined;
}

const untilStatus = (txid: string, status: string) =>
  eventually(`${txid} ${status}`, async () => {
    const found = await transaction(txid);
    return found?.tx_status === status ? found : undefined;
  });

/** Sends the call and gives the reason it is refused for. */
async function refusal(options: CallOptions): Promise<Record<string, unknown>> {
  const answer = await broadcast(await priceCall(options));
  return { ...answer };
}

describe('a price change on the local node', () => {
  it('is run in the VM, as a transaction that can be looked up', async () => {
    const nonce = await nextNonce();
    const call = await priceCall({ nonce, id: 'sold 🎧', price: 2n ** 128n - 1n });
    expect(await broadcast(call)).toEqual({ txid: call.txid() });
    expect(await untilStatus(call.txid(), 'success')).toMatchObject({
      tx_id: `0x${call.txid()}`,
      tx_result: { hex: '0x0703', repr: '(ok true)' },
      sender_address: operator.address,
      nonce,
      block_height: expect.any(Number),
    });
    const stored = { owner: creator.address, price: String(2n ** 128n - 1n) };
    expect(await control.state('sold 🎧')).toEqual(stored);
    expect((await control.ledger()).transactions.at(-1)).toMatchObject({
      txid: call.txid(),
      setPrice: { contentId: 'sold 🎧', ...stored },
      status: 'success',
    });
    expect(await accountNonce()).toBe(nonce + 1);
  });

  it('is refused by the contract after all, and has used up its nonce', async () => {
    const call = await priceCall({ nonce: 0, id: 'not theirs', key: stranger.privateKey });
    await broadcast(call);
    const { tx_result: result } = await untilStatus(call.txid(), 'abort_by_response');
    expect(result?.repr).toBe('(err u403)');
    expect(await control.state('not theirs')).toBeUndefined();
    expect(await accountNonce(stranger.address)).toBe(1);
  });

  it('is taken as bytes and as JSON, and answered with its id in quotes', async () => {
    const nonce = await nextNonce();
    const [bytes, hex] = [await priceCall({ nonce }), await priceCall({ nonce: nonce + 1 })];
    const answers = await Promise.all([
      post(bytes.serializeBytes(), 'application/octet-stream'),
      post(JSON.stringify({ tx: hex.serialize(), attachment: null }), 'application/json'),
    ]);
    expect(answers).toEqual([
      { status: 200, body: JSON.stringify(bytes.txid()) },
      { status: 200, body: JSON.stringify(hex.txid()) },
    ]);
    await untilStatus(hex.txid(), 'success');
  });

  it('is answered in the same way when it is sent again, and run once', async () => {
    const nonce = await nextNonce();
    const call = await priceCall({ nonce, id: 'twice' });
    await control.addFaults({ kind: 'stop-mining' });
    await broadcast(call);
    expect(await broadcast(call)).toEqual({ txid: call.txid() });
    await control.clearFaults();
    await untilStatus(call.txid(), 'success');
    expect(await broadcast(call)).toEqual({ txid: call.txid() });
    expect(await accountNonce()).toBe(nonce + 1);
    const { transactions } = await control.ledger();
    expect(transactions.filter(({ txid }) => txid === call.txid())).toEqual([
      expect.objectContaining({ submissions: 3 }),
    ]);
  });

  it('waits until the nonces before it are used', async () => {
    const nonce = await nextNonce();
    const [first, second] = [
      await priceCall({ nonce, id: 'gap', price: 1 }),
      await priceCall({ nonce: nonce + 1, id: 'gap', price: 2 }),
    ];
    await broadcast(second);
    const height = await control.mine();
    expect((await transaction(second.txid()))?.tx_status).toBe('pending');
    expect(height).toBeGreaterThan(0);
    await broadcast(first);
    await untilStatus(second.txid(), 'success');
    expect((await control.state('gap'))?.price).toBe('2');
  });

  it('replaces one of the same nonce that pays less, and no other', async () => {
    const nonce = await nextNonce();
    await control.addFaults({ kind: 'stop-mining' });
    const cheap = await priceCall({ nonce, price: 1 });
    const equal = await priceCall({ nonce, price: 2 });
    const dear = await priceCall({ nonce, price: 3, fee: 2_000 });
    await broadcast(cheap);
    expect(await broadcast(equal)).toMatchObject({ reason: 'ConflictingNonceInMempool', txid: equal.txid() });
    await broadcast(dear);
    expect((await transaction(cheap.txid()))?.tx_status).toBe('dropped_replace_by_fee');
    await control.clearFaults();
    await untilStatus(dear.txid(), 'success');
  });
});

async function post(body: string | Uint8Array, type: string): Promise<{ status: number; body: string }> {
  const response = await fetch(`${node.url}/v2/transactions`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  return { status: response.status, body: await response.text() };
}

describe('a transaction that a node would not take', () => {
  it('is refused with the reason that stacks-core gives', async () => {
    const nonce = await nextNonce();
    const principal = operator.address;
    expect(await refusal({ nonce, fee: 1 })).toMatchObject({
      error: 'transaction rejected',
      reason: 'FeeTooLow',
      reason_data: { actual: 1, expected: expect.any(Number) },
    });
    expect(await refusal({ nonce: nonce - 1, price: 99 })).toMatchObject({
      reason: 'BadNonce',
      reason_data: { expected: nonce, actual: nonce - 1, is_origin: true, principal },
    });
    expect(await refusal({ nonce: nonce + 25 })).toMatchObject({
      reason: 'TooMuchChaining',
      reason_data: { expected: nonce + 24, actual: nonce + 25, is_origin: true, principal },
    });
    expect(await refusal({ nonce, fee: 200_000_000_000_000 })).toMatchObject({ reason: 'NotEnoughFunds' });
    expect(await refusal({ nonce, contractName: 'no-such' })).toMatchObject({ reason: 'NoSuchContract' });
    expect(await refusal({ nonce, functionName: 'steal' })).toMatchObject({ reason: 'NoSuchPublicFunction' });
    expect(await refusal({ nonce, functionName: 'get-price' })).toMatchObject({
      reason: 'NoSuchPublicFunction',
    });
    expect(await refusal({ nonce, id: 'x'.repeat(257) })).toMatchObject({ reason: 'BadFunctionArgument' });
    expect(await refusal({ nonce, network: 'mainnet' })).toMatchObject({ reason: 'BadTransactionVersion' });
    const penniless = '11'.repeat(32) + '01';
    expect(await refusal({ nonce: 0, key: penniless })).toMatchObject({
      reason: 'NotEnoughFunds',
      reason_data: { expected: '0x000000000000000000000000000003e8', actual: `0x${'0'.repeat(32)}` },
    });
    expect(await accountNonce()).toBe(nonce);
  });

  it('is one of no more than 25 that wait', async () => {
    const nonce = await nextNonce();
    await control.addFaults({ kind: 'stop-mining' });
    const calls = await Promise.all(
      Array.from({ length: 26 }, (_, index) => priceCall({ nonce: nonce + index, price: index })),
    );
    for (const call of calls.slice(0, 25)) expect(await broadcast(call)).toEqual({ txid: call.txid() });
    const [last] = calls.slice(25);
    if (!last) throw new Error('There is no 26th call');
    expect(await broadcast(last)).toMatchObject({ reason: 'TooMuchChaining' });
    await control.clearFaults();
    await eventually('25 blocks', async () => (await accountNonce()) === nonce + 25);
    expect(await broadcast(last)).toEqual({ txid: last.txid() });
    await untilStatus(last.txid(), 'success');
  });

  it('is one that was changed after it was signed', async () => {
    const call = await priceCall({ nonce: await nextNonce() });
    const bytes = Buffer.from(call.serializeBytes());
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const { status, body } = await post(bytes, 'application/octet-stream');
    expect({ status, ...(JSON.parse(body) as object) }).toMatchObject({
      status: 400,
      reason: 'SignatureValidation',
    });
  });

  it('is one that is signed for another chain, or does something else than to call a contract', async () => {
    const nonce = await nextNonce();
    const call = await priceCall({ nonce });
    Object.assign(call, { chainId: 7 });
    expect(await broadcast(call)).toMatchObject({ reason: 'SignatureValidation' });
    const transfer = await makeSTXTokenTransfer({
      recipient: creator.address,
      amount: 1n,
      senderKey: operator.privateKey,
      network: 'testnet',
      fee: 1_000,
      nonce,
    });
    expect(await broadcast(transfer)).toMatchObject({ reason: 'ServerFailureOther' });
  });

  it('is answered with a plain text when it is no transaction at all', async () => {
    const bytes = 'application/octet-stream';
    const json = 'application/json';
    const call = await priceCall({ nonce: await nextNonce() });
    for (const [body, type] of [
      ['garbage', bytes],
      ['', bytes],
      [call.serializeBytes().subarray(0, 100), bytes],
      ['garbage', json],
      ['null', json],
      ['{"tx":"zz"}', json],
      ['{"tx":17}', json],
      ['{}', json],
      [call.serialize(), 'text/plain'],
    ] as const) {
      const answer = await post(body, type);
      expect({ sent: body, type, status: answer.status }).toEqual({ sent: body, type, status: 400 });
      expect(() => JSON.parse(answer.body) as unknown).toThrow();
    }
  });
});

describe('what else callers ask a node', () => {
  it('are fees that it takes itself', async () => {
    const call = await priceCall({ nonce: 0 });
    const estimates = await fetchFeeEstimateTransaction({
      payload: serializePayload(call.payload),
      estimatedLength: call.serializeBytes().byteLength,
      client,
    });
    expect(estimates).toHaveLength(3);
    expect(estimates[1].fee).toBeGreaterThanOrEqual(call.serializeBytes().byteLength);
    const transfer = await fetch(`${node.url}/v2/fees/transfer`);
    expect(await transfer.text()).toBe('1');
  });

  it('are values that the contract reads', async () => {
    const nonce = await nextNonce();
    const call = await priceCall({ nonce, id: 'read', price: 42 });
    await broadcast(call);
    await untilStatus(call.txid(), 'success');
    const ask = (functionName: string) =>
      fetchCallReadOnlyFunction({
        contractAddress: operator.address,
        contractName: CONTRACT_NAME,
        functionName,
        functionArgs: [Cl.stringUtf8('read')],
        senderAddress: stranger.address,
        client,
      });
    expect(cvToHex(await ask('get-price'))).toBe(cvToHex(Cl.some(Cl.uint(42))));
    await expect(ask('get-lost')).rejects.toThrow(/get-lost/);
  });

  it('are accounts, transactions and the chain itself, and a clear no to what is not there', async () => {
    const get = (path: string) => fetch(`${node.url}${path}`);
    expect(await (await get('/v2/info')).json()).toMatchObject({
      network_id: 0x80000000,
      stacks_tip_height: expect.any(Number),
    });
    expect(await (await get(`/v2/accounts/${creator.address}?proof=0`)).json()).toMatchObject({
      nonce: 0,
      balance: '0x00000000000000000000' + '5af3107a4000',
    });
    expect((await get('/v2/accounts/nobody')).status).toBe(400);
    expect((await get(`/extended/v1/tx/0x${'0'.repeat(64)}`)).status).toBe(404);
    expect((await get('/extended/v1/tx/nonsense')).status).toBe(400);
    expect((await get('/nowhere')).status).toBe(404);
    expect((await get('/control/state?id=unknown')).status).toBe(404);
  });
});

describe('a node that is asked to misbehave', () => {
  let nonce: number;
  beforeEach(async () => {
    nonce = await nextNonce();
  });

  it('refuses for the reason it was given, the first so many times', async () => {
    const reason: RejectionReason = 'TemporarilyBlacklisted';
    await control.addFaults({ kind: 'refuse', reason, times: 2 });
    const call = await priceCall({ nonce });
    expect(await broadcast(call)).toMatchObject({ reason, txid: call.txid() });
    expect(await broadcast(call)).toMatchObject({ reason });
    expect(await broadcast(call)).toEqual({ txid: call.txid() });
    expect(await control.clearFaults()).toMatchObject([{ hits: 2 }]);
    expect((await control.ledger()).refusals.slice(-2)).toEqual([
      { txid: call.txid(), reason },
      { txid: call.txid(), reason },
    ]);
    await untilStatus(call.txid(), 'success');
  });

  it('fails with the status it was given, for one content alone', async () => {
    await control.addFaults({ kind: 'status', status: 429, retryAfterSeconds: 3, contentId: 'unlucky' });
    const body = (call: StacksTransactionWire) => JSON.stringify({ tx: call.serialize() });
    const unlucky = await fetch(`${node.url}/v2/transactions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: body(await priceCall({ nonce, id: 'unlucky' })),
    });
    expect([unlucky.status, unlucky.headers.get('retry-after')]).toEqual([429, '3']);
    const lucky = await priceCall({ nonce, id: 'lucky' });
    expect((await post(body(lucky), 'application/json')).status).toBe(200);
    await untilStatus(lucky.txid(), 'success');
  });

  it('does so on other endpoints, after those it was to leave alone', async () => {
    await control.addFaults({ kind: 'status', status: 503, on: 'tx', skip: 1, times: 1 });
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      const response = await fetch(`${node.url}/extended/v1/tx/${'0'.repeat(64)}`);
      statuses.push(response.status);
    }
    expect(statuses).toEqual([404, 503, 404]);
  });

  it('fails at random, and again in the same way for the same seed', async () => {
    const draw = async () => {
      await control.addFaults({ kind: 'status', status: 500, on: 'info', probability: 0.5, seed: 7 });
      const statuses = [];
      for (let i = 0; i < 12; i++) statuses.push((await fetch(`${node.url}/v2/info`)).status);
      await control.clearFaults();
      return statuses;
    };
    const first = await draw();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await draw()).toEqual(first);
  });

  it('takes a transaction and closes the connection, or closes it before', async () => {
    await control.addFaults({ kind: 'drop-before', times: 1 }, { kind: 'drop-after', times: 1 });
    const call = await priceCall({ nonce });
    await expect(broadcast(call)).rejects.toThrow();
    expect(await transaction(call.txid())).toBeUndefined();
    await expect(broadcast(call)).rejects.toThrow();
    await untilStatus(call.txid(), 'success');
  });

  it('answers late', async () => {
    await control.addFaults({ kind: 'delay', ms: 60_000 });
    const call = await priceCall({ nonce });
    const request = fetch(`${node.url}/v2/transactions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ tx: call.serialize() }),
      signal: AbortSignal.timeout(100),
    });
    await expect(request).rejects.toThrow(/aborted|timeout/i);
    expect(await transaction(call.txid())).toBeUndefined();
  });

  it('tells a wrong nonce', async () => {
    await control.addFaults({ kind: 'wrong-nonce', by: -2 });
    expect(await accountNonce()).toBe(nonce - 2);
    expect(await nextNonce()).toBe(nonce - 2);
  });

  it('mines nothing until it is told to', async () => {
    await control.addFaults({ kind: 'stop-mining' });
    const call = await priceCall({ nonce });
    await broadcast(call);
    expect((await transaction(call.txid()))?.tx_status).toBe('pending');
    await control.clearFaults();
    await untilStatus(call.txid(), 'success');
  });

  it('mines a transaction as failed, and its nonce is used up', async () => {
    await control.addFaults({ kind: 'abort', times: 1, contentId: 'cursed' });
    const call = await priceCall({ nonce, id: 'cursed' });
    await broadcast(call);
    expect(await untilStatus(call.txid(), 'abort_by_response')).toMatchObject({
      tx_result: { hex: '0x0809', repr: '(err none)' },
    });
    expect(await control.state('cursed')).toBeUndefined();
    expect(await accountNonce()).toBe(nonce + 1);
  });

  it('throws a transaction out, as dropped or without a trace, and takes it again', async () => {
    await control.addFaults({ kind: 'evict', times: 1 });
    const call = await priceCall({ nonce, id: 'evicted' });
    await broadcast(call);
    await untilStatus(call.txid(), 'dropped_stale_garbage_collect');
    await control.addFaults({ kind: 'evict', as: 'unknown', times: 1 });
    await broadcast(call);
    await eventually('forgotten', async () => (await transaction(call.txid())) === undefined);
    expect(await accountNonce()).toBe(nonce);
    await broadcast(call);
    await untilStatus(call.txid(), 'success');
  });

  it('says what is wrong with a fault that it does not know', async () => {
    const ask = async (body: unknown) => {
      const response = await fetch(`${node.url}/control/faults`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return `${response.status} ${await response.text()}`;
    };
    expect(await ask({ kind: 'sulk' })).toMatch(/^400 .*kind is one of refuse, status/);
    expect(await ask({ kind: 'refuse', reason: 'Mood' })).toMatch(/^400 .*reason is one of/);
    expect(await ask([{ kind: 'status', status: 200 }])).toMatch(/^400 .*status is a number/);
    expect(await ask({ kind: 'abort', times: 'often' })).toMatch(/^400 .*times is a number/);
    expect(await ask(null)).toMatch(/^400/);
  });
});

describe('a chain that is kept in a folder', () => {
  it('is the same after a restart: prices, nonces, failures and what was waiting', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sluice-chain-'));
    const open = async () => {
      const opened = await startLocalNode({ dataDir, blockMs: 'manual' });
      return { opened, kept: chainControl(opened.url), at: { baseUrl: opened.url } };
    };
    const first = await open();
    try {
      const send = async (options: CallOptions) =>
        broadcastTransaction({ transaction: await priceCall(options), client: first.at });
      await send({ nonce: 0, id: 'kept', price: 5 });
      await send({ nonce: 1, id: 'failed', price: 5 });
      await first.kept.addFaults({ kind: 'abort', contentId: 'failed' });
      await first.kept.mine();
      await send({ nonce: 2, id: 'kept', price: 6 });
      await send({ nonce: 2, id: 'kept', price: 7, fee: 5_000 });
    } finally {
      await first.opened.stop();
    }
    const before = await first.kept.ledger().catch(() => undefined);
    expect(before).toBeUndefined();
    const second = await open();
    try {
      expect((await second.kept.ledger()).transactions.map(({ status, nonce }) => [nonce, status])).toEqual([
        [0, 'success'],
        [1, 'abort_by_response'],
        [2, 'dropped_replace_by_fee'],
        [2, 'pending'],
      ]);
      expect(await second.kept.state('kept')).toEqual({ owner: creator.address, price: '5' });
      expect(await second.kept.state('failed')).toBeUndefined();
      expect(await second.kept.mine()).toBe(2);
      expect((await second.kept.state('kept'))?.price).toBe('7');
    } finally {
      await second.opened.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
