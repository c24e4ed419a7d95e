import { rows, type Sql } from '@sluice/kernel/db';
import { type ContentOutcome, type ContentResult, contentResult } from '@sluice/systems/content';

/**
 * Positions that have not succeeded, and whose chain call was written down and is not settled: whoever follows the
 * chain settles them, whatever else becomes of their batch.
 */
export async function unsettledPositions(sql: Sql, batchId: string): Promise<number[]> {
  const calls = await rows<{ position: number }>(
    sql,
    `SELECT DISTINCT calls.position FROM chain_calls AS calls
     JOIN content_batch_items AS item USING (batch_id, position)
     WHERE batch_id = $1 AND calls.state IN ('stored', 'accepted') AND item.status <> 'succeeded'
     ORDER BY calls.position`,
    [batchId],
  );
  return calls.map(({ position }) => position);
}

/** A place of a request and how it stands; a repeat stands like the place that it repeats. */
export interface Place extends ContentOutcome {
  batchId: string;
  position: number;
  /** Where its content stood first; its own position if that is here. */
  firstPosition: number;
}

/** Places of some batches, in the order of each request. */
export function placesOf(sql: Sql, batchIds: string[], which: 'ended' | 'pending'): Promise<Place[]> {
  const statuses = which === 'ended' ? ['succeeded', 'failed'] : ['pending', 'sent'];
  return rows<Place>(
    sql,
    `SELECT place.batch_id AS "batchId", place.position, first.position AS "firstPosition",
       place.content_id AS "contentId", first.status, first.message, first.error, first.reason, first.txid
     FROM content_batch_items AS place
     JOIN content_batch_items AS first
       ON first.batch_id = place.batch_id AND first.position = coalesce(place.repeats_position, place.position)
     WHERE place.batch_id = ANY($1) AND first.status = ANY($2)
     ORDER BY place.batch_id, place.position`,
    [batchIds, statuses],
  );
}

/** What has ended of each batch, as its `results`. */
export async function resultsOf(sql: Sql, batchIds: string[]): Promise<Map<string, ContentResult[]>> {
  const results = new Map<string, ContentResult[]>(batchIds.map((id) => [id, []]));
  for (const place of await placesOf(sql, batchIds, 'ended')) {
    results.get(place.batchId)?.push(contentResult(place));
  }
  return results;
}
