import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type SubjectLoader, type SubjectState } from '@sluice/kernel/events';
import { countListed } from '@sluice/kernel/list-counts';
import { type Log } from '@sluice/kernel/log';
import { type JobControl } from '@sluice/kernel/queue';
import { deleteFiles, type FileStore } from '@sluice/kernel/storage';
import { hasEnded, MigrationJob, migrationState } from '@sluice/systems/csv-migration';
import { type EntityManager, In } from 'typeorm';
import { type Actor } from '../../auth';
import { findJob, lockJob, visibleTo } from './csv-migration.access';
import { auditMigration } from './csv-migration.audit';
import { type ShownJob } from './csv-migration.presenter';
import { notEnded } from './csv-migration.refusals';
import { type JobListQuery } from './csv-migration.schemas';

export interface MigrationServiceDeps {
  db: Database;
  store: FileStore;
  control: JobControl;
  log: Log;
}

/** A million errors take their time. */
const STATEMENT_TIMEOUT_MS = 600_000;

/** Jobs, looked at and removed. */
export class MigrationService {
  constructor(private readonly deps: MigrationServiceDeps) {}

  job(actor: Actor, id: string): Promise<MigrationJob> {
    return findJob(this.deps.db.manager, actor, id);
  }

  async shown(actor: Actor, id: string): Promise<ShownJob> {
    const job = await this.job(actor, id);
    return { job, recoveredRows: (await recoveredRows(this.deps.db, [job])).get(job.id) ?? 0 };
  }

  async list(actor: Actor, query: JobListQuery): Promise<{ total: number; jobs: ShownJob[] }> {
    const { page, limit, status, import_type: importType, sort_by: sortBy, sort_order: sortOrder } = query;
    // Its names are those of the table: the schema lets no others through.
    const { db } = this.deps;
    const visible = visibleTo(actor);
    const { tenantId: scope, userId: owner } = visible;
    const filter = { list: 'migration_jobs', scope, owner, status, kind: importType } as const;
    const total = await countListed(db.manager, filter);
    const jobs = await db.manager
      .createQueryBuilder(MigrationJob, 'job')
      .where({ ...visible, ...(status && { status }), ...(importType && { importType }) })
      .orderBy(`job.${sortBy}`, sortOrder, mayBeNull(db, sortBy) ? 'NULLS LAST' : undefined)
      .addOrderBy('job.id', sortOrder)
      .limit(limit)
      .offset((page - 1) * limit)
      .getMany();
    const recovered = await recoveredRows(db, jobs);
    return { total, jobs: jobs.map((job) => ({ job, recoveredRows: recovered.get(job.id) ?? 0 })) };
  }

  async state(actor: Actor, id: string): Promise<SubjectState> {
    return migrationState(await this.job(actor, id));
  }

  /**
   * Removes a job with its file and what was found in it; the rows it brought in stay.
   * @throws AppError 404, 403, 400 while it has not ended
   */
  async remove(actor: Actor, jobId: string): Promise<void> {
    const { db, control, store, log } = this.deps;
    const { id } = await findJob(db.manager, actor, jobId);
    const keys = await control.stop(id, 'The job was deleted', async (sql) => {
      const { status, importType, fileKey } = await lockJob(sql, actor, id);
      if (!hasEnded(status)) throw notEnded();
      await auditMigration(sql, actor, 'migration.job.delete', id, { importType, status });
      return deleteJob(sql, id, fileKey);
    });
    await deleteFiles(store, keys, log);
  }
}

/** No index has the order of columns that are never null with nulls put last. */
function mayBeNull(db: Database, column: string): boolean {
  return db.getMetadata(MigrationJob).findColumnWithDatabaseName(column)?.isNullable ?? true;
}

/** States of jobs for those who listen; who may see them was decided before. */
export function migrationStates(db: Database): SubjectLoader {
  return async (ids) => (await db.manager.findBy(MigrationJob, { id: In(ids) })).map(migrationState);
}

async function deleteJob(sql: EntityManager, id: string, fileKey: string): Promise<string[]> {
  await sql.query(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
  await sql.query('DELETE FROM migration_errors WHERE migration_job_id = $1', [id]);
  await sql.query('DELETE FROM migration_checked_keys WHERE migration_job_id = $1', [id]);
  await sql.query('DELETE FROM migration_checked_payments WHERE migration_job_id = $1', [id]);
  await sql.query('DELETE FROM jobs WHERE subject_id = $1', [id]);
  await sql.delete(MigrationJob, { id });
  const keys = await rows<{ key: string }>(sql, 'DELETE FROM files WHERE key = $1 RETURNING key', [fileKey]);
  return keys.map(({ key }) => key);
}

/** Of each job how many rows the jobs made from its failed rows, and from theirs, have brought in. */
export async function recoveredRows(sql: Sql, jobs: MigrationJob[]): Promise<Map<string, number>> {
  const recovered = await rows<{ root: string; imported: number }>(
    sql,
    `WITH RECURSIVE family AS (
       SELECT id AS root, id FROM unnest($1::uuid[]) AS asked (id)
       UNION ALL
       SELECT family.root, child.id FROM family JOIN migration_jobs AS child ON child.parent_job_id = family.id
     )
     SELECT root, sum(imported_rows)::int AS imported FROM family JOIN migration_jobs USING (id)
     WHERE family.id <> root GROUP BY root`,
    [jobs.map(({ id }) => id)],
  );
  return new Map(recovered.map(({ root, imported }) => [root, imported]));
}
