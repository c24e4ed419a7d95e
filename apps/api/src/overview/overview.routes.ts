import { AppError } from '@sluice/kernel/errors';
import { type Database } from '@sluice/kernel/db';
import { type OverviewSource, type OverviewState, type OverviewSystem } from '../http/overview-source';
import { ANYONE_SIGNED_IN, defineRoute, type Route } from '../http/route';
import { toSeconds } from '../http/timestamps';
import { countActive, type OverviewRow, readOneOfOverview, readOverview } from './overview.queries';
import { overviewAnswer, overviewBatch, overviewParams, overviewQuery, wordsIn } from './overview.schemas';

export interface OverviewDeps {
  db: Database;
  /** What every system brings. */
  overview: OverviewSource[];
}

/** Batches of all systems in one list: to everyone what the systems' own lists show them. */
export function overviewRoutes({ db, overview }: OverviewDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/overview/batches',
      summary: 'Batches, uploads, files and imports of all systems that you may see, newest first',
      access: ANYONE_SIGNED_IN,
      query: overviewQuery,
      responses: { 200: { description: 'A page of them', schema: overviewAnswer } },
      async handler({ actor, query }) {
        const { limit, cursor } = query;
        const filter = {
          systems: wordsIn<OverviewSystem>(query.system),
          states: wordsIn<OverviewState>(query.state),
          search: query.q,
          isOwn: query.owner === 'me',
        };
        const [found, active] = await Promise.all([
          readOverview(db, overview, actor, filter, { limit, cursor }),
          countActive(db, overview, actor, filter),
        ]);
        const page = found.slice(0, limit);
        const next = found.length > page.length ? (page.at(-1)?.key ?? null) : null;
        return { status: 200, json: { batches: page.map(presentRow), next_cursor: next, active } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/overview/batches/:system/:id',
      summary: 'One of them',
      access: ANYONE_SIGNED_IN,
      params: overviewParams,
      responses: { 200: { description: 'As in the list', schema: overviewBatch } },
      async handler({ actor, params: { system, id } }) {
        const row = await readOneOfOverview(db, overview, actor, system, id);
        if (!row) throw new AppError('not_found', 404, 'Not found');
        return { status: 200, json: presentRow(row) };
      },
    }),
  ];
}

function presentRow(row: OverviewRow) {
  const { system, kind, public_id: id, name, state, status, done, failed, total, unit, error } = row;
  const time = (at: Date | null): string | null => at && toSeconds(at);
  return {
    system,
    kind,
    id,
    name,
    state,
    status,
    done,
    failed,
    total,
    unit,
    error,
    owner: { id: row.owner_id, username: row.owner_name },
    created_at: toSeconds(row.created_at),
    started_at: time(row.started_at),
    finished_at: time(row.finished_at),
  };
}
