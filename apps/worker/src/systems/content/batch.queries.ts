import { rows } from '@sluice/kernel/db';
import { type Lease } from '@sluice/kernel/lease';
import { cancelJobs } from '@sluice/kernel/queue';
import {
  ContentBatch,
  type ContentItem,
  type ContentOutcome,
  isContentBatchFinal,
} from '@sluice/systems/content';
import { type EntityManager } from 'typeorm';

/** Of a chain call, as printed. */
export const CHAIN_FAILURE = 'On-chain update failed';
const FAILURE = 'The item could not be processed';

/** A batch after a commit, and the places that ended with it. */
export interface ChangedBatch {
  batch: ContentBatch;
  ended: ContentOutcome[];
}

/** A place that was changed, as it was and is. */
export interface ChangedPlace extends ContentOutcome {
  was: ContentItem['status'];
}

/** What an UPDATE of places (called `place`) gives back, but for `was`. */
export const CHANGED_PLACE = `place.content_id AS "contentId", place.status, place.message, place.error, place.reason,
  place.txid`;

/**
 * Marks the batch as being worked on.
 * @returns undefined when there is nothing left to do: it is gone, or it has ended
 */
export async function startBatch(lease: Lease, batchId: string): Promise<ContentBatch | undefined> {
  return lease.commit(async (sql) => {
    await sql.query(
      `UPDATE content_batches SET status = 'processing', version = version + 1, updated_at = now()
       WHERE id = $1 AND status = 'pending'`,
      [batchId],
    );
    const batch = await sql.findOneBy(ContentBatch, { id: batchId });
    return batch && !isContentBatchFinal(batch.status) ? batch : undefined;
  });
}

/** Locks the batch; whoever changes its places comes here first, so nobody waits in a circle. */
export async function lockBatch(sql: EntityManager, batchId: string): Promise<ContentBatch> {
  return sql.findOneOrFail(ContentBatch, { where: { id: batchId }, lock: { mode: 'pessimistic_write' } });
}

/**
 * Counts places that ended, or ended otherwise than they had before; the last one ends the batch.
 * @param batch locked, as it was
 */
export async function countPlaces(
  sql: EntityManager,
  batch: ContentBatch,
  places: ChangedPlace[],
): Promise<ChangedBatch> {
  if (places.length === 0) return { batch, ended: [] };
  const difference = (status: ContentItem['status']): number =>
    places.filter((place) => place.status === status).length -
    places.filter((place) => place.was === status).length;
  const successCount = batch.successCount + difference('succeeded');
  const failureCount = batch.failureCount + difference('failed');
  const ends = !isContentBatchFinal(batch.status) && successCount + failureCount === batch.totalItems;
  const [times] = await rows<Pick<ContentBatch, 'updatedAt' | 'completedAt'>>(
    sql,
    `UPDATE content_batches SET success_count = $2, failure_count = $3, version = version + 1, updated_at = now(),
       status = CASE WHEN $4 THEN 'completed' ELSE status END,
       completed_at = CASE WHEN $4 THEN now() ELSE completed_at END
     WHERE id = $1 RETURNING updated_at AS "updatedAt", completed_at AS "completedAt"`,
    [batch.id, successCount, failureCount, ends],
  );
  const status = ends ? 'completed' : batch.status;
  const version = batch.version + 1;
  const after = sql.create(ContentBatch, { ...batch, ...times, status, version, successCount, failureCount });
  return {
    batch: after,
    ended: places.filter((place) => place.status === 'succeeded' || place.status === 'failed'),
  };
}

/** Ends the batch as failed and takes back what is left of its work. The calling job is done with it. */
export async function failBatch(lease: Lease, batchId: string, reason: string): Promise<ContentBatch | null> {
  return lease.commit(
    async (sql) => {
      await cancelJobs(sql, batchId, reason);
      await sql.query(
        `UPDATE content_batches SET status = 'failed', error_message = $2, completed_at = now(),
           version = version + 1, updated_at = now()
         WHERE id = $1 AND status IN ('pending', 'processing')`,
        [batchId, reason],
      );
      return sql.findOneBy(ContentBatch, { id: batchId });
    },
    { done: true },
  );
}

/** Places of a batch from one to another, both included. */
export interface PlaceRange {
  batchId: string;
  from: number;
  to: number;
}

/**
 * Ends all of a piece that is pending as failed. Of a call that was written down nobody knows what will come of it:
 * its place says so, and whoever follows the calls puts it right later.
 */
export async function failPending(
  sql: EntityManager,
  { batchId, from, to }: PlaceRange,
  reason: string,
): Promise<ChangedBatch> {
  const batch = await lockBatch(sql, batchId);
  const places = await rows<ChangedPlace>(
    sql,
    `WITH hopeless AS (
       SELECT item.position, call.txid FROM content_batch_items item
       LEFT JOIN chain_calls call ON call.batch_id = item.batch_id AND call.position = item.position
         AND call.state IN ('stored', 'accepted')
       WHERE item.batch_id = $1 AND item.position BETWEEN $2 AND $3 AND item.status = 'pending'
         AND item.repeats_position IS NULL
     )
     UPDATE content_batch_items place SET status = 'failed', txid = hopeless.txid,
       error = CASE WHEN hopeless.txid IS NULL THEN $4 ELSE $5 END,
       reason = CASE WHEN hopeless.txid IS NULL THEN $6 ELSE 'unknown: ' || $6 END, updated_at = now()
     FROM hopeless
     WHERE place.batch_id = $1 AND place.status = 'pending'
       AND (place.position = hopeless.position OR place.repeats_position = hopeless.position)
     RETURNING ${CHANGED_PLACE}, 'pending' AS was`,
    [batchId, from, to, FAILURE, CHAIN_FAILURE, reason],
  );
  return countPlaces(sql, batch, places);
}
