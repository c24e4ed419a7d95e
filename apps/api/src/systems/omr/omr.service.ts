import { recordAudit } from '@sluice/kernel/audit';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { addJobs, type Admission, cancelJobs, type Queues } from '@sluice/kernel/queue';
import { deleteFiles, type FileStore, recordFiles, type StoredFile } from '@sluice/kernel/storage';
import {
  type BatchStatus,
  OmrBatch,
  omrJobs,
  omrProgressEntry,
  OmrSheet,
  type SheetStatus,
  type UploadStrategy,
} from '@sluice/systems/omr';
import { type EntityManager, type FindOptionsWhere } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { type Actor } from '../../auth';

export interface OmrServiceDeps {
  db: Database;
  store: FileStore;
  queues: Queues;
  admission: Admission;
  progress: ProgressBoard;
  log: Log;
}

/** A ZIP that is safe in the store, and what its sender said of it. */
export interface NewBatch {
  file: StoredFile;
  originalFilename: string;
  strategy: UploadStrategy;
  taskId: string | null;
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
    const made = { id, totalSize: batch.file.bytes };
    const { tenantId, userId, username } = actor.principal;
    await this.deps.db.transaction(async (sql) => {
      await recordFiles(sql, [batch.file]);
      await sql.insert(OmrBatch, {
        id,
        tenantId,
        ownerId: userId,
        uploadedBy: username,
        status: 'uploaded',
        uploadStrategy: batch.strategy,
        taskId: batch.taskId,
        originalFilename: batch.originalFilename,
        fileKey: batch.file.key,
        totalSize: batch.file.bytes,
      });
      const owner = { tenantId, ownerId: userId, subjectId: id, requestId: actor.requestId };
      await addJobs(sql, omrJobs.openZip, owner, [{ batchId: id }]);
      await this.audit(sql, actor, 'omr.batch.upload', id, {
        strategy: batch.strategy,
        bytes: batch.file.bytes,
      });
      await onMade(sql, made);
    });
    this.deps.admission.kick();
    return made;
  }

  /** The progress body as JSON text: from Redis, from Postgres when Redis has none to be believed. */
  async progressJson(actor: Actor, batchId: string): Promise<string> {
    const entry = await this.deps.progress.read(batchId);
    if (entry) {
      if (!mayAccess(actor, entry)) throw batchNotFound();
      return entry.json;
    }
    const batch = await this.find(actor, batchId);
    const fresh = omrProgressEntry(batch);
    await this.deps.progress.write(batch.id, fresh);
    return fresh.json;
  }

  async status(
    actor: Actor,
    batchId: string,
    page: Page,
    status?: SheetStatus,
  ): Promise<{ batch: OmrBatch; sheets: OmrSheet[] }> {
    const batch = await this.find(actor, batchId);
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
    const [batches, total] = await this.deps.db.manager.findAndCount(OmrBatch, {
      where: { ...visibleTo(actor), ...(status && { status }) },
      order: { id: 'DESC' },
      take: page.limit,
      skip: page.offset,
    });
    return { total, batches };
  }

  /** Stops a batch's work and removes all of it: rows, files, queued jobs. Only the audit trail remembers. */
  async remove(actor: Actor, batchId: string): Promise<void> {
    const batch = await this.find(actor, batchId);
    const removed = await this.deps.db.transaction(async (sql) => {
      const jobs = await cancelJobs(sql, batch.id, 'The batch was deleted');
      const files = await rows<{ key: string }>(
        sql,
        `DELETE FROM files WHERE key = $2
           OR key IN (SELECT thumbnail->>'key' FROM omr_sheets WHERE batch_id = $1)
         RETURNING key`,
        [batch.id, batch.fileKey],
      );
      await sql.delete(OmrBatch, { id: batch.id });
      await sql.query('DELETE FROM jobs WHERE subject_id = $1', [batch.id]);
      await this.audit(sql, actor, 'omr.batch.delete', batch.id, { status: batch.status });
      return { jobs, keys: files.map((file) => file.key) };
    });
    await this.deps.progress.forget(batch.id);
    await this.deps.queues.remove(removed.jobs);
    await deleteFiles(this.deps.store, removed.keys, this.deps.log);
  }

  private async find(actor: Actor, batchId: string): Promise<OmrBatch> {
    const batch = await this.deps.db.manager.findOneBy(OmrBatch, { id: batchId, ...visibleTo(actor) });
    if (!batch) throw batchNotFound();
    return batch;
  }

  private audit(
    sql: EntityManager,
    actor: Actor,
    action: string,
    subjectId: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    return recordAudit(sql, { ...actor.auditFields, action, subjectType: 'omr.batch', subjectId, details });
  }
}

/** Own batches; an admin those of the whole tenant. Nobody crosses a tenant. */
function visibleTo({ principal }: Actor): FindOptionsWhere<OmrBatch> {
  const { tenantId, userId, role } = principal;
  return role === 'admin' ? { tenantId } : { tenantId, ownerId: userId };
}

function mayAccess({ principal }: Actor, batch: { tenantId: string; ownerId: string }): boolean {
  if (batch.tenantId !== principal.tenantId) return false;
  return principal.role === 'admin' || batch.ownerId === principal.userId;
}

function batchNotFound(): AppError {
  return new AppError('not_found', 404, 'Batch not found');
}
