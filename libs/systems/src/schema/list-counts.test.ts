import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { connectDatabase, type Database, rows, runMigrations } from '@sluice/kernel/db';
import { countListed, foldListCounts, type ListFilter } from '@sluice/kernel/list-counts';
import { silentLog } from '@sluice/kernel/log';
import { createTestDatabase, type TestDatabase } from '@sluice/kernel/testing';
import { expect } from 'expect';
import fc from 'fast-check';
import { migrations } from '.';

const TENANTS = [randomUUID(), randomUUID()] as const;
const OWNERS = [randomUUID(), randomUUID()] as const;
const STATUSES = ['pending', 'processing', 'completed', 'error'] as const;
const TYPES = ['DBF', 'ZIP'] as const;

describe('totals of lists', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog });
  });
  beforeEach(() => db.query('TRUNCATE revenue_files'));
  after(async () => {
    await db?.destroy();
    await database?.drop();
  });

  /** What reading all rows gives. */
  async function counted({ scope, owner, status, kind }: Omit<ListFilter, 'list'>): Promise<number> {
    const [found] = await rows<{ count: number }>(
      db,
      `SELECT count(*)::int AS count FROM revenue_files
       WHERE NOT is_container AND tenant_id = $1 AND ($2::uuid IS NULL OR owner_id = $2)
         AND ($3::text IS NULL OR status = $3) AND ($4::text IS NULL OR file_type = $4)`,
      [scope, owner ?? null, status ?? null, kind ?? null],
    );
    return found?.count ?? -1;
  }

  async function expectAllRight(): Promise<void> {
    for (const scope of TENANTS)
      for (const owner of [undefined, ...OWNERS])
        for (const status of [undefined, ...STATUSES])
          for (const kind of [undefined, ...TYPES]) {
            const filter = { scope, owner, status, kind };
            const total = await countListed(db, { list: 'revenue_files', ...filter });
            expect({ ...filter, total }).toEqual({ ...filter, total: await counted(filter) });
          }
  }

  async function insert(count: number, [tenant, owner, type]: readonly number[]): Promise<void> {
    await db.query(
      `INSERT INTO revenue_files (id, tenant_id, owner_id, filename, original_name, file_type, file_size, file_key,
         user_id, ip_address, user_agent)
       SELECT gen_random_uuid(), $1, $2, 'a', 'a', $3, 1, 'k', '1', '::1', '' FROM generate_series(1, $4)`,
      [TENANTS[tenant as 0], OWNERS[owner as 0], TYPES[type as 0], count],
    );
  }

  it('are those of the rows, whatever comes, changes and goes', async () => {
    const bit = fc.integer({ min: 0, max: 1 });
    const step = fc.oneof(
      fc.record({ do: fc.constant('insert' as const), count: fc.nat(3), of: fc.tuple(bit, bit, bit) }),
      fc.record({
        do: fc.constant('update' as const),
        set: fc.oneof(
          fc.constantFrom(...STATUSES).map((status) => `status = '${status}'`),
          fc.constantFrom(...TYPES).map((type) => `file_type = '${type}'`),
          fc.boolean().map((is) => `is_container = ${is}`),
          fc.constant('total_records = 7, skipped_records = 7'),
        ),
      }),
      fc.record({ do: fc.constant('delete' as const) }),
      fc.record({ do: fc.constant('fold' as const) }),
      fc.record({ do: fc.constant('empty' as const) }),
    );
    const half = `id IN (SELECT id FROM revenue_files ORDER BY id LIMIT (SELECT count(*) / 2 + 1 FROM revenue_files))`;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const it of steps) {
          if (it.do === 'insert') await insert(it.count, it.of);
          if (it.do === 'update') await db.query(`UPDATE revenue_files SET ${it.set} WHERE ${half}`);
          if (it.do === 'delete') await db.query(`DELETE FROM revenue_files WHERE ${half}`);
          if (it.do === 'fold') await foldListCounts(db);
          if (it.do === 'empty') await db.query('TRUNCATE revenue_files');
        }
        await expectAllRight();
      }),
      { numRuns: 15 },
    );
  });

  it('know nothing of what was undone', async () => {
    await insert(2, [0, 0, 0]);
    await db
      .transaction(async (sql) => {
        await sql.query('DELETE FROM revenue_files');
        throw new Error('undone');
      })
      .catch(() => undefined);
    await expectAllRight();
  });

  it('are right for who reads while changes are summed up by several at once', async () => {
    for (let n = 0; n < 300; n++) await insert(1, [0, n % 2, 0]);
    const filter = { list: 'revenue_files', scope: TENANTS[0] } as const;
    const reads = Array.from({ length: 50 }, () => countListed(db, filter));
    await Promise.all([foldListCounts(db), foldListCounts(db), foldListCounts(db)]);
    expect(new Set(await Promise.all(reads))).toEqual(new Set([300]));
    expect(await rows(db, 'SELECT 1 FROM list_count_changes')).toEqual([]);
    await expectAllRight();
  });

  it('count what was there before', async () => {
    const older = await createTestDatabase();
    try {
      const old = await connectDatabase({ url: older.url, log: silentLog });
      await old.query('DROP SCHEMA public CASCADE');
      await old.query('CREATE SCHEMA public');
      const before = migrations.filter(({ name }) => !name.startsWith('ListCounts'));
      await runMigrations({ url: older.url, log: silentLog, migrations: before });
      await old.query(
        `INSERT INTO contents (id, tenant_id, owner_id, creator, title, description, content_type, price, is_removed)
         SELECT 'c' || n, $1, $2, 'somebody', 't', 'd', 'article', 1, n > 7 FROM generate_series(1, 10) AS n`,
        [TENANTS[0], OWNERS[0]],
      );
      expect(await runMigrations({ url: older.url, log: silentLog, migrations })).toHaveLength(1);
      const of = (status?: string): Promise<number> =>
        countListed(old, { list: 'contents', scope: 'somebody', status });
      expect([await of(), await of('true'), await of('false')]).toEqual([10, 3, 7]);
      await old.query(`UPDATE contents SET is_removed = true WHERE id = 'c1'`);
      await old.query(`DELETE FROM contents WHERE id = 'c10'`);
      expect([await of(), await of('true'), await of('false')]).toEqual([9, 3, 6]);
      await old.destroy();
    } finally {
      await older.drop();
    }
  });
});
