import { recordAudit } from '@sluice/kernel/audit';
import { type ChainConfig } from '@sluice/kernel/config';
import { rows } from '@sluice/kernel/db';
import { type CallState, type ContentBatch } from '@sluice/systems/content';
import { type EntityManager } from 'typeorm';
import { successMessage } from '../apply-in-database';
import {
  CHAIN_FAILURE,
  CHANGED_PLACE,
  type ChangedBatch,
  type ChangedPlace,
  countPlaces,
  lockBatch,
} from '../batch.queries';
import { type ChainCall, lockCall } from './call.queries';
import { countPrice, discountPrice, type PriceChange } from './content-price';

/** What came of a call. `refused` and `dropped` give its nonce back, `aborted` has used it up. */
export type CallEnd =
  { state: 'accepted' | 'confirmed' } | { state: 'aborted' | 'refused' | 'dropped'; reason: string };

/** What may still become of a call; two that find out the same say it once. */
const NEXT_STATES: Record<CallState, readonly CallState[]> = {
  stored: ['accepted', 'confirmed', 'aborted', 'refused', 'dropped'],
  // Again: its place may have been put back to work meanwhile.
  accepted: ['accepted', 'confirmed', 'aborted', 'dropped'],
  confirmed: [],
  aborted: [],
  refused: [],
  dropped: [],
};

/** What a settled call has changed. */
export interface SettledCall {
  end: CallEnd;
  /** Undefined when no place of its batch was touched. */
  changed: ChangedBatch | undefined;
}

/**
 * Writes down what came of a call, with all that follows from it: the content's price, the place in the batch and its
 * repeats, the counters. Corrects what was said before: a place that succeeded when the node accepted its call fails
 * when the chain undoes it, one of which nothing was known succeeds when the call turns up.
 * Locks in the order content, call, batch, places.
 * @returns undefined when that was known already
 */
export async function settleCall(
  sql: EntityManager,
  txid: string,
  found: CallEnd,
  confirm: ChainConfig['confirm'],
): Promise<SettledCall | undefined> {
  await sql.query(
    'SELECT FROM contents WHERE id = (SELECT content_id FROM chain_calls WHERE txid = $1) FOR UPDATE',
    [txid],
  );
  const call = await lockCall(sql, txid);
  const end = call && endOf(call, found);
  if (!end || !NEXT_STATES[call.state].includes(end.state)) return undefined;
  await writeState(sql, txid, end);
  // It only filled a gap between nonces.
  if (call.position < 0) return { end, changed: undefined };
  const batch = await lockBatch(sql, call.batchId);
  if ('reason' in end) {
    await discountPrice(sql, call);
    if (end.state === 'aborted') await auditAbort(sql, batch, call, end.reason);
    return { end, changed: await endPlaces(sql, batch, call, { failure: end.reason }) };
  }
  if (call.priceBefore !== null) return { end, changed: undefined };
  if (end.state === 'accepted' && confirm === 'confirmed') {
    return { end, changed: await markSent(sql, batch, call) };
  }
  const price = await countPrice(sql, call);
  return { end, changed: await endPlaces(sql, batch, call, { price }) };
}

/** A call that will never be on the chain, for reasons that are not its place's: another one may be signed for that. */
export async function releaseCall(sql: EntityManager, txid: string, reason: string): Promise<void> {
  const call = await lockCall(sql, txid);
  if (call?.state !== 'stored' && call?.state !== 'accepted') return;
  await writeState(sql, txid, endOf(call, { state: 'refused', reason }));
}

/** A node that refuses what it had accepted has dropped it before. */
function endOf({ state }: ChainCall, end: CallEnd): CallEnd {
  return end.state === 'refused' && state === 'accepted' ? { ...end, state: 'dropped' } : end;
}

async function writeState(sql: EntityManager, txid: string, end: CallEnd): Promise<void> {
  await sql.query(
    `UPDATE chain_calls SET state = $2, reason = $3, missing_since = NULL, checked_at = now(),
       accepted_at = CASE WHEN $2 IN ('accepted', 'confirmed', 'aborted') THEN coalesce(accepted_at, now()) ELSE accepted_at END,
       settled_at = CASE WHEN $2 <> 'accepted' THEN now() END
     WHERE txid = $1`,
    [txid, end.state, 'reason' in end ? end.reason : null],
  );
}

type PlaceEnd = { failure: string } | { price: PriceChange | undefined };

/** Ends the call's place and its repeats, whatever they were said to have come to. */
async function endPlaces(
  sql: EntityManager,
  batch: ContentBatch,
  { batchId, position, txid }: ChainCall,
  end: PlaceEnd,
): Promise<ChangedBatch> {
  const failure = 'failure' in end ? end.failure : null;
  const price = 'price' in end ? end.price : undefined;
  const places = await rows<ChangedPlace>(
    sql,
    `WITH old AS (
       SELECT position, status FROM content_batch_items
       WHERE batch_id = $1 AND (position = $2 OR repeats_position = $2)
     )
     UPDATE content_batch_items place SET status = $3, message = $4, error = $5, reason = $6, before = $7,
       version_after = $8, txid = $9, updated_at = now()
     FROM old WHERE place.batch_id = $1 AND place.position = old.position
     RETURNING ${CHANGED_PLACE}, old.status AS was`,
    [
      batchId,
      position,
      failure === null ? 'succeeded' : 'failed',
      failure === null ? successMessage(batch) : null,
      failure === null ? null : CHAIN_FAILURE,
      failure,
      price ? JSON.stringify({ price: price.before }) : null,
      price?.version ?? null,
      txid,
    ],
  );
  return countPlaces(sql, batch, places);
}

/** Of a place that was given up as unknown nothing better is known yet. */
async function markSent(
  sql: EntityManager,
  batch: ContentBatch,
  { batchId, position, txid }: ChainCall,
): Promise<ChangedBatch> {
  const places = await rows<ChangedPlace>(
    sql,
    `UPDATE content_batch_items place SET status = 'sent', txid = $3, updated_at = now()
     WHERE batch_id = $1 AND (position = $2 OR repeats_position = $2) AND status = 'pending'
     RETURNING ${CHANGED_PLACE}, 'pending' AS was`,
    [batchId, position, txid],
  );
  return countPlaces(sql, batch, places);
}

async function auditAbort(
  sql: EntityManager,
  { tenantId }: ContentBatch,
  { batchId, position, txid, contentId }: ChainCall,
  reason: string,
): Promise<void> {
  await recordAudit(sql, {
    tenantId,
    actorId: null,
    actorName: null,
    address: null,
    requestId: null,
    action: 'content.batch.chain-aborted',
    subjectType: 'content.batch',
    subjectId: batchId,
    details: { position, contentId, txid, reason },
  });
}
