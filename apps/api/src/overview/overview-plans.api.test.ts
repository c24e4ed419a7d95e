import { after, before, describe, it } from 'node:test';
import { type Database, rows } from '@sluice/kernel/db';
import { expect } from 'expect';
import { actorOf } from '../auth';
import { type Principal, type Role } from '../auth/principal';
import { connectSystems } from '../systems';
import { countActive, readOverview } from './overview.queries';
import { MAX_ACTIVE } from './overview.schemas';
import { idOf, type OverviewApi, startOverviewApi } from './testing/overview-api';

/** Of each source. */
const ROWS = 4_000;
const LIMIT = 50;

/** What of a copied row has to be its own. */
const COPIED = {
  omr: ['omr_batches', '{}'],
  revenue: ['revenue_batches', '{}'],
  file: ['revenue_files', '{}'],
  audience: [
    'audience_uploads',
    `jsonb_build_object('upload_id', 'upl_1700000000_' || lpad(n::text, 6, '0'))`,
  ],
  content: ['content_batches', '{}'],
  migration: ['migration_jobs', '{}'],
} as const;

/** Done, in the words of each. */
const DONE = {
  omr: { status: 'completed' },
  revenue: { status: 'success', success_files: 1, processing_files: 0 },
  file: { status: 'completed' },
  audience: { processing_status: 'completed' },
  content: { status: 'completed', success_count: 3 },
  migration: { status: 'completed' },
};
const KINDS = ['omr', 'revenue', 'file', 'audience', 'content', 'migration'] as const;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

describe('what the list over all systems reads', () => {
  let api: OverviewApi;
  let principal: Principal;

  before(async () => {
    api = await startOverviewApi();
    const { userId, tenantId } = await api.person('owner');
    principal = { userId, tenantId, username: '', role: 'owner', isOperator: false, creatorAddress: null };
    // Very old: one that waits, one of a colleague. All that came later is done, and the owner's.
    for (const kind of KINDS) await api.add(kind, 'owner', `${kind} waits`);
    for (const kind of KINDS) await api.add(kind, 'agent', `${kind} of the agent`, DONE[kind]);
    for (const kind of KINDS) {
      const [table, own] = COPIED[kind];
      const id = await api.add(kind, 'owner', `${kind} is done`, DONE[kind]);
      await api.db.query(
        `INSERT INTO ${table} SELECT copy.* FROM ${table} AS one, generate_series(1, ${ROWS}) AS n,
           jsonb_populate_record(NULL::${table}, to_jsonb(one) || ${own === '{}' ? `'{}'` : own}
             || jsonb_build_object('id', $2 || lpad(to_hex(n + 1000), 12, '0'))) AS copy
         WHERE one.id = $1`,
        [id, idOf(0).slice(0, -12)],
      );
      await api.db.query(`VACUUM ANALYZE ${table}`);
    }
  });
  after(() => api?.stop());

  /** Rows that a statement took into the hand, whether it kept them or not. */
  async function readBy(run: (db: Database) => Promise<unknown>): Promise<number> {
    let read = 0;
    const explaining = {
      query: async (sql: string, parameters: unknown[]) => {
        const [found] = await rows<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
          api.db,
          `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
          parameters,
        );
        read += rowsOf((found as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'][0].Plan);
        return [];
      },
    } as unknown as Database;
    await run(explaining);
    return read;
  }

  function rowsOf(plan: Plan): number {
    const isTable = plan['Relation Name'] !== undefined && plan['Relation Name'] !== 'users';
    const here = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
    return (plan.Plans ?? []).reduce((sum, inner) => sum + rowsOf(inner), isTable ? here : 0);
  }

  const page = (role: Role, filter: object, cursor?: string) => (db: Database) => {
    const actor = actorOf({ ...principal, role }, 'request', '::1');
    const { overview } = connectSystems(api.deps);
    return readOverview(db, overview, actor, { isOwn: false, ...filter }, { limit: LIMIT, cursor });
  };

  for (const role of ['admin', 'agent'] as const) {
    it(`is no more than a page of each source, for ${role === 'admin' ? 'admins' : 'the own'}`, async () => {
      const most = KINDS.length * (LIMIT + 1);
      expect(await readBy(page(role, {}))).toBe(most);
      expect(await readBy(page(role, {}, idOf(3_000)))).toBe(most);
      expect(await readBy(page(role, { isOwn: true }))).toBe(most);
    });

    it(`is what there is of a rare state, for ${role === 'admin' ? 'admins' : 'the own'}`, async () => {
      // Migration has none that waits.
      const states = ['waiting', 'cancelled', 'done_with_errors'];
      expect(await readBy(page(role, { states }))).toBe(KINDS.length - 1);
      expect(await readBy(page(role, { states, isOwn: true }))).toBe(KINDS.length - 1);
    });
  }

  it('is little where nearly all is a colleague’s', async () => {
    const agent = { ...principal, userId: (await api.person('agent')).userId, role: 'agent' as const };
    const { overview } = connectSystems(api.deps);
    const read = (isOwn: boolean) =>
      readBy((db) => {
        const filter = { isOwn, systems: undefined };
        return readOverview(db, overview, actorOf(agent, 'r', '::1'), filter, { limit: LIMIT });
      });
    // Contents are for everyone to read.
    expect(await read(false)).toBe(KINDS.length - 1 + LIMIT + 1);
    expect(await read(true)).toBe(KINDS.length);
  });

  it('counts what is active without looking at what is not', async () => {
    const actor = actorOf(principal, 'request', '::1');
    const { overview } = connectSystems(api.deps);
    const read = await readBy((db) => countActive(db, overview, actor, { isOwn: false }));
    expect(read).toBe(KINDS.length - 1);
    expect(read).toBeLessThan(MAX_ACTIVE);
  });

  it('looks for corrected rows of those on the page that have wrong ones', async () => {
    // All that are done are corrections of one another; nothing is wrong in them.
    await api.db.query(
      `UPDATE migration_jobs SET parent_job_id = older FROM (
         SELECT id AS child, lag(id) OVER (ORDER BY id) AS older FROM migration_jobs WHERE status = 'completed'
       ) AS pairs WHERE id = child`,
    );
    const child = { ...DONE.migration, processed_rows: 1, valid_rows: 1, imported_rows: 1 };
    const failing = { ...DONE.migration, processed_rows: 9, invalid_rows: 9 };
    const first = await api.add('migration', 'owner', 'first', failing);
    await api.add('migration', 'owner', 'second', failing);
    await api.add('migration', 'owner', 'correction', { ...child, parent_job_id: first });
    await api.db.query('VACUUM ANALYZE migration_jobs');
    const systems = ['migration'];
    expect(await readBy(page('admin', { systems, states: ['done_with_errors'] }))).toBeCloseTo(2 + 1, 1);
    expect(await readBy(page('admin', { systems }))).toBe(LIMIT + 1);
  });
});
