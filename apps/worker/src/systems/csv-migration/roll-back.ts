import { type Lease } from '@sluice/kernel/lease';
import {
  MigrationJob,
  type MigrationPayload,
  type MigrationStatus,
  type RollbackSummary,
  takeOutImported,
} from '@sluice/systems/csv-migration';
import { type JobHandler } from '../../job-handler';
import { type MigrationDeps } from './csv-migration.handlers';
import { Teller } from './tell';

const FAILED = 'Rollback gagal karena kesalahan internal; silakan coba lagi';

/** Takes out what an import put in, where nobody has changed or used it since, in one transaction. */
export function rollBackJob({ notices }: MigrationDeps): JobHandler<MigrationPayload> {
  return {
    async run({ jobId }, tools) {
      const job = await rollBack(tools.lease, jobId);
      if (!job) return;
      const tell = new Teller(notices, tools);
      await tell.state(job);
      tell.status(job);
    },
    async giveUp({ jobId }, tools) {
      const job = await noteFailure(tools.lease, jobId);
      if (job) await new Teller(notices, tools).state(job);
    },
  };
}

/** What is left of an import that has ended can be taken out, be it all of it or not. */
function canRollBack(status: MigrationStatus): boolean {
  return status === 'completed' || status === 'failed';
}

/** @returns undefined when there is nothing to do any more */
async function rollBack(lease: Lease, jobId: string): Promise<MigrationJob | undefined> {
  let summary: RollbackSummary | undefined;
  return lease.commit(
    async (sql) => {
      if (!summary) return undefined;
      await sql.query(
        `UPDATE migration_jobs SET status = 'rolled_back', rollback_at = now(), rollback_summary = $2::jsonb,
           imported_rows = greatest(0, imported_rows - $3), error_message = NULL,
           version = version + 1, updated_at = now()
         WHERE id = $1`,
        [jobId, JSON.stringify(summary), summary.removed],
      );
      return sql.findOneByOrFail(MigrationJob, { id: jobId });
    },
    {
      done: true,
      // Before the job's own row is locked: a million rows take seconds.
      prepare: async (sql) => {
        await sql.query('SET LOCAL statement_timeout = 0');
        const job = await sql.findOneBy(MigrationJob, { id: jobId });
        if (job && canRollBack(job.status)) summary = await takeOutImported(sql, job);
      },
    },
  );
}

/** The import stays as it was; whoever waits for the rollback sees why. */
async function noteFailure(lease: Lease, jobId: string): Promise<MigrationJob | null> {
  return lease.commit(async (sql) => {
    await sql.query(
      `UPDATE migration_jobs SET error_message = $2, version = version + 1, updated_at = now()
       WHERE id = $1 AND status IN ('completed', 'failed')`,
      [jobId, FAILED],
    );
    return sql.findOneBy(MigrationJob, { id: jobId });
  });
}
