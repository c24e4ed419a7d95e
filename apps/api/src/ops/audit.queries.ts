import { type Database, rows } from '@sluice/kernel/db';
import { type Principal } from '../auth';
import { type AuditQuery } from './audit.schemas';

export interface AuditRow {
  id: string;
  at: Date;
  /** The time with its microseconds, for the cursor. */
  exact_at: string;
  tenant_id: string | null;
  actor_id: string | null;
  actor_name: string | null;
  action: string;
  subject_type: string | null;
  subject_id: string | null;
  address: string | null;
  request_id: string | null;
  details: Record<string, unknown> | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Newest first, one more than asked for when there are more. By cursor, not by page number: the trail grows
 * while it is read, and a deep page must not cost more than the first.
 */
export function readAudit(db: Database, reader: Principal, query: AuditQuery): Promise<AuditRow[]> {
  const parameters: unknown[] = [reader.tenantId];
  const conditions: string[] = [];
  const where = (condition: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  if (!reader.isOperator) conditions.push('tenant_id = $1');
  where((tenant) => `tenant_id = ${tenant}`, query.tenant_id);
  where((from) => `at >= ${from}`, query.from);
  where((to) => `at < ${to}`, query.to);
  where((subject) => `subject_id = ${subject}`, query.subject);
  where((requestId) => `request_id = ${requestId}`, query.request_id);
  if (query.action?.endsWith('*')) {
    where((start) => `starts_with(action, ${start})`, query.action.slice(0, -1));
  } else {
    where((action) => `action = ${action}`, query.action);
  }
  const isId = query.actor !== undefined && UUID.test(query.actor);
  where((actor) => (isId ? `actor_id = ${actor}` : `lower(actor_name) = lower(${actor})`), query.actor);
  if (query.cursor) {
    parameters.push(query.cursor.at, query.cursor.id);
    conditions.push(`(at, id) < ($${parameters.length - 1}::timestamptz, $${parameters.length}::uuid)`);
  }
  parameters.push(query.limit + 1);
  return rows<AuditRow>(
    db,
    `SELECT id, at, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS exact_at, tenant_id,
       actor_id, actor_name, action, subject_type, subject_id, address, request_id,
       CASE WHEN tenant_id IS NULL OR tenant_id = $1 THEN details END AS details
     FROM audit_events ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ORDER BY at DESC, id DESC LIMIT $${parameters.length}`,
    parameters,
  );
}
