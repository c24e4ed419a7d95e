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
    let goOn: (() => void) | undefined;
    const commit = lease.commit(
      async (sql) => {
        await addJobs(sql, noop, lease.job, [{ n: 1 }, { n: 2 }]);
        await new Promise<void>((resolve) => (goOn = resolve));
      },
      { done: true },
    );
    await eventually('the commit to hold the job', () => goOn);
    const stop = control.stop(subjectId, 'not wanted', async () => undefined);
    await eventually('the stop to wait for the commit', async () => {
      const blocked = await rows(
        db,
        `SELECT 1 FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return blocked.length > 0;
    });
    goOn?.();
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

  describe('requeueing jobs', () => {
    const requeue = (ids: string[]) => control.requeue(ids, async () => undefined);
    const row = async (id: string | undefined) =>
      (await rows<Record<string, unknown>>(db, 'SELECT * FROM jobs WHERE id = $1', [id]))[0];

    it('takes one from the worker that is at it, which can write no more, and counts its tries anew', async () => {
      const [id] = await add(1);
      await admission.admit();
      const former = await claimed(id);
      await db.query('UPDATE jobs SET attempts = 4, crashes = 3');
      expect(await requeue([id as string])).toMatchObject([{ formerState: 'running', subjectId }]);
      await eventually('the worker was told', () => former.signal.aborted);
      await expect(former.commit(async () => undefined)).rejects.toThrow(/no longer ours/);
      await expect(former.finish('done')).rejects.toThrow(/no longer ours/);
      await admission.admit();
      expect(await row(id)).toMatchObject({ state: 'admitted', epoch: 2, attempts: 0, crashes: 0 });
      const latter = await claimed(id, 2);
      await expect(former.commit(async () => undefined)).rejects.toThrow(/no longer ours/);
      await latter.finish('done');
    });

    it('lets one that waits for its next attempt go at once', async () => {
      const [id] = await add(1);
      await db.query(`UPDATE jobs SET run_after = now() + interval '1 hour', attempts = 4`);
      await admission.admit();
      expect(await states()).toEqual(['waiting']);
      await requeue([id as string]);
      await admission.admit();
      expect(await row(id)).toMatchObject({ state: 'admitted', attempts: 0 });
    });

    it('puts one that lies in Redis there anew, under another epoch', async () => {
      const [id] = await add(1);
      await admission.admit();
      await requeue([id as string]);
      await admission.admit();
      expect(await claimJob(db, { jobId: id as string, epoch: 1 }, 'w1', 1_000)).toBeUndefined();
      expect(await claimJob(db, { jobId: id as string, epoch: 2 }, 'w1', 1_000)).toBeDefined();
    });

    it('leaves jobs that have ended alone', async () => {
      const ids = await add(3);
      for (const [index, state] of ['done', 'failed', 'cancelled'].entries()) {
        await db.query('UPDATE jobs SET state = $1, finished_at = now() WHERE id = $2', [state, ids[index]]);
      }
      expect(await requeue(ids)).toEqual([]);
      expect(await states()).toEqual(['done', 'failed', 'cancelled']);
    });
  });

  describe('a job that is given up', () => {
    const row = async () => (await rows<Record<string, unknown>>(db, 'SELECT * FROM jobs'))[0];

    it('is failed, however its handler ends it', async () => {
      const [first] = await add(1);
      await admission.admit();
      const lease = await claimed(first);
      lease.giveUp('poison', 'It crashed 3 times');
      await lease.commit(async () => undefined, { done: true });
      expect(await row()).toMatchObject({ state: 'failed', given_up: 'poison', error: 'It crashed 3 times' });
    });

    it('may go on without its hopeless part, which is not forgotten', async () => {
      const [first] = await add(1);
      await admission.admit();
      const lease = await claimed(first);
      lease.giveUp('poison', 'It crashed 3 times');
      await lease.commit(async () => undefined, { checkpoint: { at: 1 } });
      await lease.handBack();
      await admission.admit();
      await (await claimed(first, 2)).finish('done');
      expect(await row()).toMatchObject({ state: 'done', given_up: 'poison', error: null });
    });
  });
});
