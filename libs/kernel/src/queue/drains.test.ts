import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import Joi from 'joi';
import { uuidv7 } from 'uuidv7';
import { connectDatabase, type Database, rows } from '../db';
import { claimJob } from '../lease';
import { silentLog } from '../log';
import { connectRedis, type RedisClient } from '../redis';
import { createTestDatabase, type TestDatabase, testPrefix, testRedisUrl } from '../testing';
import {
  addJobs,
  Admission,
  defineJob,
  type DrainTarget,
  Drains,
  drainsInForce,
  forgetDrains,
  type NewDrain,
  Queues,
} from '.';

const QUEUES = ['one', 'three', 'two'];
const EVERYTHING: DrainTarget = { scope: 'all', target: '' };
const JOBS_EACH = 3;

describe('drains', () => {
  let database: TestDatabase;
  let db: Database;
  let redis: RedisClient;
  let queues: Queues;
  let admission: Admission;
  let drains: Drains;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog });
    redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
    if (redis.status !== 'ready') await once(redis, 'ready');
  });
  after(async () => {
    redis.disconnect();
    await db.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await db.query('TRUNCATE jobs, workers, drains');
    queues = new Queues(redis, testPrefix(), silentLog);
    admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 100 });
    drains = new Drains({ db, queues, admission });
    for (const queue of QUEUES) {
      const payload = Joi.object<{ n: number }>({ n: Joi.number() });
      const contract = defineJob<{ n: number }>({ name: `${queue}.noop`, queue, payload });
      for (let n = 0; n < JOBS_EACH; n++) {
        await addJobs(db, contract, { tenantId: uuidv7(), ownerId: uuidv7(), subjectId: uuidv7() }, [{ n }]);
      }
    }
  });
  afterEach(async () => {
    // What the end of a drain kicked off may still be under way.
    await admission.admit();
    await queues.close();
  });

  function begin(which: DrainTarget, more: Partial<NewDrain> = {}) {
    const drain = { ...which, handBack: false, forSeconds: undefined, reason: undefined, createdBy: 'op' };
    return drains.begin({ ...drain, ...more }, async () => undefined);
  }
  const end = (which: DrainTarget | 'every') => drains.end(which, async () => undefined);
  async function inState(state: string): Promise<string[]> {
    const found = await rows<{ queue: string }>(db, 'SELECT queue FROM jobs WHERE state = $1', [state]);
    return [...new Set(found.map(({ queue }) => queue))].sort();
  }

  for (const queue of QUEUES) {
    it(`hold back the queue ${queue} and no other`, async () => {
      await begin({ scope: 'queue', target: queue });
      expect(await admission.admit()).toBe(2 * JOBS_EACH);
      expect(await inState('waiting')).toEqual([queue]);
      await end({ scope: 'queue', target: queue });
      await admission.admit();
      expect(await inState('waiting')).toEqual([]);
    });
  }

  it('hold everything back', async () => {
    await begin(EVERYTHING);
    expect(await admission.admit()).toBe(0);
    expect(await end('every')).toMatchObject([{ scope: 'all', createdBy: 'op' }]);
    await admission.admit();
    expect(await inState('admitted')).toEqual(QUEUES);
  });

  it('take back what lies in Redis and nobody has claimed, and let alone what runs', async () => {
    await admission.admit();
    const admitted = await rows<{ jobId: string; epoch: number; queue: string }>(
      db,
      'SELECT id AS "jobId", epoch, queue FROM jobs ORDER BY id',
    );
    const [first, second] = admitted.filter(({ queue }) => queue === 'one');
    if (!first || !second) throw new Error('There should be jobs');
    expect(await claimJob(db, first, 'w1', 60_000)).toBeDefined();

    await begin({ scope: 'queue', target: 'one' });
    expect(await claimJob(db, second, 'w1', 60_000)).toBeUndefined();
    expect(await queues.isPending({ ...second, express: false })).toBe(false);
    expect(await inState('running')).toEqual(['one']);
    expect(await inState('waiting')).toEqual(['one']);
    expect(await inState('admitted')).toEqual(['three', 'two']);
  });

  it('are over when their time has come, without anybody doing anything', async () => {
    await begin(EVERYTHING, { forSeconds: 3600 });
    await admission.admit();
    expect(await inState('admitted')).toEqual([]);
    await db.query(`UPDATE drains SET until = now() - interval '1 second'`);
    expect(await drainsInForce(db)).toEqual([]);
    await admission.admit();
    expect(await inState('waiting')).toEqual([]);
    expect(await end('every')).toEqual([]);
  });

  it('are one for each target, changed when begun again', async () => {
    await begin({ scope: 'queue', target: 'one' }, { forSeconds: 60, reason: 'first' });
    await begin({ scope: 'queue', target: 'two' });
    await begin({ scope: 'queue', target: 'one' }, { handBack: true, createdBy: 'other' });
    expect(await drainsInForce(db)).toMatchObject([
      { target: 'two' },
      { target: 'one', until: null, reason: null, handBack: true, createdBy: 'other' },
    ]);
    await end({ scope: 'queue', target: 'two' });
    expect(await drainsInForce(db)).toMatchObject([{ target: 'one' }]);
  });

  it('take the slots of a drained worker away', async () => {
    await db.query('TRUNCATE jobs');
    const payload = Joi.object<{ n: number }>({ n: Joi.number() });
    const contract = defineJob<{ n: number }>({ name: 'one.noop', queue: 'one', payload });
    const owner = { tenantId: uuidv7(), ownerId: uuidv7(), subjectId: uuidv7() };
    await addJobs(
      db,
      contract,
      owner,
      Array.from({ length: 60 }, (_, n) => ({ n })),
    );
    await db.query(
      `INSERT INTO workers (id, queues, concurrency) VALUES ('w1', '{one}', 10), ('w2', '{one}', 15)`,
    );
    await begin({ scope: 'worker', target: 'w2' });
    expect(await admission.admit()).toBe(2 * 10);
    await end({ scope: 'worker', target: 'w2' });
    await admission.admit();
    expect(await rows(db, `SELECT 1 FROM jobs WHERE state = 'admitted'`)).toHaveLength(2 * (10 + 15));
  });

  it('are forgotten when they are over, or their worker is gone', async () => {
    await db.query(`INSERT INTO workers (id, queues, concurrency) VALUES ('w1', '{one}', 1)`);
    await begin({ scope: 'worker', target: 'w1' });
    await begin({ scope: 'worker', target: 'gone' });
    await begin({ scope: 'queue', target: 'one' }, { forSeconds: 3600 });
    await begin({ scope: 'queue', target: 'two' });
    await db.query(`UPDATE drains SET until = now() - interval '1 second' WHERE target = 'one'`);
    await forgetDrains(db);
    expect(
      (await rows<{ target: string }>(db, 'SELECT target FROM drains ORDER BY 1')).map((d) => d.target),
    ).toEqual(['two', 'w1']);
  });

  it('and admission one after the other: what was begun first comes first', async () => {
    for (let race = 0; race < 5; race++) {
      await Promise.all([admission.admit(), begin(EVERYTHING)]);
      expect(await inState('admitted')).toEqual([]);
      await end('every');
      await admission.admit();
    }
  });
});
