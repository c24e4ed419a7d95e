import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type SubjectState } from '@sluice/kernel/events';
import { countListed } from '@sluice/kernel/list-counts';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { addJobs, type Admission, type JobControl } from '@sluice/kernel/queue';
import { deleteFiles, type FileStore } from '@sluice/kernel/storage';
import {
  type BatchStatus,
  OmrBatch,
  openingJobOf,
  omrProgressEntry,
  omrState,
  OmrSheet,
  type SheetStatus,
} from '@sluice/systems/omr';
import { uuidv7 } from 'uuidv7';
import { type Actor } from '../../auth';
import { insertBatch, type NewBatch } from './new-batch';
import { batchNotFound, findBatch, lockBatch, mayAccess, visibleTo } from './omr.access';
import { auditBatch } from './omr.audit';

export interface OmrServiceDeps {
  db: Database;
  store: FileStore;
  admission: Admission;
  control: JobControl;
  progress: ProgressBoard;
  log: Log;
}

export interface MadeBatch {
  id: string;
  /** Bytes. */
  totalSize: number;
}

export interface Page {
  limit: number;
  offset: number;
}

/** Everything a person can do with batches of sheets. Another's batch is one that is not there. */
export class OmrService {
  constructor(private readonly deps: OmrServiceDeps) {}

  /**
   * Batch, file and the job that opens it: one commit, then the work is on its way or waits in Postgres.
   * @param onMade runs in the transaction
   */
  async create(
    actor: Actor,
    batch: NewBatch,
    onMade: (sql: Sql, made: MadeBatch) => Promise<void>,
  ): Promise<MadeBatch> {
    const id = uuidv7();
    const { tenantId, userId } = actor.principal;
    const made = await this.deps.db.transaction(async (sql) => {
      const { totalSize } = await insertBatch(sql, actor, id, batch);
      const owner = { tenantId, ownerId: userId, subjectId: id, requestId: actor.requestId };
      await addJobs(sql, openingJobOf(batch.strategy), owner, [{ batchId: id }]);
      await auditBatch(sql, actor, 'omr.batch.upload', id, { strategy: batch.strategy, bytes: totalSize });
      await onMade(sql, { id, totalSize });
      return { id, totalSize };
    });
    this.deps.admission.kick();
    return made;
  }

  /** Whether there is such a batch, whoever's it is. */
  async exists(batchId: string): Promise<boolean> {
    return this.deps.db.manager.existsBy(OmrBatch, { id: batchId });
  }

  /** The progress body as JSON text: from Redis, from Postgres when Redis has none to be believed. */
  async progressJson(actor: Actor, batchId: string): Promise<string> {
    const entry = await this.deps.progress.read(batchId);
    if (entry) {
      if (!mayAccess(actor, entry)) throw batchNotFound();
      return entry.json;
    }
    const batch = await findBatch(this.deps.db.manager, actor, batchId);
    const fresh = omrProgressEntry(batch);
    await this.deps.progress.write(batch.id, fresh);
    return fresh.json;
  }

  /** A batch as those who listen see it. */
  async state(actor: Actor, batchId: string): Promise<SubjectState> {
    return omrState(await findBatch(this.deps.db.manager, actor, batchId));
  }

  async status(
    actor: Actor,
    batchId: string,
    page: Page,
    status?: SheetStatus,
  ): Promise<{ batch: OmrBatch; sheets: OmrSheet[] }> {
    const batch = await findBatch(this.deps.db.manager, actor, batchId);
    const sheets = await this.deps.db.manager.find(OmrSheet, {
      where: { batchId: batch.id, ...(status && { status }) },
      order: { index: 'ASC' },
      take: page.limit,
      skip: page.offset,
    });
    return { batch, sheets };
  }

  async list(
    actor: Actor,
    page: Page,
    status?: BatchStatus,
  ): Promise<{ total: number; batches: OmrBatch[] }> {
    const { db } = this.deps;
    const visible = visibleTo(actor);
    const { tenantId: scope, ownerId: owner } = visible;
    const total = await countListed(db.manager, { list: 'omr_batches', scope, owner, status });
    const batches = await db.manager.find(OmrBatch, {
      where: { ...visible, ...(status && { status }) },
      order: { id: 'DESC' },
      take: page.limit,
      skip: page.offset,
    });
    return { total, batches };
  }

  /** Stops a batch's work and removes all of it: rows, files, queued jobs. Only the audit trail remembers. */
  async remove(actor: Actor, batchId: string): Promise<void> {
    const { db, control, progress, store, log } = this.deps;
    const { id } = await findBatch(db.manager, actor, batchId);
    const keys = await control.stop(id, 'The batch was deleted', async (sql) => {
      const { status, fileKey } = await lockBatch(sql, actor, id);
      const files = await rows<{ key: string }>(
        sql,
        `DELETE FROM files WHERE key = $2
           OR key IN (SELECT file_key FROM omr_files WHERE batch_id = $1)
           OR key IN (SELECT thumbnail->>'key' FROM omr_sheets WHERE batch_id = $1)
         RETURNING key`,
        [id, fileKey],
      );
      await sql.delete(OmrBatch, { id });
      await sql.query('DELETE FROM jobs WHERE subject_id = $1', [id]);
      await auditBatch(sql, actor, 'omr.batch.delete', id, { status });
      return files.map((file) => file.key);
    });
    await progress.forget(id);
    await deleteFiles(store, keys, log);
  }
}
