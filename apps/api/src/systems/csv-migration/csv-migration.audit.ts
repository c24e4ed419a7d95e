import { recordAudit } from '@sluice/kernel/audit';
import { type Sql } from '@sluice/kernel/db';
import { type Actor } from '../../auth';

/** Writes down what was done to a job or a row that came by one, in the transaction that does it. */
export function auditMigration(
  sql: Sql,
  actor: Actor,
  action: `migration.${'job' | 'record'}.${string}`,
  subjectId: string,
  details: Record<string, unknown>,
): Promise<void> {
  const subjectType = action.startsWith('migration.job.') ? 'migration.job' : 'migration.record';
  return recordAudit(sql, { ...actor.auditFields, action, subjectType, subjectId, details });
}
