import { rows, type Sql } from '@sluice/kernel/db';
import { type EntityManager } from 'typeorm';
import { TARGET_TABLES } from './columns';
import { type ImportType } from './csv-migration.status';
import { type MigrationJob, type RollbackSummary } from './migration-job.entity';
import { lockReferences } from './reference-lock';

/** Changed by somebody since it was imported. */
const IS_CHANGED = 't.version > 1';

/** Referred to by a row that is not taken out with it: an import has rows of one table only. */
const IS_USED: Readonly<Record<ImportType, string>> = {
  jamaah: refersTo('onboarding_payments', 'jamaah_id'),
  package: `(${refersTo('onboarding_jamaah', 'paket_id')} OR ${refersTo('onboarding_payments', 'paket_id')})`,
  payment: 'false',
};

function refersTo(table: string, column: string): string {
  return `EXISTS (SELECT FROM ${table} r WHERE r.tenant_id = t.tenant_id AND r.${column} = t.id)`;
}

/** What a rollback would take out and leave now. A row that was changed and is used counts as changed. */
export async function previewRollback(
  sql: Sql,
  { id, tenantId, importType }: MigrationJob,
): Promise<RollbackSummary> {
  const [summary] = await rows<RollbackSummary>(
    sql,
    `SELECT count(*) FILTER (WHERE NOT is_changed AND NOT is_used)::int AS removed,
       count(*) FILTER (WHERE is_changed)::int AS kept_changed,
       count(*) FILTER (WHERE NOT is_changed AND is_used)::int AS kept_used
     FROM (SELECT ${IS_CHANGED} AS is_changed, ${IS_USED[importType]} AS is_used
           FROM ${TARGET_TABLES[importType]} t WHERE t.migration_job_id = $1 AND t.tenant_id = $2) imported`,
    [id, tenantId],
  );
  return summary as RollbackSummary;
}

/** Takes out what {@link previewRollback} says. Nobody can add a reference to it before the transaction ends. */
export async function takeOutImported(sql: EntityManager, job: MigrationJob): Promise<RollbackSummary> {
  const { id, tenantId, importType } = job;
  await lockReferences(sql, tenantId, 'alone');
  const summary = await previewRollback(sql, job);
  const [{ removed } = { removed: 0 }] = await rows<{ removed: number }>(
    sql,
    `WITH removed AS (
       DELETE FROM ${TARGET_TABLES[importType]} t
       WHERE t.migration_job_id = $1 AND t.tenant_id = $2 AND NOT ${IS_CHANGED} AND NOT ${IS_USED[importType]}
       RETURNING 1)
     SELECT count(*)::int AS removed FROM removed`,
    [id, tenantId],
  );
  // Between the two statements somebody may have changed a row.
  return { ...summary, removed, kept_changed: summary.kept_changed + summary.removed - removed };
}
