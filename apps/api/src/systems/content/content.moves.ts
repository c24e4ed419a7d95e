import { type Config } from '@sluice/kernel/config';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { addJobs, type JobControl, stillRunning } from '@sluice/kernel/queue';
import {
  ContentBatch,
  contentJobs,
  cutItemsIntoPieces,
  isContentBatchFinal,
  showContentBatch,
} from '@sluice/systems/content';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { type Live } from '../../live';
import { findMovable, lockBatch } from './content.access';
import { auditBatch } from './content.audit';
import { type Place, placesOf, unsettledPositions } from './content.places';

export interface ContentMovesDeps {
  config: Config;
  db: Database;
  control: JobControl;
  progress: ProgressBoard;
  live: Live;
}

export interface CancelledBatch {
  batch: ContentBatch;
  /** Places nobody got to. */
  notProcessed: Place[];
  /** Places whose chain call is under way: nobody can take it back, it will still end as the chain has it. */
  unsettled: Place[];
}

export interface RetriedBatch {
  batch: ContentBatch;
  /** Contents that are worked at again. */
  items: number;
}

/** Stopping a batch and doing again what failed. */
export class ContentMoves {
  constructor(private readonly deps: ContentMovesDeps) {}

  /**
   * Stops the work and ends the batch as `failed`; what is done is kept. Cancelling twice is no error.
   * @throws AppError 404, 403, 409 when it has ended by itself
   */
  async cancel(actor: Actor, batchId: string): Promise<CancelledBatch> {
    const { db, control } = this.deps;
    const { id } = await findMovable(db.manager, actor, batchId);
    const reason = `Cancelled by ${actor.principal.username}`;
    const cancelled = await control.stop(id, reason, async (sql) => {
      const found = await lockBatch(sql, actor, id);
      if (!found.cancelledAt && isContentBatchFinal(found.status)) {
        throw new AppError('already_ended', 409, `The batch has ended already: it is ${found.status}`);
      }
      const batch = found.cancelledAt ? found : await endAsCancelled(sql, actor, found, reason);
      return { batch, ...(await leftOver(sql, id)) };
    });
    await this.show(cancelled.batch);
    return cancelled;
  }

  /**
   * Does again what failed, or was left over by a cancel; what the chain is still at is left to it. Of a call that
   * failed for want of an answer, the worker asks for that before it makes another.
   * @throws AppError 404, 403, 409 while there is work under way, or when nothing failed
   */
  async retry(actor: Actor, batchId: string): Promise<RetriedBatch> {
    const { config, db, control } = this.deps;
    const { id } = await findMovable(db.manager, actor, batchId);
    const retried = await control.restart(id, async (sql) => {
      const found = await lockBatch(sql, actor, id);
      if (!isContentBatchFinal(found.status)) throw stillRunning();
      const positions = await unsuccessful(sql, id);
      if (positions.length === 0) throw nothingFailed();
      await putBack(sql, id, positions);
      const callsChain = !!config.chain && (await setsPrices(sql, found));
      // Whose turn it takes: the owner's, also when an admin asked.
      const { tenantId, ownerId } = found;
      const owner = { tenantId, ownerId, subjectId: id, requestId: actor.requestId };
      await addJobs(sql, contentJobs.applyItems, owner, cutItemsIntoPieces(id, positions, { callsChain }));
      const details = { status: found.status, items: positions.length };
      await auditBatch(sql, actor, 'content.batch.retry', id, details);
      return { batch: await sql.findOneByOrFail(ContentBatch, { id }), items: positions.length };
    });
    await this.show(retried.batch);
    return retried;
  }

  private show(batch: ContentBatch): Promise<void> {
    const { progress, live } = this.deps;
    return showContentBatch({ progress, events: live.feed }, batch);
  }
}

async function endAsCancelled(
  sql: EntityManager,
  actor: Actor,
  { id, totalItems, successCount, failureCount }: ContentBatch,
  reason: string,
): Promise<ContentBatch> {
  const failed = failureCount > 0 ? `, ${failureCount} failed` : '';
  await sql.query(
    `UPDATE content_batches SET status = 'failed', error_message = $2, completed_at = now(), cancelled_at = now(),
       version = version + 1, updated_at = now()
     WHERE id = $1`,
    [id, `${reason}: ${successCount} of ${totalItems} items were done${failed}`],
  );
  await auditBatch(sql, actor, 'content.batch.cancel', id, { totalItems, successCount, failureCount });
  return sql.findOneByOrFail(ContentBatch, { id });
}

async function leftOver(sql: Sql, batchId: string): Promise<Omit<CancelledBatch, 'batch'>> {
  const onChain = new Set(await unsettledPositions(sql, batchId));
  const pending = await placesOf(sql, [batchId], 'pending');
  const isUnsettled = ({ status, firstPosition }: Place): boolean =>
    status === 'sent' || onChain.has(firstPosition);
  return {
    notProcessed: pending.filter((place) => !isUnsettled(place)),
    unsettled: pending.filter(isUnsettled),
  };
}

/** Places without repeats that failed or were not done, ascending. */
async function unsuccessful(sql: Sql, batchId: string): Promise<number[]> {
  const unsettled = await unsettledPositions(sql, batchId);
  const items = await rows<{ position: number }>(
    sql,
    `SELECT position FROM content_batch_items
     WHERE batch_id = $1 AND repeats_position IS NULL
       AND (status = 'failed' OR (status = 'pending' AND position <> ALL($2)))
     ORDER BY position`,
    [batchId, unsettled],
  );
  return items.map(({ position }) => position);
}

async function putBack(sql: Sql, batchId: string, positions: number[]): Promise<void> {
  await sql.query(
    `UPDATE content_batch_items SET status = 'pending', message = NULL, error = NULL, reason = NULL, before = NULL,
       version_after = NULL, txid = NULL, updated_at = now()
     WHERE batch_id = $1 AND coalesce(repeats_position, position) = ANY($2)`,
    [batchId, positions],
  );
  await sql.query(
    `UPDATE content_batches SET status = 'pending', error_message = NULL, completed_at = NULL, cancelled_at = NULL,
       success_count = ended.succeeded, failure_count = ended.failed, version = version + 1, updated_at = now()
     FROM (
       SELECT count(*) FILTER (WHERE first.status = 'succeeded') AS succeeded,
         count(*) FILTER (WHERE first.status = 'failed') AS failed
       FROM content_batch_items AS place
       JOIN content_batch_items AS first
         ON first.batch_id = place.batch_id AND first.position = coalesce(place.repeats_position, place.position)
       WHERE place.batch_id = $1
     ) AS ended
     WHERE id = $1`,
    [batchId],
  );
}

async function setsPrices(sql: Sql, { id, operationType }: ContentBatch): Promise<boolean> {
  if (operationType !== 'revert') return operationType === 'update-price';
  const found = await rows(
    sql,
    `SELECT 1 FROM content_batch_items WHERE batch_id = $1 AND values ? 'price' LIMIT 1`,
    [id],
  );
  return found.length > 0;
}

function nothingFailed(): AppError {
  return new AppError('nothing_failed', 409, 'Nothing of this batch failed; there is nothing to do again');
}
