import { Cl, ClarityType, cvToHex, type ClarityValue } from '@stacks/transactions';
import { type DroppedStatus } from './chain-log';
import { type SignedCall } from './signed-call';

export type TransactionStatus = 'pending' | 'success' | 'abort_by_response' | DroppedStatus;

/** A value as bytes (`0x0703`) and as Clarity writes it (`(ok true)`). */
export interface ShownValue {
  hex: string;
  repr: string;
}

/** A transaction that the node has taken at some time. */
export interface LedgerEntry {
  /** 64 hexadecimal digits, as `broadcastTransaction` gives it. */
  txid: string;
  sender: string;
  nonce: number;
  /** In micro-STX, decimal digits. */
  fee: string;
  contract: string;
  functionName: string;
  args: ShownValue[];
  /** What a `set-price` call asks for, decoded. */
  setPrice?: { contentId: string; owner: string; price: string };
  status: TransactionStatus;
  /** When it was mined: what the function gave back. */
  result?: ShownValue;
  /** When it was mined: the height of its block. */
  block?: number;
  /** How often these very bytes have been posted and answered with 200. */
  submissions: number;
}

/** A transaction that was read but not taken. */
export interface Refusal {
  txid: string;
  reason: string;
}

export function newEntry(call: SignedCall): LedgerEntry {
  const { txid, sender, nonce, contract, functionName, args } = call;
  const setPrice = decodeSetPrice(call);
  return {
    txid,
    sender,
    nonce,
    fee: call.fee.toString(),
    contract,
    functionName,
    args: args.map(shown),
    ...(setPrice === undefined ? {} : { setPrice }),
    status: 'pending',
    submissions: 0,
  };
}

export function shown(value: ClarityValue): ShownValue {
  return { hex: cvToHex(value), repr: Cl.prettyPrint(value) };
}

/** What a call of `set-price` asks for; undefined for other calls. */
export function decodeSetPrice({ functionName, args }: SignedCall): LedgerEntry['setPrice'] {
  const [id, owner, price] = args;
  if (functionName !== 'set-price' || id?.type !== ClarityType.StringUTF8) return undefined;
  if (owner?.type !== ClarityType.PrincipalStandard && owner?.type !== ClarityType.PrincipalContract)
    return undefined;
  if (price?.type !== ClarityType.UInt) return undefined;
  return { contentId: id.value, owner: owner.value, price: BigInt(price.value).toString() };
}
