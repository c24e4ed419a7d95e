import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type SubjectLoader, type SubjectState } from '@sluice/kernel/events';
import { addJobs, type JobControl } from '@sluice/kernel/queue';
import {
  MigrationJob,
  migrationJobs,
  migrationState,
  previewRollback,
  type RollbackSummary,
} from '@sluice/systems/csv-migration';
import { type EntityManager, In } from 'typeorm';
import { type Actor } from '../../auth';
import { findJob, lockJob } from './csv-migration.access';
import { auditMigration } from './csv-migration.audit';
import { jobOwner } from './csv-migration.moves';
import { notInStatus, tooLateToRollBack } from './csv-migration.refusals';

/** "Batalkan import yang sudah selesai (dalam 24 jam)" */
const WITHIN_HOURS = 24;

const IS_UNDER_WAY = `SELECT subject_id FROM jobs
  WHERE name = '${migrationJobs.rollback.name}' AND state IN ('waiting', 'admitted', 'running')`;

/** Taking out again what an import has put in. */
export class Rollbacks {
  constructor(private readonly deps: { db: Database; control: JobControl }) {}

  /**
   * Sets a rollback to work; one that is under way is not begun twice.
   * @throws AppError 404, 403, 400 when nothing of the job can be rolled back, or it ended too long ago
   */
  async begin(actor: Actor, jobId: string): Promise<MigrationJob> {
    const { db, control } = this.deps;
    const { id } = await findJob(db.manager, actor, jobId);
    return control.extend(id, async (sql) => {
      const job = await lockJob(sql, actor, id);
      await refuseRollback(sql, job);
      if (await isUnderWay(sql, id)) return job;
      await auditMigration(sql, actor, 'migration.job.rollback', id, { importedRows: job.importedRows });
      await addJobs(sql, migrationJobs.rollback, jobOwner(actor, job), [{ jobId: id }]);
      return job;
    });
  }

  /** What a rollback would do now. @throws what {@link begin} throws */
  async preview(actor: Actor, jobId: string): Promise<{ job: MigrationJob; summary: RollbackSummary }> {
    const { manager } = this.deps.db;
    const job = await findJob(manager, actor, jobId);
    await refuseRollback(manager, job);
    return { job, summary: await previewRollback(manager, job) };
  }

  /** How a rollback has come on. */
  async now({ id }: MigrationJob): Promise<{ job: MigrationJob | null; isUnderWay: boolean }> {
    const { manager } = this.deps.db;
    // In this order: what ends in between has ended.
    const underWay = await isUnderWay(manager, id);
    return { job: await manager.findOneBy(MigrationJob, { id }), isUnderWay: underWay };
  }
}

/** States of jobs for those who wait for a rollback: final once none is under way. */
export function rollbackStates(db: Database): SubjectLoader {
  return async (ids): Promise<SubjectState[]> => {
    const underWay = await rows<{ subject_id: string }>(db, `${IS_UNDER_WAY} AND subject_id = ANY($1)`, [
      ids,
    ]);
    const waiting = new Set(underWay.map((job) => job.subject_id));
    const found = await db.manager.findBy(MigrationJob, { id: In(ids) });
    return found.map((job) => ({
      ...migrationState(job),
      isFinal: job.status === 'rolled_back' || !waiting.has(job.id),
    }));
  };
}

async function isUnderWay(sql: Sql, id: string): Promise<boolean> {
  const underWay = await rows(sql, `${IS_UNDER_WAY} AND subject_id = $1`, [id]);
  return underWay.length > 0;
}

/** What a failed import had brought in before it failed can be rolled back, too. */
async function refuseRollback(sql: EntityManager, job: MigrationJob): Promise<void> {
  const hasRows = job.status === 'completed' || (job.status === 'failed' && job.importedRows > 0);
  if (!hasRows) throw notInStatus('rollback', job);
  const [ended] = await rows<{ late: boolean }>(
    sql,
    `SELECT coalesce(completed_at < now() - interval '${WITHIN_HOURS} hours', false) AS late
     FROM migration_jobs WHERE id = $1`,
    [job.id],
  );
  if (ended?.late) throw tooLateToRollBack(WITHIN_HOURS);
}
