import { recordAudit } from '@sluice/kernel/audit';
import { type Sql } from '@sluice/kernel/db';
import { type Actor } from '../../auth';

/** Writes down what was done to a batch or a file, in the transaction that does it. */
export function auditRevenue(
  sql: Sql,
  actor: Actor,
  action: `revenue.${'batch' | 'file'}.${string}`,
  subjectId: string,
  details: Record<string, unknown>,
): Promise<void> {
  const subjectType = action.startsWith('revenue.batch.') ? 'revenue.batch' : 'revenue.file';
  return recordAudit(sql, { ...actor.auditFields, action, subjectType, subjectId, details });
}
