import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getSDK, type Simnet } from '@stacks/clarinet-sdk';
import { Cl, ClarityType, type ClarityValue } from '@stacks/transactions';
import { CLONE_ROOT } from '../paths';
import { CONTRACT_NAME, DEVELOPMENT_ACCOUNTS, DEVELOPMENT_CONTRACT } from './development-accounts';

/** As in `contracts/Clarinet.toml`. */
const EPOCH = '3.0';
const CLARITY_VERSION = 3;

/** What a public function gave back, and what it printed. */
export interface Outcome {
  /** `ok`, or `err` when nothing of the call has stayed. */
  result: ClarityValue;
  printed: ClarityValue[];
}

export interface StoredContent {
  owner: string;
  /** In micro-STX, as decimal digits: up to 39 of them. */
  price: string;
}

/** An argument of a function: `uint128`, `principal`, `{ 'string-utf8': { length: 256 } }`. */
export interface FunctionArgument {
  name: string;
  type: unknown;
}

/** The contract in the real Clarity VM, with nothing else on the chain. */
export interface RegistryVm {
  /** The VM itself, for what has other contracts in it. */
  simnet: Simnet;
  /**
   * Runs a public function as `sender`, in a block of its own.
   * @throws Error when the VM cannot run it at all: no such function, arguments of other types
   */
  call(sender: string, functionName: string, args: ClarityValue[]): Outcome;
  /** Runs a read-only function. @throws Error as above */
  read(functionName: string, args: ClarityValue[], sender?: string): ClarityValue;
  content(id: string): StoredContent | undefined;
  /** The arguments of a public function, undefined when there is none of that name. */
  argumentsOf(functionName: string): FunctionArgument[] | undefined;
}

/**
 * Deploys the contract into a fresh VM: in memory, from its source, which takes 1.5 s. (With the manifest it would
 * be 3.5 s, a file written beside it, and every event printed to the terminal.)
 */
export async function openRegistryVm(): Promise<RegistryVm> {
  const vm = await getSDK();
  // The SDK makes JSON.stringify take every bigint, for the whole process: nothing here needs it, and it hides mistakes.
  delete (BigInt.prototype as { toJSON?: unknown }).toJSON;
  await vm.initEmptySession(null);
  vm.setEpoch(EPOCH);
  deploy(vm);
  const functions = vm.getContractsInterfaces().get(DEVELOPMENT_CONTRACT)?.functions ?? [];
  const read: RegistryVm['read'] = (functionName, args, sender = DEVELOPMENT_ACCOUNTS.operator.address) =>
    run(() => vm.callReadOnlyFn(DEVELOPMENT_CONTRACT, functionName, args, sender).result);
  return {
    simnet: vm,
    call(sender, functionName, args) {
      const { result, events } = run(() => vm.callPublicFn(DEVELOPMENT_CONTRACT, functionName, args, sender));
      const printed = events.filter(({ event }) => event === 'print_event');
      return { result, printed: printed.flatMap(({ data }) => data.value ?? []) };
    },
    read,
    content: (id) => storedContent(read('get-content', [Cl.stringUtf8(id)])),
    argumentsOf: (functionName) =>
      functions.find(({ name, access }) => name === functionName && access === 'public')?.args,
  };
}

function deploy(vm: Simnet): void {
  const source = readFileSync(join(CLONE_ROOT, 'contracts', `${CONTRACT_NAME}.clar`), 'utf8');
  const { address } = DEVELOPMENT_ACCOUNTS.operator;
  const { result } = run(() =>
    vm.deployContract(CONTRACT_NAME, source, { clarityVersion: CLARITY_VERSION }, address),
  );
  if (result.type !== ClarityType.BoolTrue)
    throw new Error(`The contract was not deployed: ${Cl.prettyPrint(result)}`);
}

/** The VM throws its errors as plain texts. */
function run<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? error : new Error(String(error));
  }
}

function storedContent(value: ClarityValue): StoredContent | undefined {
  if (value.type !== ClarityType.OptionalSome || value.value.type !== ClarityType.Tuple) return undefined;
  const { owner, price } = value.value.value;
  if (owner?.type !== ClarityType.PrincipalStandard && owner?.type !== ClarityType.PrincipalContract)
    return undefined;
  return price?.type === ClarityType.UInt
    ? { owner: owner.value, price: BigInt(price.value).toString() }
    : undefined;
}
