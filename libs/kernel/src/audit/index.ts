import { uuidv7 } from 'uuidv7';
import { type Sql } from '../db';

/** Who did it, from where, in which request. */
export interface AuditActor {
  tenantId: string | null;
  actorId: string | null;
  actorName: string | null;
  /** Address of the client. */
  address: string | null;
  requestId: string | null;
}

export interface AuditEvent extends AuditActor {
  /** `<system>.<thing>.<verb>`, such as `omr.batch.delete`. */
  action: string;
  subjectType?: string;
  subjectId?: string;
  /** Particulars without secrets or personal data. */
  details?: Record<string, unknown>;
}

/**
 * Writes down who did what, in the transaction that does it. Events are never changed or deleted; the
 * table itself refuses that.
 */
export async function recordAudit(sql: Sql, event: AuditEvent): Promise<void> {
  await sql.query(
    `INSERT INTO audit_events (id, tenant_id, actor_id, actor_name, action, subject_type, subject_id, address, request_id, details)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      uuidv7(),
      event.tenantId,
      event.actorId,
      event.actorName,
      event.action,
      event.subjectType ?? null,
      event.subjectId ?? null,
      event.address,
      event.requestId,
      JSON.stringify(event.details ?? {}),
    ],
  );
}
