import { rows, type Sql } from '@sluice/kernel/db';
import { type Lease } from '@sluice/kernel/lease';
import { cancelJobs } from '@sluice/kernel/queue';
import { ContentBatch, ContentItem, isContentBatchFinal } from '@sluice/systems/content';
import { type EntityManager, In } from 'typeorm';

/** Of a chain call, as printed. */
export const CHAIN_FAILURE = 'On-chain update failed';
const FAILURE = 'The item could not be processed';

/** A batch after a commit, and the places that ended with it. */
export interface ChangedBatch {
  batch: ContentBatch;
  ended: ContentItem[];
}

/** A place of which the status was changed. */
export interface ChangedPlace {
  position: number;
  was: ContentItem['status'];
  status: ContentItem['status'];
}

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
export async function lockBatch(sql: Sql, batchId: string): Promise<void> {
  await sql.query('SELECT FROM content_batches WHERE id = $1 FOR UPDATE', [batchId]);
}

/** Counts places that ended, or ended otherwise than they had before; the last one ends the batch. */
export async function countPlaces(
  sql: EntityManager,
  batchId: string,
  places: ChangedPlace[],
): Promise<ChangedBatch> {
  const ended = places.filter(({ status }) => status === 'succeeded' || status === 'failed');
  const difference = (status: ContentItem['status']): number =>
    places.filter((place) => place.status === status).length -
    places.filter((place) => place.was === status).length;
  if (places.length > 0) {
    await sql.query(
      `UPDATE content_batches SET success_count = success_count + $2, failure_count = failure_count + $3,
         version = version + 1, updated_at = now()
       WHERE id = $1`,
      [batchId, difference('succeeded'), difference('failed')],
    );
    await sql.query(
      `UPDATE content_batches SET status = 'completed', completed_at = now()
       WHERE id = $1 AND status IN ('pending', 'processing') AND success_count + failure_count = total_items`,
      [batchId],
    );
  }
  const positions = ended.map(({ position }) => position);
  return {
    batch: await sql.findOneByOrFail(ContentBatch, { id: batchId }),
    ended: await sql.find(ContentItem, {
      where: { batchId, position: In(positions) },
      order: { position: 'ASC' },
    }),
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
  await lockBatch(sql, batchId);
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
     RETURNING place.position, place.status, 'pending' AS was`,
    [batchId, from, to, FAILURE, CHAIN_FAILURE, reason],
  );
  return countPlaces(sql, batchId, places);
}
