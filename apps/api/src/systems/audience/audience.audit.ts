import { recordAudit } from '@sluice/kernel/audit';
import { type Sql } from '@sluice/kernel/db';
import { type Actor } from '../../auth';

/** Writes down what was done to an upload, in the transaction that does it. */
export function auditUpload(
  sql: Sql,
  actor: Actor,
  action: `audience.upload.${string}`,
  subjectId: string,
  details: Record<string, unknown>,
): Promise<void> {
  return recordAudit(sql, {
    ...actor.auditFields,
    action,
    subjectType: 'audience.upload',
    subjectId,
    details,
  });
}
