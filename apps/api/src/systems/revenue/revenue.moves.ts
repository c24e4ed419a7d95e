import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type JobControl, stillRunning } from '@sluice/kernel/queue';
import { isFileFinal, refreshBatch, RevenueBatch, RevenueFile, showRevenue } from '@sluice/systems/revenue';
import { type EntityManager, In } from 'typeorm';
import { type Actor } from '../../auth';
import { type Live } from '../../live';
import { deleteRecords } from './delete-files';
import { MAX_FILES_SHOWN } from './file-lists';
import { addFileJob } from './new-files';
import { findBatch, findFile, lockBatch, lockFile } from './revenue.access';
import { auditRevenue } from './revenue.audit';

const TABLE_TYPES = ['DBF', 'CSV', 'TXT'];

export interface RevenueMovesDeps {
  db: Database;
  control: JobControl;
  progress: ProgressBoard;
  live: Live;
}

export interface CancelledBatch {
  batch: RevenueBatch;
  /** How many files were not done, and the first of them. */
  notDoneCount: number;
  notDone: RevenueFile[];
}

export interface RetriedBatch {
  batch: RevenueBatch;
  /** Files that are read again; 0 when they are only compared with each other again. */
  files: number;
}

/** Stopping a batch, and doing again what failed. */
export class RevenueMoves {
  constructor(private readonly deps: RevenueMovesDeps) {}

  /**
   * Stops the work: files that had not ended become `error`, what they had stored stays. Cancelling twice is
   * no error.
   * @throws AppError 404, 403, 409 when nothing is under way
   */
  async cancel(actor: Actor, batchId: string): Promise<CancelledBatch> {
    const { db, control } = this.deps;
    const { id } = await findBatch(db.manager, actor, batchId);
    const reason = `Cancelled by ${actor.principal.username}`;
    const { batch, changed } = await control.stop(id, reason, async (sql) => {
      const found = await lockBatch(sql, actor, id);
      const isUnderWay = found.processingFiles > 0 || found.checkState === 'waiting';
      if (isUnderWay) return endAsCancelled(sql, actor, found, reason);
      if (found.cancelledAt) return { batch: found, changed: [] };
      throw new AppError('already_ended', 409, `ยกเลิกไม่ได้: batch ไม่มีงานที่กำลังทำ (${found.status})`);
    });
    const notDone = await cancelledFiles(db, id);
    const told = new Set(changed.slice(0, MAX_FILES_SHOWN));
    await this.show(
      batch,
      notDone.files.filter((file) => told.has(file.id)),
    );
    return { batch, notDoneCount: notDone.total, notDone: notDone.files };
  }

  /**
   * Reads failed files again, from their beginning; where none failed but the cross-file checks did, those.
   * @throws AppError 404, 403, 409 while there is work under way or when nothing failed
   */
  async retryBatch(actor: Actor, batchId: string): Promise<RetriedBatch> {
    const { db, control } = this.deps;
    const { id } = await findBatch(db.manager, actor, batchId);
    const { batch, files } = await control.restart(id, async (sql) => {
      const found = await lockBatch(sql, actor, id);
      const failed = await readable(sql, await sql.findBy(RevenueFile, { batchId: id, status: 'error' }));
      if (failed.length === 0 && found.checkState !== 'failed') throw nothingFailed();
      const retried = await putBack(sql, actor, failed);
      await sql.query(`UPDATE revenue_batches SET cancelled_at = NULL, check_state = 'none' WHERE id = $1`, [
        id,
      ]);
      await auditRevenue(sql, actor, 'revenue.batch.retry', id, { files: failed.length });
      const refreshed = await refreshBatch(sql, id, { requestId: actor.requestId });
      return { batch: refreshed ?? found, files: retried };
    });
    await this.show(batch, files.slice(0, MAX_FILES_SHOWN));
    return { batch, files: files.length };
  }

  /**
   * The same of one file, whatever else of its batch is under way.
   * @throws AppError 404, 403, 409 while it is being read, when it has not failed or can't be read at all
   */
  async retryFile(actor: Actor, fileId: string): Promise<RevenueFile> {
    const { db, control } = this.deps;
    const { id, batchId } = await findFile(db.manager, actor, fileId);
    const again = async (sql: EntityManager): Promise<RevenueFile> => {
      const found = await lockFile(sql, actor, id);
      if (!isFileFinal(found.status)) throw stillRunning();
      const failed = await readable(sql, found.status === 'error' ? [found] : []);
      if (failed.length === 0) throw nothingFailed();
      const [file] = await putBack(sql, actor, failed);
      await auditRevenue(sql, actor, 'revenue.file.retry', id, { batchId });
      return file ?? found;
    };
    if (batchId === null) {
      const alone = await control.restart(id, again);
      await this.show(undefined, [alone]);
      return alone;
    }
    const { file, batch } = await control.extend(batchId, async (sql) => {
      await lockBatch(sql, actor, batchId);
      const retried = await again(sql);
      return { file: retried, batch: await refreshBatch(sql, batchId, { requestId: actor.requestId }) };
    });
    await this.show(batch, [file]);
    return file;
  }

