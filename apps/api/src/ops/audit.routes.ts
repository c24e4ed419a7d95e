import { type Database } from '@sluice/kernel/db';
import { defineRoute, type Route } from '../http/route';
import { toSeconds } from '../http/timestamps';
import { type AuditRow, readAudit } from './audit.queries';
import { auditAnswer, type AuditQuery, auditQuery, printCursor } from './audit.schemas';

const PATH = '/api/audit';

/**
 * Who did what, when, from where. Admins read their tenant's events. Operators read everybody's, and those of
 * no tenant (a login under a name nobody has), but not the details of another tenant's: what a tenant's work
 * is about is that tenant's data.
 */
export function auditRoutes({ db }: { db: Database }): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: PATH,
      summary:
        'The audit trail, newest first: of the caller’s tenant, for admins of the tenant `default` of all, ' +
        'without the details of other tenants’ events',
      access: ['admin'],
      query: auditQuery,
      responses: { 200: { description: 'A page of events', schema: auditAnswer } },
      async handler({ actor, query }) {
        const found = await readAudit(db, actor.principal, query);
        const page = found.slice(0, query.limit);
        const last = page.at(-1);
        const next =
          last && found.length > page.length ? printCursor({ at: last.exact_at, id: last.id }) : null;
        return {
          status: 200,
          ...(next !== null && { headers: { Link: `<${linkTo(query, next)}>; rel="next"` } }),
          json: { events: page.map(presentEvent), next_cursor: next },
        };
      },
    }),
  ];
}

/** The same question, from there on. */
function linkTo({ from, to, cursor: _cursor, ...others }: AuditQuery, next: string): string {
  const times = { from: from?.toISOString(), to: to?.toISOString() };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...others, ...times, cursor: next })) {
    if (value !== undefined) query.set(name, String(value));
  }
  return `${PATH}?${query.toString()}`;
}

function presentEvent({ exact_at: _exact, at, ...event }: AuditRow): Record<string, unknown> {
  const { id, ...others } = event;
  return { id, at: toSeconds(at), ...others };
}
