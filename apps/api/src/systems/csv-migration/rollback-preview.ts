import { rows, type Sql } from '@sluice/kernel/db';
import {
  type ImportType,
  type MigrationJob,
  type RollbackSummary,
  TARGET_TABLES,
} from '@sluice/systems/csv-migration';

/** True for a row that others refer to. */
const IS_USED: Record<ImportType, string> = {
  jamaah: `EXISTS (
    SELECT FROM onboarding_payments p WHERE p.tenant_id = own.tenant_id AND p.jamaah_id = own.id)`,
  package: `(EXISTS (
    SELECT FROM onboarding_jamaah j WHERE j.tenant_id = own.tenant_id AND j.paket_id = own.id)
    OR EXISTS (
    SELECT FROM onboarding_payments p WHERE p.tenant_id = own.tenant_id AND p.paket_id = own.id))`,
  payment: 'false',
};

/** What a rollback of a job would take out now, and what it would leave. */
export async function previewRollback(sql: Sql, { id, importType }: MigrationJob): Promise<RollbackSummary> {
  const [summary] = await rows<RollbackSummary>(
    sql,
    `SELECT count(*) FILTER (WHERE NOT changed AND NOT used)::int AS removed,
       count(*) FILTER (WHERE changed)::int AS kept_changed,
       count(*) FILTER (WHERE used AND NOT changed)::int AS kept_used
     FROM (
       SELECT version > 1 AS changed, ${IS_USED[importType]} AS used
       FROM ${TARGET_TABLES[importType]} AS own WHERE migration_job_id = $1
     ) AS imported`,
    [id],
  );
  if (!summary) throw new Error('An aggregate has one row');
  return summary;
}
