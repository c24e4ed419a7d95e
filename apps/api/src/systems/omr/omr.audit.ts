import { recordAudit } from '@sluice/kernel/audit';
import { type Sql } from '@sluice/kernel/db';
import { type Actor } from '../../auth';

/** Writes down what was done to a batch, in the transaction that does it. */
export function auditBatch(
  sql: Sql,
  actor: Actor,
  action: `omr.batch.${string}`,
  subjectId: string,
  details: Record<string, unknown>,
): Promise<void> {
  return recordAudit(sql, { ...actor.auditFields, action, subjectType: 'omr.batch', subjectId, details });
}
