import { after, before, beforeEach, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
import { createTestDatabase, type TestDatabase, testRedisUrl } from '@sluice/kernel/testing';
import { refreshBatch, RevenueBatch, RevenueFile } from '@sluice/systems/revenue';
import { expect } from 'expect';
import { type JobTools } from '../../../job-handler';
import { checkBatchJob } from './check-batch';
import { MAX_FINDINGS } from './find-faults';
import {
  type Boards,
  claimCheck,
  goodMonth,
  makeBoards,
  type Month,
  storeBatch,
  storeFile,
} from './testing/claim-batch';

describe('the job that checks a batch', () => {
  let database: TestDatabase;
  let db: Database;
  let redis: RedisClient;
  let boards: Boards;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog, entities: [RevenueBatch, RevenueFile] });
    redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
    boards = makeBoards(redis);
  });
  after(async () => {
    redis.disconnect();
    await db.destroy();
    await database.drop();
  });
  beforeEach(() => db.query('TRUNCATE jobs, revenue_batches, revenue_records CASCADE'));

  const batchOf = (id: string) => db.manager.findOneByOrFail(RevenueBatch, { id });
  const jobs = () => rows<{ state: string; epoch: number }>(db, 'SELECT state, epoch FROM jobs ORDER BY id');
  const claimsFound = async () =>
    (await rows<{ claim: string }>(db, 'SELECT claim FROM revenue_findings ORDER BY id')).map(
      ({ claim }) => claim,
    );
  const claim = (batchId: string) => claimCheck(db, boards, batchId);
  async function check(batchId: string, tools?: JobTools): Promise<void> {
    await checkBatchJob({ db }).run({ batchId }, tools ?? (await claim(batchId)).tools);
  }
  /** A month with one visit that OPD lacks. */
  function monthWithFault(seq: string): Month {
    const month = goodMonth();
    month.OOP?.push({ HN: 'H1', SEQ: seq });
    return month;
  }

  it('ends the batch and itself', async () => {
    const { id } = await storeBatch(db, goodMonth());
    expect(await batchOf(id)).toMatchObject({ status: 'processing', checkState: 'waiting' });
    await check(id);
    expect(await batchOf(id)).toMatchObject({
      status: 'success',
      checkState: 'done',
      checkedAt: expect.any(Date),
    });
    expect(await jobs()).toMatchObject([{ state: 'done' }]);
  });

  it('changes no status when it finds something', async () => {
    const { id } = await storeBatch(db, monthWithFault('S9'));
    await check(id);
    expect(await claimsFound()).toEqual(['S9']);
    expect(await batchOf(id)).toMatchObject({ status: 'success', errorFiles: 0 });
    const files = await db.manager.findBy(RevenueFile, { batchId: id });
    expect(files.every(({ status, isValid }) => status === 'completed' && isValid)).toBe(true);
  });

  it('replaces what an earlier check found, of this batch only', async () => {
    const other = await storeBatch(db, monthWithFault('S7'));
    await check(other.id);
    const { id } = await storeBatch(db, monthWithFault('S8'));
    await check(id);
    await db.query(`DELETE FROM revenue_files WHERE batch_id = $1 AND claim_table = 'OOP'`, [id]);
    const records = [{ HN: 'H1', SEQ: 'S9' }];
    await db.transaction(async (sql) => {
      await sql.query(`UPDATE revenue_batches SET check_state = 'none' WHERE id = $1`, [id]);
      await storeFile(sql, id, { table: 'OOP', records });
      await refreshBatch(sql, id);
    });
    await check(id);
    expect(await claimsFound()).toEqual(['S7', 'S9']);
  });

  it('ends quietly when the batch no longer waits for it', async () => {
    const { id } = await storeBatch(db, monthWithFault('S9'));
    const { tools } = await claim(id);
    await db.query(`UPDATE revenue_batches SET check_state = 'none' WHERE id = $1`, [id]);
    await check(id, tools);
    expect(await claimsFound()).toEqual([]);
    expect(await batchOf(id)).toMatchObject({ checkState: 'none' });
    expect(tools.lease.isOver).toBe(false);
  });

  it('begins anew when files changed while it compared them', async () => {
    const { id } = await storeBatch(db, monthWithFault('S8'));
    const { tools } = await claim(id);
    const commit = tools.lease.commit.bind(tools.lease);
    tools.lease.commit = (work, { prepare, ...options } = {}) =>
      commit(work, {
        ...options,
        prepare: async (sql) => {
          await prepare?.(sql);
          await db.query(`DELETE FROM revenue_files WHERE batch_id = $1 AND claim_table = 'OOP'`, [id]);
          await db.transaction((other) => refreshBatch(other, id));
        },
      });
    await check(id, tools);
    expect(await batchOf(id)).toMatchObject({ checkState: 'waiting' });
    expect(await jobs()).toMatchObject([{ state: 'waiting' }]);
    await check(id);
    expect(await claimsFound()).toEqual([]);
    expect(await batchOf(id)).toMatchObject({ status: 'success', checkState: 'done' });
  });

  it('can be renewed and cancelled while it compares, and then writes nothing', async () => {
    const { id } = await storeBatch(db, monthWithFault('S9'));
    const { tools } = await claim(id);
    const commit = tools.lease.commit.bind(tools.lease);
    tools.lease.commit = (work, { prepare, ...options } = {}) =>
      commit(work, {
        ...options,
        prepare: async (sql) => {
          await prepare?.(sql);
          // Would wait for ever if the job's row were locked by now.
          await db.query(`UPDATE jobs SET state = 'cancelled'`);
        },
      });
    await expect(check(id, tools)).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(await claimsFound()).toEqual([]);
    expect(await batchOf(id)).toMatchObject({ checkState: 'waiting' });
  });

  it('lets the batch end when it is given up', async () => {
    const { id } = await storeBatch(db, goodMonth());
    const { tools, payload } = await claim(id);
    await checkBatchJob({ db }).giveUp(payload, tools, { kind: 'poison', message: 'It crashed 3 times' });
    expect(await batchOf(id)).toMatchObject({ status: 'success', checkState: 'failed' });
  });

  it('leaves a batch alone that is checked already when it is given up', async () => {
    const { id } = await storeBatch(db, goodMonth());
    const { tools, payload } = await claim(id);
    await db.query(`UPDATE revenue_batches SET check_state = 'done' WHERE id = $1`, [id]);
    await checkBatchJob({ db }).giveUp(payload, tools, { kind: 'failed', message: 'The disk is full' });
    expect(await batchOf(id)).toMatchObject({ checkState: 'done' });
  });

  it('keeps the findings with most at risk of a rule, and one that counts the rest', async () => {
    const { id, fileIds } = await storeBatch(db, { ...goodMonth(), OOP: [] });
    await db.query(
      `INSERT INTO revenue_records (file_id, row_number, is_valid, "values")
       SELECT $1, 10 + n, true, ARRAY['0', n::text, 'X' || n, NULL, 'H1'] FROM generate_series(1, $2::int) AS n`,
      [fileIds.CHT, MAX_FINDINGS + 2],
    );
    await db.query(
      `INSERT INTO revenue_records (file_id, row_number, is_valid, "values")
       SELECT $1, 10 + n, true, ARRAY['71', n::text, 'X' || n, NULL, 'H1'] FROM generate_series(1, $2::int) AS n`,
      [fileIds.CHA, MAX_FINDINGS + 2],
    );
    await check(id);
    const found = await rows(
      db,
      `SELECT rule, claim, row_number, amount::float, message FROM revenue_findings ORDER BY amount, claim`,
    );
    expect(found).toHaveLength(MAX_FINDINGS + 1);
    const rest = {
      rule: 'seq_not_in_opd',
      claim: '*',
      row_number: null,
      amount: 3,
      message: 'และอีก 2 รายการ',
    };
    expect(found.slice(0, 3)).toEqual([
      rest,
      { ...rest, claim: 'X3', row_number: 13, message: 'ไม่มี SEQ X3 ในแฟ้ม OPD (พบใน CHT 1 แถว, CHA 1 แถว)' },
      expect.objectContaining({ claim: 'X4', amount: 4 }),
    ]);
  });
});
