import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import Joi from 'joi';
import { uuidv7 } from 'uuidv7';
import { connectDatabase, type Database, rows } from '../db';
import { claimJob, Heartbeat, Lease } from '../lease';
import { silentLog } from '../log';
import { connectRedis, type RedisClient } from '../redis';
import { createTestDatabase, eventually, type TestDatabase, testPrefix, testRedisUrl } from '../testing';
import { addJobs, Admission, CancelNotices, defineJob, JobControl, Queues } from '.';

const noop = defineJob<{ n: number }>({
  name: 'test.noop',
  queue: 'test',
  payload: Joi.object({ n: Joi.number() }),
});
/** A heartbeat that would find out by itself only after minutes. */
const LONG_LEASE_MS = 600_000;

describe('stopping and restarting the work of a batch', () => {
  let database: TestDatabase;
  let db: Database;
  let redis: RedisClient;
  let listening: RedisClient;
  let queues: Queues;
  let admission: Admission;
  let control: JobControl;
  let heartbeat: Heartbeat;
  let subjectId: string;

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
    await db.query('TRUNCATE jobs, workers');
    const prefix = testPrefix();
    subjectId = uuidv7();
    queues = new Queues(redis, prefix, silentLog);
    admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 10 });
    control = new JobControl({ db, queues, admission, notices: new CancelNotices(redis, prefix, silentLog) });
    const worker = { workerId: 'w1', queues: ['test'], concurrency: 4, leaseMs: LONG_LEASE_MS };
    heartbeat = new Heartbeat({ db, log: silentLog, ...worker });
    listening = connectRedis({ url: testRedisUrl(), role: 'worker', log: silentLog });
    await new CancelNotices(listening, prefix, silentLog).listen((jobs) => heartbeat.abortLost(jobs));
  });
  afterEach(async () => {
    listening.disconnect();
    // What a move kicked off may still be under way.
    await admission.admit();
    await queues.close();
  });

  const owner = () => ({ tenantId: uuidv7(), ownerId: uuidv7(), subjectId });
  async function add(count: number): Promise<string[]> {
    return addJobs(
      db,
      noop,
      owner(),
      Array.from({ length: count }, (_, n) => ({ n })),
    );
  }
  async function claimed(id: string | undefined, epoch = 1): Promise<Lease> {
    const job = await claimJob(db, { jobId: id as string, epoch }, 'w1', LONG_LEASE_MS);
    if (!job) throw new Error('The job could not be claimed');
    const lease = new Lease(db, job);
    heartbeat.hold(lease);
    return lease;
  }
  const states = async () =>
    (await rows<{ state: string }>(db, 'SELECT state FROM jobs ORDER BY id')).map((job) => job.state);

  it('tells the workers at once, without waiting for a heartbeat', async () => {
    const ids = await add(3);
    await admission.admit();
    const [first, second] = [await claimed(ids[0]), await claimed(ids[1])];
    await second.finish('done');
    await control.stop(subjectId, 'not wanted', async () => undefined);
    await eventually('the running job to be aborted', () => first.signal.aborted);
    expect(second.signal.aborted).toBe(false);
    expect(await states()).toEqual(['cancelled', 'done', 'cancelled']);
    expect(await queues.isPending({ queue: 'test', express: false, jobId: ids[2] as string, epoch: 1 })).toBe(
      false,
    );
  });

  it('takes back jobs that the last commit it had to wait for has added', async () => {
    const [id] = await add(1);
    await admission.admit();
    const lease = await claimed(id);
    let goOn = (): void => undefined;
    const commit = lease.commit(
      async (sql) => {
        await addJobs(sql, noop, lease.job, [{ n: 1 }, { n: 2 }]);
        await new Promise<void>((resolve) => (goOn = resolve));
      },
      { done: true },
    );
    const stop = control.stop(subjectId, 'not wanted', async () => undefined);
    await eventually('the stop to wait for the commit', async () => {
      const blocked = await rows(
        db,
        `SELECT 1 FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return blocked.length > 0;
    });
    goOn();
    await commit;
    await stop;
    expect(await states()).toEqual(['done', 'cancelled', 'cancelled']);
  });

  it('leaves everything as it was when the system has a reason against it', async () => {
    await add(2);
    const refusal = new Error('it has ended');
    await expect(control.stop(subjectId, 'x', () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(await states()).toEqual(['waiting', 'waiting']);
  });

  it('starts work again only when none is left, and once however many ask', async () => {
    const [id] = await add(1);
    const again = () => control.restart(subjectId, (sql) => addJobs(sql, noop, owner(), [{ n: 9 }]));
    await expect(again()).rejects.toMatchObject({ status: 409, code: 'still_running' });
    await admission.admit();
    await (await claimed(id)).finish('failed');
    const answers = await Promise.allSettled([again(), again(), again()]);
    expect(answers.filter((answer) => answer.status === 'fulfilled').length).toBe(1);
    await eventually('the job to be on its way', async () => (await states())[1] === 'admitted');
  });

  it('adds work while other work runs, but not in the midst of another move', async () => {
    const [id] = await add(1);
    await admission.admit();
    await claimed(id);
    await control.extend(subjectId, (sql) => addJobs(sql, noop, owner(), [{ n: 1 }]));
    await eventually('the job to be on its way', async () => (await states())[1] === 'admitted');

    let endStop = (): void => undefined;
    const inStop = new Promise<void>((entered) => {
      void control.stop(subjectId, 'not wanted', () => {
        entered();
        return new Promise<void>((resolve) => (endStop = resolve));
      });
    });
    await inStop;
    const added = control.extend(subjectId, (sql) => addJobs(sql, noop, owner(), [{ n: 2 }]));
    await eventually('the third job to wait for the stop', async () => {
      const blocked = await rows(
        db,
        `SELECT 1 FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return blocked.length > 0;
    });
    endStop();
    await added;
    expect((await states()).slice(0, 2)).toEqual(['cancelled', 'cancelled']);
    await eventually('the third job to be on its way', async () => (await states())[2] === 'admitted');
  });
});
