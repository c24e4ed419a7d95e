import { dataOf } from '@sluice/client';
import { client } from '../../app/session';

const PAGE_EVENTS = 50;

export interface AuditFilter {
  action: string;
  /** A user's id or name. */
  actor: string;
  subject: string;
  requestId: string;
  /** As `<input type="datetime-local">` has it, in the reader's time zone. */
  from: string;
  to: string;
  tenant: string | null;
}

export const NO_AUDIT_FILTER: AuditFilter = {
  action: '',
  actor: '',
  subject: '',
  requestId: '',
  from: '',
  to: '',
  tenant: null,
};

export function readAudit(filter: AuditFilter, cursor: string | undefined, signal: AbortSignal) {
  const words = {
    action: filter.action.trim().toLowerCase(),
    actor: filter.actor.trim(),
    subject: filter.subject.trim(),
    request_id: filter.requestId.trim(),
    from: instantOf(filter.from),
    to: instantOf(filter.to),
    tenant_id: filter.tenant ?? '',
    cursor: cursor ?? '',
  };
  const query = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== ''));
  return dataOf(
    client.http.GET('/api/audit', { params: { query: { ...query, limit: PAGE_EVENTS } }, signal }),
  );
}

export type AuditPage = Awaited<ReturnType<typeof readAudit>>;
export type AuditEvent = NonNullable<AuditPage['events']>[number];

function instantOf(local: string): string {
  const moment = new Date(local);
  return Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
}
