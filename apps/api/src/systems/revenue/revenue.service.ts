import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type SubjectState } from '@sluice/kernel/events';
import { countListed } from '@sluice/kernel/list-counts';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type JobControl } from '@sluice/kernel/queue';
import { deleteFiles, type FileStore } from '@sluice/kernel/storage';
import {
  isFileFinal,
  refreshBatch,
  RevenueBatch,
  revenueBatchState,
  type RevenueFile,
  revenueFileState,
  revenueProgressEntry,
  showRevenue,
} from '@sluice/systems/revenue';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { type Live } from '../../live';
import { deleteFileRows } from './delete-files';
import { type FilePage, firstFiles, pageOfBatch, pageOfVisible } from './file-lists';
import { insertBatch, type Sender } from './new-files';
import { admit, batchNotFound, findBatch, findFile, lockBatch, lockFile, visibleTo } from './revenue.access';
import { auditRevenue } from './revenue.audit';
import { type BatchListQuery, type FileListQuery } from './revenue.schemas';

export interface RevenueServiceDeps {
  db: Database;
  store: FileStore;
  control: JobControl;
  progress: ProgressBoard;
  live: Live;
  log: Log;
}

/** Batches and files, looked at and removed. Another's is 403, another tenant's 404. */
export class RevenueService {
  constructor(private readonly deps: RevenueServiceDeps) {}

  /** @param onMade runs in the transaction */
  async createBatch(
    actor: Actor,
    batchName: string | undefined,
    sender: Sender,
    onMade: (sql: Sql, batch: RevenueBatch) => Promise<void>,
  ): Promise<RevenueBatch> {
    return this.deps.db.transaction(async (sql) => {
      const batch = await insertBatch(sql, actor, batchName, sender);
      await auditRevenue(sql, actor, 'revenue.batch.create', batch.id, {});
      await onMade(sql, batch);
      return batch;
    });
  }

  async batches(actor: Actor, query: BatchListQuery): Promise<{ total: number; batches: RevenueBatch[] }> {
    const { page, limit, status, userId } = query;
    const { db } = this.deps;
    const visible = visibleTo(actor);
    const { tenantId: scope, ownerId: owner } = visible;
    const filter = { list: 'revenue_batches', scope, owner, status, kind: userId } as const;
    const total = await countListed(db.manager, filter);
    const batches = await db.manager.find(RevenueBatch, {
      where: { ...visible, ...(status && { status }), ...(userId !== undefined && { userId }) },
      order: { id: 'DESC' },
      take: limit,
      skip: (page - 1) * limit,
    });
    return { total, batches };
  }

  batch(actor: Actor, id: string): Promise<RevenueBatch> {
    return findBatch(this.deps.db.manager, actor, id);
  }

  async batchWithFiles(actor: Actor, id: string): Promise<{ batch: RevenueBatch; files: RevenueFile[] }> {
    const batch = await this.batch(actor, id);
    return { batch, files: await firstFiles(this.deps.db.manager, batch.id) };
  }

  async batchFiles(
    actor: Actor,
    id: string,
    query: FileListQuery,
  ): Promise<FilePage & { batch: RevenueBatch }> {
    const batch = await this.batch(actor, id);
    return { batch, ...(await pageOfBatch(this.deps.db.manager, batch.id, query)) };
  }

  /** The progress data as JSON text: from Redis, from Postgres when Redis has none to be believed. */
  async progressJson(actor: Actor, id: string): Promise<string> {
    const { progress } = this.deps;
    const known = await progress.read(id);
    if (known) return admit(actor, known, batchNotFound).json;
    const fresh = revenueProgressEntry(await this.batch(actor, id));
    await progress.write(id, fresh);
    return fresh.json;
  }

  async batchState(actor: Actor, id: string): Promise<SubjectState> {
    return revenueBatchState(await this.batch(actor, id));
  }

  file(actor: Actor, id: string): Promise<RevenueFile> {
    return findFile(this.deps.db.manager, actor, id);
  }

  files(actor: Actor, query: FileListQuery): Promise<FilePage> {
    return pageOfVisible(this.deps.db.manager, visibleTo(actor), query);
  }

  async fileState(actor: Actor, id: string): Promise<SubjectState> {
    return revenueFileState(await this.file(actor, id));
  }

  /** Stops a batch's work and removes all of it: rows, files, queued jobs. Only the audit trail remembers. */
  async removeBatch(actor: Actor, batchId: string): Promise<void> {
    const { db, control, progress, store, log } = this.deps;
    const { id } = await findBatch(db.manager, actor, batchId);
    const keys = await control.stop(id, 'The batch was deleted', async (sql) => {
      const { status, totalFiles, totalRecords } = await lockBatch(sql, actor, id);
      const files = await rows<{ id: string }>(sql, 'SELECT id FROM revenue_files WHERE batch_id = $1', [id]);
      const stale = await deleteFileRows(
        sql,
        files.map((file) => file.id),
      );
      await sql.delete(RevenueBatch, { id });
      await sql.query('DELETE FROM jobs WHERE subject_id = $1', [id]);
      await auditRevenue(sql, actor, 'revenue.batch.delete', id, { status, totalFiles, totalRecords });
      return stale;
    });
    await progress.forget(id);
    await deleteFiles(store, keys, log);
  }

  /**
   * Removes one file. What is under way in a batch is the batch's work, which can only be stopped as a whole.
   * @throws AppError 409 for a file of a batch that has not ended, or a ZIP whose members are there
   */
  async removeFile(actor: Actor, fileId: string): Promise<void> {
    const { db, control, store, log } = this.deps;
    const { id, batchId } = await findFile(db.manager, actor, fileId);
    const remove = async (sql: EntityManager): Promise<string[]> => {
      const { filename, isContainer, status } = await lockFile(sql, actor, id);
      if (isContainer || (batchId !== null && !isFileFinal(status))) throw inUse();
      const stale = await deleteFileRows(sql, [id]);
      await auditRevenue(sql, actor, 'revenue.file.delete', id, { batchId, filename, status });
      return stale;
    };
    const keys =
      batchId === null
        ? await control.stop(id, 'The file was deleted', remove)
        : await this.removeFromBatch(actor, batchId, remove);
    await deleteFiles(store, keys, log);
  }

  private async removeFromBatch(
    actor: Actor,
    batchId: string,
    remove: (sql: EntityManager) => Promise<string[]>,
  ): Promise<string[]> {
    const { control, progress, live } = this.deps;
    const { keys, batch } = await control.extend(batchId, async (sql) => {
      await lockBatch(sql, actor, batchId);
      const stale = await remove(sql);
      // What was found between files says nothing any more once one of them is gone.
      await sql.query(`DELETE FROM revenue_findings WHERE batch_id = $1`, [batchId]);
      await sql.query(`UPDATE revenue_batches SET check_state = 'none' WHERE id = $1`, [batchId]);
      return { keys: stale, batch: await refreshBatch(sql, batchId, { requestId: actor.requestId }) };
    });
    await showRevenue({ progress, events: live.feed }, { batch: batch ?? null });
    return keys;
  }
}

function inUse(): AppError {
  return new AppError(
    'still_running',
    409,
    'ลบไฟล์ไม่ได้: ไฟล์ยังประมวลผลไม่เสร็จ หรือเป็น ZIP ที่มีไฟล์ย่อย กรุณายกเลิกหรือลบทั้ง batch',
  );
}
