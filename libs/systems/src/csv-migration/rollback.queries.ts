import { rows } from '@sluice/kernel/db';
import { type EntityManager } from 'typeorm';
import { TARGET_TABLES } from './columns';
import { type ImportType } from './csv-migration.status';
import { type MigrationJob, type RollbackSummary } from './migration-job.entity';
import { lockReferences } from './reference-lock';

/** Changed by somebody since it was imported. */
const IS_CHANGED = 't.version > 1';

/** Ids that rows refer to which are not taken out with an import: it has rows of one table only. $2 is the tenant. */
const USED: Readonly<Record<ImportType, string>> = {
  jamaah: 'SELECT jamaah_id AS id FROM onboarding_payments WHERE tenant_id = $2',
  package: `SELECT paket_id AS id FROM onboarding_jamaah WHERE tenant_id = $2
    UNION SELECT paket_id FROM onboarding_payments WHERE tenant_id = $2 AND paket_id IS NOT NULL`,
  payment: 'SELECT NULL::uuid AS id WHERE false',
};

/**
 * Of tables that have just grown Postgres knows nothing, and would look through all of a tenant's rows for each row;
 * so it is told to compare them as a whole. Ends with the transaction.
 */
const AS_A_WHOLE = 'SET LOCAL enable_nestloop = off';

/** What a rollback would take out and leave now. A row that was changed and is used counts as changed. */
export async function previewRollback(
  sql: EntityManager,
  { id, tenantId, importType }: MigrationJob,
): Promise<RollbackSummary> {
  return sql.transaction(async (within) => {
    await within.query(AS_A_WHOLE);
    const [summary] = await rows<RollbackSummary>(
      within,
      `SELECT count(*) FILTER (WHERE NOT ${IS_CHANGED} AND used.id IS NULL)::int AS removed,
         count(*) FILTER (WHERE ${IS_CHANGED})::int AS kept_changed,
         count(*) FILTER (WHERE NOT ${IS_CHANGED} AND used.id IS NOT NULL)::int AS kept_used
       FROM ${TARGET_TABLES[importType]} t
       LEFT JOIN (SELECT DISTINCT id FROM (${USED[importType]}) referred) used ON used.id = t.id
       WHERE t.migration_job_id = $1 AND t.tenant_id = $2`,
      [id, tenantId],
    );
    return summary as RollbackSummary;
  });
}

/** Takes out what {@link previewRollback} says. Nobody can add a reference to it before the transaction ends. */
export async function takeOutImported(sql: EntityManager, job: MigrationJob): Promise<RollbackSummary> {
  const { id, tenantId, importType } = job;
  await lockReferences(sql, tenantId, 'alone');
  const summary = await previewRollback(sql, job);
  await sql.query(AS_A_WHOLE);
  const [{ removed } = { removed: 0 }] = await rows<{ removed: number }>(
    sql,
    `WITH removed AS (
       DELETE FROM ${TARGET_TABLES[importType]} t
       WHERE t.migration_job_id = $1 AND t.tenant_id = $2 AND NOT ${IS_CHANGED}
         AND NOT EXISTS (SELECT FROM (${USED[importType]}) used WHERE used.id = t.id)
       RETURNING 1)
     SELECT count(*)::int AS removed FROM removed`,
    [id, tenantId],
  );
  // Between the two statements somebody may have changed a row.
  return { ...summary, removed, kept_changed: summary.kept_changed + summary.removed - removed };
}
