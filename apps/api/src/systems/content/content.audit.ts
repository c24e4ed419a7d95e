import { recordAudit } from '@sluice/kernel/audit';
import { type Sql } from '@sluice/kernel/db';
import { type Actor } from '../../auth';

/** Writes down what was done to a batch, in the transaction that does it. */
export function auditBatch(
  sql: Sql,
  actor: Actor,
  action: `content.batch.${string}`,
  subjectId: string,
  details: Record<string, unknown>,
): Promise<void> {
  return recordAudit(sql, { ...actor.auditFields, action, subjectType: 'content.batch', subjectId, details });
}

/** The same of a content, or of many that came together. */
export function auditContent(
  sql: Sql,
  actor: Actor,
  action: `content.content.${string}`,
  details: Record<string, unknown>,
  subjectId?: string,
): Promise<void> {
  const subject = { subjectType: 'content', ...(subjectId !== undefined && { subjectId }) };
  return recordAudit(sql, { ...actor.auditFields, action, ...subject, details });
}