  private show(batch: RevenueBatch | undefined, files: RevenueFile[]): Promise<void> {
    const { progress, live } = this.deps;
    return showRevenue({ progress, events: live.feed }, { files, batch: batch ?? null });
  }
}

async function endAsCancelled(
  sql: EntityManager,
  actor: Actor,
  { id }: RevenueBatch,
  reason: string,
): Promise<{ batch: RevenueBatch; changed: string[] }> {
  const error = { code: 'cancelled', message: reason, detail: 'ยกเลิกแล้ว ระเบียนที่บันทึกไปก่อนหน้ายังคงอยู่' };
  const ended = await rows<{ id: string }>(
    sql,
    `UPDATE revenue_files SET status = 'error', errors = $2, completed_at = now(), version = version + 1,
       updated_at = now()
     WHERE batch_id = $1 AND status IN ('pending', 'processing') RETURNING id`,
    [id, JSON.stringify([error])],
  );
  await sql.query('UPDATE revenue_batches SET cancelled_at = now() WHERE id = $1', [id]);
  await auditRevenue(sql, actor, 'revenue.batch.cancel', id, { files: ended.length });
  // Nothing is compared either, now or because the last file has ended with this.
  const refreshed = await refreshBatch(sql, id, { checked: 'failed' });
  const batch = refreshed ?? (await sql.findOneByOrFail(RevenueBatch, { id }));
  return { batch, changed: ended.map((file) => file.id) };
}

async function cancelledFiles(
  db: Database,
  batchId: string,
): Promise<{ total: number; files: RevenueFile[] }> {
  const [files, total] = await db.manager
    .createQueryBuilder(RevenueFile, 'file')
    .where('file.batchId = :batchId', { batchId })
    .andWhere(`file.status = 'error' AND file.errors @> '[{"code": "cancelled"}]'`)
    .orderBy('file.position')
    .addOrderBy('file.id')
    .limit(MAX_FILES_SHOWN)
    .getManyAndCount();
  return { total, files };
}

/**
 * Those that can be read: of a type that is, and with their bytes in the store, which a damaged member of a ZIP
 * has not. The bytes are those that failed before, but what reads them may have been the reason.
 */
async function readable(sql: EntityManager, failed: RevenueFile[]): Promise<RevenueFile[]> {
  const stored = await rows<{ key: string }>(sql, 'SELECT key FROM files WHERE key = ANY($1)', [
    failed.map(({ fileKey }) => fileKey),
  ]);
  const keys = new Set(stored.map(({ key }) => key));
  return failed.filter(({ fileType, archiveId, fileKey }) => {
    const isRead = TABLE_TYPES.includes(fileType) || (fileType === 'ZIP' && archiveId === null);
    return isRead && keys.has(fileKey);
  });
}

/** As they were when they came, with jobs of their own. */
async function putBack(sql: EntityManager, actor: Actor, files: RevenueFile[]): Promise<RevenueFile[]> {
  const ids = files.map(({ id }) => id);
  if (ids.length === 0) return [];
  await deleteRecords(sql, ids);
  await sql.query(
    `UPDATE revenue_files SET status = 'pending', is_valid = false, total_records = 0, valid_records = 0,
       invalid_records = 0, processed_records = 0, skipped_records = 0, read_bytes = 0, processing_time_ms = 0,
       errors = '[]', columns = NULL, charset = NULL, started_at = NULL, completed_at = NULL,
       version = version + 1, updated_at = now()
     WHERE id = ANY($1)`,
    [ids],
  );
  for (const file of files) {
    const { id, tenantId, ownerId, batchId } = file;
    const owner = { tenantId, ownerId, subjectId: batchId ?? id, requestId: actor.requestId };
    await addFileJob(sql, file, owner);
  }
  return sql.find(RevenueFile, { where: { id: In(ids) }, order: { position: 'ASC', id: 'ASC' } });
}

function nothingFailed(): AppError {
  return new AppError('nothing_failed', 409, 'ไม่มีไฟล์ที่ล้มเหลวให้ประมวลผลใหม่');
}
