import {
  addressFromVersionHash,
  AddressHashMode,
  addressHashModeToVersion,
  addressToString,
  AuthType,
  ClarityType,
  deserializeTransaction,
  isSingleSig,
  PayloadType,
  type ClarityValue,
  type ContractCallPayload,
  type StacksTransactionWire,
} from '@stacks/transactions';
import { type FunctionArgument } from './registry-vm';
import { Rejection, UnreadableTransaction } from './rejection';

/** Of testnet (SIP-005): its first byte, and the four after it. */
const TRANSACTION_VERSION = 0x80;
const CHAIN_ID = 0x80000000;

/** A signed call of a contract's function, read from its bytes; see {@link checkSignature} before believing it. */
export interface SignedCall {
  /** 64 hexadecimal digits. */
  txid: string;
  hex: string;
  byteLength: number;
  sender: string;
  nonce: number;
  /** In micro-STX. */
  fee: bigint;
  /** `<address>.<name>`. */
  contract: string;
  functionName: string;
  args: ClarityValue[];
  transaction: StacksTransactionWire;
}

/** What anything that calls itself a transaction has, before it is known to be one that this node runs. */
export function decodeTransaction(bytes: Uint8Array): StacksTransactionWire {
  try {
    return deserializeTransaction(bytes);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableTransaction(`Failed to deserialize posted transaction: ${problem}`, { cause });
  }
}

/** @throws Rejection for what is not a contract call on testnet, signed with one key that also pays for it */
export function toSignedCall(transaction: StacksTransactionWire): SignedCall {
  const { auth, payload } = transaction;
  if (transaction.transactionVersion !== TRANSACTION_VERSION) {
    throw new Rejection('BadTransactionVersion');
  }
  if (transaction.chainId !== CHAIN_ID) {
    throw new Rejection('SignatureValidation', { message: 'the chain id is not that of testnet' });
  }
  const condition = auth.spendingCondition;
  if (
    auth.authType !== AuthType.Standard ||
    !isSingleSig(condition) ||
    condition.hashMode !== AddressHashMode.P2PKH
  ) {
    throw unsupported('transactions signed with one key by who pays for them');
  }
  if (payload.payloadType !== PayloadType.ContractCall) throw unsupported('contract calls');
  const call = payload as ContractCallPayload;
  const version = addressHashModeToVersion(condition.hashMode, 'testnet');
  const bytes = transaction.serializeBytes();
  return {
    txid: transaction.txid(),
    hex: Buffer.from(bytes).toString('hex'),
    byteLength: bytes.byteLength,
    sender: addressToString(addressFromVersionHash(version, condition.signer)),
    nonce: Number(condition.nonce),
    fee: condition.fee,
    contract: `${addressToString(call.contractAddress)}.${call.contractName.content}`,
    functionName: call.functionName.content,
    args: call.functionArgs,
    transaction,
  };
}

function unsupported(what: string): Rejection {
  return new Rejection('ServerFailureOther', { message: `this local node takes only ${what}` });
}

/** @throws Rejection unless the key that belongs to the sender's address has signed */
export function checkSignature({ transaction }: SignedCall): void {
  try {
    transaction.verifyOrigin();
  } catch (error) {
    throw new Rejection('SignatureValidation', {
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** @throws Rejection when `args` cannot be those of a function that wants `wanted` */
export function checkArguments(args: ClarityValue[], wanted: FunctionArgument[]): void {
  if (args.length !== wanted.length) {
    throw badArgument(`expected ${wanted.length} arguments, got ${args.length}`);
  }
  for (const [index, { name, type }] of wanted.entries()) {
    const value = args[index];
    if (value === undefined || !fits(value, type)) {
      throw badArgument(`${name} is no ${typeof type === 'string' ? type : JSON.stringify(type)}`);
    }
  }
}

function badArgument(message: string): Rejection {
  return new Rejection('BadFunctionArgument', { message });
}

/** For the types that our contract takes; of texts Clarity counts the code points. */
function fits(value: ClarityValue, type: unknown): boolean {
  if (type === 'uint128') return value.type === ClarityType.UInt;
  if (type === 'principal') {
    return value.type === ClarityType.PrincipalStandard || value.type === ClarityType.PrincipalContract;
  }
  if (typeof type === 'object' && type !== null && 'string-utf8' in type) {
    const { length } = type['string-utf8'] as { length: number };
    return value.type === ClarityType.StringUTF8 && [...value.value].length <= length;
  }
  throw new Error(`The local node does not know arguments of type ${JSON.stringify(type)}`);
}
