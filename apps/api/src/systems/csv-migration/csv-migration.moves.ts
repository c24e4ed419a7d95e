import { type Config } from '@sluice/kernel/config';
import { type Database, rows } from '@sluice/kernel/db';
import { addJobs, type JobControl } from '@sluice/kernel/queue';
import { hasEnded, isRunning, MigrationJob, migrationJobs } from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { type Live } from '../../live';
import { announceJob } from './announce-job';
import { findJob, lockJob } from './csv-migration.access';
import { auditMigration } from './csv-migration.audit';
import { notInStatus, nothingFailed, nothingUnderWay, tooManyImports } from './csv-migration.refusals';

export interface MigrationMovesDeps {
  config: Config;
  db: Database;
  control: JobControl;
  live: Live;
}

/** First half of the advisory lock around the start of a tenant's imports; the second is made from its id. */
const START_LOCK = 7_316;

export interface CancelledJob {
  job: MigrationJob;
  /** Rows nobody got to. */
  notProcessedRows: number;
}

/** Thrown to undo that its other work was stopped, for there is nothing to cancel any more. */
class CancelledBefore extends Error {
  constructor(readonly job: MigrationJob) {
    super('The job was cancelled before');
  }
}

/** Setting a job to work, stopping it, doing again what failed. */
export class MigrationMoves {
  constructor(private readonly deps: MigrationMovesDeps) {}

  /** @throws AppError 404, 403, 400 unless the job is waiting */
  async validate(actor: Actor, jobId: string): Promise<MigrationJob> {
    const { db, control } = this.deps;
    const { id } = await findJob(db.manager, actor, jobId);
    const job = await control.extend(id, async (sql) => {
      const found = await lockJob(sql, actor, id);
      if (found.status !== 'pending') throw notInStatus('validasi', found);
      await auditMigration(sql, actor, 'migration.job.validate', id, {});
      return beginValidation(sql, actor, found);
    });
    return this.announced(job);
  }

  /** @throws AppError 404, 403, 400 unless the job is waiting, 429 when too many imports are under way */
  async start(actor: Actor, jobId: string): Promise<MigrationJob> {
    const { db, control } = this.deps;
    const { id } = await findJob(db.manager, actor, jobId);
    const job = await control.extend(id, async (sql) => {
      const found = await lockJob(sql, actor, id);
      if (found.status !== 'pending') throw notInStatus('import', found);
      await auditMigration(sql, actor, 'migration.job.start', id, {});
      return this.beginImport(sql, actor, found);
    });
    return this.announced(job);
  }

  /**
   * Stops the work: the job has failed, what it has brought in stays. Cancelling twice is no error, and stops nothing
   * that was begun in between: a rollback goes on.
   * @throws AppError 404, 403, 409 when it has ended by itself
   */
  async cancel(actor: Actor, jobId: string): Promise<CancelledJob> {
    const { db, control } = this.deps;
    const { id } = await findJob(db.manager, actor, jobId);
    const reason = `Dibatalkan oleh ${actor.principal.username}`;
    const stopping = control.stop(id, reason, async (sql) => {
      const found = await lockJob(sql, actor, id);
      if (!hasEnded(found.status)) return endAsCancelled(sql, actor, found, reason);
      if (found.cancelledAt) throw new CancelledBefore(found);
      throw nothingUnderWay(found);
    });
    const job = await stopping
      .then((cancelled) => this.announced(cancelled))
      .catch((error: unknown) => {
        if (error instanceof CancelledBefore) return error.job;
        throw error;
      });
    return { job, notProcessedRows: Math.max(0, job.totalRows - job.processedRows) };
  }

  /**
   * Does again what failed: rows that are in are left alone. What had failed before its import began is validated
   * again.
   * @throws AppError 404, 403, 409 while there is work under way or when nothing failed, 429 as for a start
   */
  async retry(actor: Actor, jobId: string): Promise<MigrationJob> {
    const { db, control } = this.deps;
    const { id } = await findJob(db.manager, actor, jobId);
    const job = await control.restart(id, async (sql) => {
      const found = await lockJob(sql, actor, id);
      const { status, invalidRows } = found;
      if (status !== 'failed' && !(status === 'completed' && invalidRows > 0)) throw nothingFailed(found);
      await auditMigration(sql, actor, 'migration.job.retry', id, { status, invalidRows });
      return found.startedAt ? this.beginImport(sql, actor, found) : beginValidation(sql, actor, found);
    });
    return this.announced(job);
  }

  /** Counted and begun under one lock a tenant, so that no two starts take the last place. */
  private async beginImport(sql: EntityManager, actor: Actor, job: MigrationJob): Promise<MigrationJob> {
    const { importsPerTenant } = this.deps.config;
    const { id, tenantId } = job;
    await sql.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [START_LOCK, tenantId]);
    const [running] = await rows<{ imports: number }>(
      sql,
      `SELECT count(*)::int AS imports FROM migration_jobs WHERE tenant_id = $1 AND status = 'importing'`,
      [tenantId],
    );
    if ((running?.imports ?? 0) >= importsPerTenant) throw tooManyImports(importsPerTenant);
    await sql.query(
      `UPDATE migration_jobs SET status = 'importing', started_at = now(), completed_at = NULL, cancelled_at = NULL,
         processed_rows = 0, valid_rows = 0, invalid_rows = 0, warning_count = 0, error_summary = NULL,
         error_message = NULL, version = version + 1, updated_at = now()
       WHERE id = $1`,
      [id],
    );
    await addJobs(sql, migrationJobs.import, jobOwner(actor, job), [{ jobId: id }]);
    return sql.findOneByOrFail(MigrationJob, { id });
  }

  private async announced(job: MigrationJob): Promise<MigrationJob> {
    await announceJob(this.deps.live, job);
    return job;
  }
}

async function beginValidation(sql: EntityManager, actor: Actor, job: MigrationJob): Promise<MigrationJob> {
  const { id } = job;
  await sql.query(
    `UPDATE migration_jobs SET status = 'validating', completed_at = NULL, cancelled_at = NULL, processed_rows = 0,
       valid_rows = 0, invalid_rows = 0, warning_count = 0, error_summary = NULL, error_message = NULL,
       validation = NULL, version = version + 1, updated_at = now()
     WHERE id = $1`,
    [id],
  );
  await addJobs(sql, migrationJobs.validate, jobOwner(actor, job), [{ jobId: id }]);
  return sql.findOneByOrFail(MigrationJob, { id });
}

async function endAsCancelled(
  sql: EntityManager,
  actor: Actor,
  job: MigrationJob,
  reason: string,
): Promise<MigrationJob> {
  const { id, status, processedRows, totalRows, importedRows } = job;
  const done = isRunning(status) ? `: ${processedRows} dari ${totalRows} baris diproses` : '';
  await sql.query(
    `UPDATE migration_jobs SET status = 'failed', error_message = $2, completed_at = now(), cancelled_at = now(),
       version = version + 1, updated_at = now()
     WHERE id = $1`,
    [id, `${reason}${done}`],
  );
  await auditMigration(sql, actor, 'migration.job.cancel', id, { status, processedRows, importedRows });
  return sql.findOneByOrFail(MigrationJob, { id });
}

/** Whose turn it takes: the job's owner's, also when an admin asked. */
export function jobOwner(actor: Actor, { id, tenantId, userId }: MigrationJob) {
  return { tenantId, ownerId: userId, subjectId: id, requestId: actor.requestId };
}
