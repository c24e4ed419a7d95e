import {
  Cl,
  type ClarityValue,
  createContractCallPayload,
  makeContractCall,
  serializePayload,
  validateStacksAddress,
} from '@stacks/transactions';
import { networkOf, type Operator } from './operator';

/** `(string-utf8 256)` of the contract; Clarity counts code points. */
const MAX_ID_LENGTH = 256;
/** Bytes of a `set-price` call without the content's id, rounded up: an owner that is a contract has a long name. */
const BARE_CALL_BYTES = 350;
const FUNCTION_NAME = 'set-price';

export interface PriceCall {
  contentId: string;
  creator: string;
  /** Micro-STX, decimal digits. */
  price: string;
}

export interface SignedCall {
  /** 64 hex digits; what the chain will know it by, known before it is sent. */
  txid: string;
  bytes: Buffer;
}

/** Why the contract could never take a call, whoever sends it; undefined when it could. */
export function unsignable({ contentId }: PriceCall): string | undefined {
  return [...contentId].length > MAX_ID_LENGTH
    ? `The contract takes ids of up to ${MAX_ID_LENGTH} characters`
    : undefined;
}

/** An upper bound, in bytes: what the fee is counted by. */
export function callLength({ contentId }: PriceCall): number {
  return BARE_CALL_BYTES + Buffer.byteLength(contentId);
}

/** Signs offline; it moves no assets, so it may move none (the library's default). */
export async function signCall(
  operator: Operator,
  call: PriceCall,
  { nonce, fee }: { nonce: bigint; fee: number },
): Promise<SignedCall> {
  const transaction = await makeContractCall({
    contractAddress: operator.contractAddress,
    contractName: operator.contractName,
    functionName: FUNCTION_NAME,
    functionArgs: argumentsOf(operator, call),
    senderKey: operator.privateKey,
    network: operator.network,
    nonce,
    fee,
    validateWithAbi: false,
  });
  return { txid: transaction.txid(), bytes: Buffer.from(transaction.serializeBytes()) };
}

/** What a fee is estimated of, in hex: the call without who signs it. */
export function callPayload(operator: Operator, call: PriceCall): string {
  const { contractAddress, contractName } = operator;
  const args = argumentsOf(operator, call);
  return serializePayload(createContractCallPayload(contractAddress, contractName, FUNCTION_NAME, args));
}

function argumentsOf(operator: Operator, call: PriceCall): ClarityValue[] {
  return [Cl.stringUtf8(call.contentId), Cl.principal(ownerOf(operator, call)), Cl.uint(BigInt(call.price))];
}

/** Creators are free text to us. Who is nobody on that chain can't own there; the operator does then. */
function ownerOf({ network, address }: Operator, { creator }: PriceCall): string {
  const [owner = '', contractName] = creator.split('.');
  const isPrincipal =
    /^S[PMTN][0-9A-Z]{38,40}(\.[a-zA-Z][a-zA-Z0-9_-]{0,39})?$/.test(creator) &&
    validateStacksAddress(owner) &&
    networkOf(owner) === network;
  return isPrincipal ? [owner, contractName].filter(Boolean).join('.') : address;
}
