import { rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { addJobs, type JobControl } from '@sluice/kernel/queue';
import { deleteFiles, type FileStore } from '@sluice/kernel/storage';
import { cutIntoPieces, isFinal, OmrBatch, omrJobs, openingJobOf, showBatch } from '@sluice/systems/omr';
import { type EntityManager } from 'typeorm';
import { type Database } from '@sluice/kernel/db';
import { type Actor } from '../../auth';
import { type Live } from '../../live';
import { firstTaskId } from './new-batch';
import { findBatch, lockBatch } from './omr.access';
import { auditBatch } from './omr.audit';

export interface OmrMovesDeps {
  db: Database;
  store: FileStore;
  control: JobControl;
  progress: ProgressBoard;
  live: Live;
  log: Log;
}

/** Sheets `from` to `to`, both included. */
export interface SheetRange {
  from: number;
  to: number;
}

export interface CancelledBatch {
  batch: OmrBatch;
  /** Sheets nobody got to. */
  notProcessed: SheetRange[];
}

export interface RetriedBatch {
  batch: OmrBatch;
  /** Sheets that are processed again; 0 when the upload is opened again. */
  sheets: number;
}

/** Stopping a batch and doing again what failed. */
export class OmrMoves {
  constructor(private readonly deps: OmrMovesDeps) {}

  /**
   * Stops the work and ends the batch as `failed`; what is done is kept. Cancelling twice is no error.
   * @throws AppError 404, 409 when it has ended by itself
   */
  async cancel(actor: Actor, batchId: string): Promise<CancelledBatch> {
    const { db, control } = this.deps;
    const { id } = await findBatch(db.manager, actor, batchId);
    const { username } = actor.principal;
    const batch = await control.stop(id, `Cancelled by ${username}`, async (sql) => {
      const found = await lockBatch(sql, actor, id);
      if (found.cancelledAt) return found;
      if (isFinal(found.status)) {
        throw new AppError('already_ended', 409, `The batch has ended already: it is ${found.status}`);
      }
      return endAsCancelled(sql, actor, found);
    });
    await this.show(batch);
    return { batch, notProcessed: await pendingRanges(db, id) };
  }

  /**
   * Does again what failed: sheets that could not be read or that a cancel left over, all of them when none
   * had a code, and the opening of an upload that could not be opened.
   * @throws AppError 404, 409 while there is work under way, or when nothing failed
   */
  async retry(actor: Actor, batchId: string): Promise<RetriedBatch> {
    const { db, control, store, log } = this.deps;
    const { id } = await findBatch(db.manager, actor, batchId);
    const { staleKeys, ...retried } = await control.restart(id, async (sql) => {
      const found = await lockBatch(sql, actor, id);
      const work = found.sheetCount === 0 ? await reopen(sql, actor, found) : await redo(sql, actor, found);
      await auditBatch(sql, actor, 'omr.batch.retry', id, { status: found.status, sheets: work.sheets });
      return { ...work, batch: await sql.findOneByOrFail(OmrBatch, { id }) };
    });
    await this.show(retried.batch);
    await deleteFiles(store, staleKeys, log);
    return retried;
  }

  private show(batch: OmrBatch): Promise<void> {
    const { progress, live } = this.deps;
    return showBatch({ progress, events: live.feed }, batch);
  }
}

async function endAsCancelled(sql: EntityManager, actor: Actor, batch: OmrBatch): Promise<OmrBatch> {
  const { id, sheetCount, processedCount, failedCount } = batch;
  const failed = failedCount > 0 ? `, ${failedCount} failed` : '';
  const done =
    sheetCount === 0
      ? 'before its sheets were known'
      : `${processedCount} of ${sheetCount} sheets were processed${failed}`;
  const by = `Cancelled by ${actor.principal.username}`;
  await sql.query(
    `UPDATE omr_batches SET status = 'failed', error_message = $2, completed_at = now(), cancelled_at = now(),
       version = version + 1, updated_at = now()
     WHERE id = $1`,
    [id, sheetCount === 0 ? `${by} ${done}` : `${by}: ${done}`],
  );
  await auditBatch(sql, actor, 'omr.batch.cancel', id, { sheetCount, processedCount, failedCount });
  return sql.findOneByOrFail(OmrBatch, { id });
}

async function pendingRanges(db: Database, batchId: string): Promise<SheetRange[]> {
  return rows<SheetRange>(
    db,
    `SELECT min(index) AS "from", max(index) AS "to" FROM (
       SELECT index, index - row_number() OVER (ORDER BY index) AS gap
       FROM omr_sheets WHERE batch_id = $1 AND status = 'pending'
     ) AS pending GROUP BY gap ORDER BY 1`,
    [batchId],
  );
}

interface Restarted {
  sheets: number;
  /** Files that no row names any more. */
  staleKeys: string[];
}

async function reopen(sql: EntityManager, actor: Actor, batch: OmrBatch): Promise<Restarted> {
  await sql.query(
    `UPDATE omr_batches SET status = 'uploaded', task_id = $2, warnings = '[]', error_message = NULL,
       completed_at = NULL, cancelled_at = NULL, version = version + 1, updated_at = now()
     WHERE id = $1`,
    [batch.id, firstTaskId(batch.uploadStrategy, batch.namedTaskId)],
  );
  await addJobs(sql, openingJobOf(batch.uploadStrategy), jobOwner(actor, batch), [{ batchId: batch.id }]);
  return { sheets: 0, staleKeys: [] };
}

async function redo(sql: EntityManager, actor: Actor, batch: OmrBatch): Promise<Restarted> {
  const { id } = batch;
  // A batch that failed because no code was found did not get what it wanted from any of its sheets.
  const lacksCodes = batch.status === 'failed' && batch.readsQr && !batch.cancelledAt && !batch.taskId;
  const failed = await rows<{ index: number; thumbnail_key: string | null }>(
    sql,
    `SELECT index, thumbnail->>'key' AS thumbnail_key FROM omr_sheets
     WHERE batch_id = $1 AND (status <> 'processed' OR ($2 AND task_id IS NULL)) ORDER BY index`,
    [id, lacksCodes],
  );
  if (failed.length === 0) {
    throw new AppError('nothing_failed', 409, 'Nothing of this batch failed; there is nothing to do again');
  }
  const indexes = failed.map((sheet) => sheet.index);
  await sql.query(
    `UPDATE omr_sheets SET status = 'pending', task_id = NULL, qr_text = NULL, width = NULL, height = NULL,
       sha256 = NULL, thumbnail = NULL, error = NULL, worker_id = NULL, processed_at = NULL
     WHERE batch_id = $1 AND index = ANY($2)`,
    [id, indexes],
  );
  await sql.query(
    `UPDATE omr_batches SET status = 'processing', failed_count = 0,
       processed_count = (SELECT count(*) FROM omr_sheets WHERE batch_id = $1 AND status = 'processed'),
       warnings = jsonb_path_query_array(warnings, '$[*] ? (@.code == "skipped_file")'),
       error_message = NULL, completed_at = NULL, cancelled_at = NULL, version = version + 1, updated_at = now()
     WHERE id = $1`,
    [id],
  );
  await addJobs(sql, omrJobs.processSheets, jobOwner(actor, batch), cutIntoPieces(id, indexes));
  const staleKeys = await forgetThumbnails(sql, id, failed);
  return { sheets: indexes.length, staleKeys };
}

/** Thumbnails of several sheets share a file: it goes when the last of them is made anew. */
async function forgetThumbnails(
  sql: EntityManager,
  batchId: string,
  sheets: { thumbnail_key: string | null }[],
): Promise<string[]> {
  const keys = [...new Set(sheets.flatMap(({ thumbnail_key: key }) => key ?? []))];
  const stale = await rows<{ key: string }>(
    sql,
    `DELETE FROM files WHERE key = ANY($2)
       AND key NOT IN (SELECT thumbnail->>'key' FROM omr_sheets WHERE batch_id = $1 AND thumbnail IS NOT NULL)
     RETURNING key`,
    [batchId, keys],
  );
  return stale.map(({ key }) => key);
}

/** Whose turn it takes: the batch's owner's, also when an admin asked. */
function jobOwner(actor: Actor, { id, tenantId, ownerId }: OmrBatch) {
  return { tenantId, ownerId, subjectId: id, requestId: actor.requestId };
}
