import { csvReply, wantsCsv } from '../../http/csv-reply';
import { ANYONE_SIGNED_IN, defineRoute, type Route } from '../../http/route';
import { reportRoute } from '../../report';
import { type SystemDeps } from '../../systems';
import { batchReport } from './batch-report';
import { findingLines } from './csv-exports';
import { visibleTo } from './revenue.access';
import { reportAnswer, statisticsAnswer } from './revenue-contents.answers';
import { ok } from './revenue.envelope';
import { formatQuery, idParams, statisticsQuery } from './revenue.schemas';
import { revenueReport } from './revenue.report';
import { RevenueService } from './revenue.service';
import { statisticsOf } from './statistics';

/** What became of a batch, claim by claim, and of everything together. */
export function revenueReportRoutes(deps: SystemDeps): Route[] {
  const { db } = deps;
  const revenue = new RevenueService(deps);
  return [
    defineRoute({
      method: 'get',
      path: '/api/revenue/batches/:id/report',
      summary:
        'Files with their errors by kind, and claims that may not be paid, the dearest first (page, limit); ' +
        'all findings as CSV (Accept: text/csv or ?format=csv)',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      query: formatQuery,
      responses: { 200: { description: 'The report', schema: reportAnswer } },
      async handler({ actor, params, query, headers }) {
        const batch = await revenue.batch(actor, params.id);
        if (wantsCsv(query, headers.accept))
          return csvReply(`report-${batch.id}.csv`, findingLines(db, batch));
        const reply = ok(await batchReport(db, batch, query), 'สร้างรายงานของ batch สำเร็จ');
        return { ...reply, headers: { Vary: 'Accept' } };
      },
    }),
    reportRoute({
      path: '/api/revenue/batches/:id',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      make: (actor, { id }) => revenueReport(db, actor, id),
    }),
    defineRoute({
      method: 'get',
      path: '/api/revenue/statistics',
      summary: 'Sums over own batches and files, for admins over all of the tenant',
      access: ANYONE_SIGNED_IN,
      query: statisticsQuery,
      responses: { 200: { description: 'The sums', schema: statisticsAnswer } },
      async handler({ actor, query }) {
        return ok(await statisticsOf(db, visibleTo(actor), query.days), 'ดึงสถิติสำเร็จ');
      },
    }),
  ];
}
