import { type ChainCall } from './call.queries';
import { type CallEnd } from './settle-call';
import { NodeAwayError, type StacksNode } from './stacks-node';

/** What one try at sending a call has shown. */
export type Attempt =
  /** Known for good, or for as long as the chain does not say otherwise. */
  | { kind: 'settled'; end: CallEnd }
  /** Refused, but might be taken with a higher fee. */
  | { kind: 'underpaid'; wantedFee: number; reason: string }
  /** Another transaction has used its nonce up, as far as the node can tell at the moment. */
  | { kind: 'displaced'; reason: string }
  /** No room for another call until the next block. */
  | { kind: 'full'; reason: string }
  /** Nothing is known: to be tried again. */
  | { kind: 'unknown'; reason: string; retryAfterMs?: number | undefined };

/**
 * Sends the bytes that were written down, once. Whatever the answer, when there is a doubt the call is looked up by its
 * txid before anything is believed: a lost answer, an earlier worker's try or a restarted node may have got it in.
 * @param isNew nobody can have sent it before
 */
export async function sendCall(
  node: StacksNode,
  call: ChainCall,
  signal: AbortSignal,
  isNew: boolean,
): Promise<Attempt> {
  const before = isNew ? undefined : await lookUp(node, call, signal);
  if (before) return before;
  const answer = await node.broadcast(call.txid, call.transaction, signal);
  if (answer.kind === 'accepted') return { kind: 'settled', end: { state: 'accepted' } };
  const after = await lookUp(node, call, signal);
  if (after?.kind === 'settled') return after;
  switch (answer.kind) {
    case 'full':
      return answer;
    case 'away':
      return { kind: 'unknown', reason: answer.reason, retryAfterMs: answer.retryAfterMs };
    case 'nonce_taken':
      return after ?? displacement(node, call, answer.reason, signal);
    case 'refused': {
      if (after) return after;
      const { reason, wantedFee } = answer;
      if (wantedFee !== undefined && wantedFee > call.fee) return { kind: 'underpaid', wantedFee, reason };
      return { kind: 'settled', end: { state: 'refused', reason } };
    }
  }
}

/** @returns undefined when the node does not know the call: it may be sent, or sent again */
export async function lookUp(
  node: StacksNode,
  call: ChainCall,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  const sighting = await node.find(call.txid, signal);
  switch (sighting.kind) {
    case 'pending':
      return { kind: 'settled', end: { state: 'accepted' } };
    case 'succeeded':
      return { kind: 'settled', end: { state: 'confirmed' } };
    case 'aborted':
      return { kind: 'settled', end: { state: 'aborted', reason: sighting.result } };
    case 'hidden':
      return { kind: 'unknown', reason: sighting.reason };
    case 'missing':
      return undefined;
  }
}

/** Only when the account has gone past its nonce can a call that is not known any more never get in. */
async function displacement(
  node: StacksNode,
  call: ChainCall,
  reason: string,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    const next = await node.accountNonce(call.signer, signal);
    return next > call.nonce ? { kind: 'displaced', reason } : { kind: 'unknown', reason };
  } catch (error) {
    if (!(error instanceof NodeAwayError)) throw error;
    return { kind: 'unknown', reason: error.message };
  }
}
