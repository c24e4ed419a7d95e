import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { EventFeed } from '@sluice/kernel/events';
import { Heartbeat } from '@sluice/kernel/lease';
import { silentLog } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { addJobs, Admission, defineJob, Queues } from '@sluice/kernel/queue';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
import { storageFull } from '@sluice/kernel/storage';
import {
  createTestDatabase,
  eventually,
  type TestDatabase,
  testPrefix,
  testRedisUrl,
} from '@sluice/kernel/testing';
import { expect } from 'expect';
import Joi from 'joi';
import { uuidv7 } from 'uuidv7';
import { type GiveUpReason, type JobHandler } from './job-handler';
import { Runner } from './runner';

const contract = defineJob<{ n: number }>({
  name: 'test.count',
  queue: 'test',
  payload: Joi.object({ n: Joi.number().required() }),
  maxAttempts: 3,
});

describe('the runner', () => {
  let database: TestDatabase;
  let db: Database;
  let redis: RedisClient;
  let blocking: RedisClient;
  let queues: Queues;
  let admission: Admission;
  let heartbeat: Heartbeat;
  let runner: Runner;
  /** What the handler does in the test at hand. */
  let run: JobHandler<{ n: number }>['run'];
  let givenUp: GiveUpReason[];
  let failedSubjects: string[];

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog });
    redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
    blocking = connectRedis({ url: testRedisUrl(), role: 'worker', log: silentLog });
    if (redis.status !== 'ready') await once(redis, 'ready');
  });
  after(async () => {
    redis.disconnect();
    blocking.disconnect();
    await db.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    await db.query('TRUNCATE jobs');
    const prefix = testPrefix();
    givenUp = [];
    failedSubjects = [];
    queues = new Queues(redis, prefix, silentLog);
    admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 10 });
    const common = { db, log: silentLog, workerId: 'w1', concurrency: 2, leaseMs: 3_000 };
    heartbeat = new Heartbeat({ ...common, queues: ['test'] });
    await heartbeat.start();
    const handler: JobHandler<{ n: number }> = {
      run: (payload, tools) => run(payload, tools),
      giveUp: async (_payload, _tools, reason) => void givenUp.push(reason),
    };
    runner = new Runner({
      ...common,
      heartbeat,
      redis: blocking,
      redisPrefix: prefix,
      progress: new ProgressBoard(redis, prefix, silentLog),
      events: new EventFeed(redis, prefix, silentLog),
      systems: [
        {
          queue: 'test',
          jobs: [{ contract, handler: handler as JobHandler<object> }],
          failSubject: async (subjectId) => void failedSubjects.push(subjectId),
          close: async () => undefined,
        },
      ],
      onJobEnd: () => admission.kick(),
    });
  });
  afterEach(async () => {
    await runner.drain({ patienceMs: 0, limitMs: 5_000 });
    await heartbeat.stop();
    // What the end of a job kicked off may still be under way, and would take the next test's jobs.
    await admission.admit();
    await queues.close();
  });

  async function add(payload: object = { n: 1 }): Promise<void> {
    const owner = { tenantId: uuidv7(), ownerId: uuidv7(), subjectId: uuidv7() };
    await addJobs(db, contract, owner, [payload as { n: number }]);
    await admission.admit();
  }
  async function job(): Promise<Record<string, unknown>> {
    const [row] = await rows<Record<string, unknown>>(db, 'SELECT * FROM jobs');
    return row as Record<string, unknown>;
  }
  const inState = (state: string) =>
    eventually(`the job to be ${state}`, async () => ((await job())['state'] === state ? job() : undefined));
  /** Lets a delayed retry come now. */
  async function hurry(): Promise<void> {
    await db.query('UPDATE jobs SET run_after = now()');
    await admission.admit();
  }

  it('runs a job and ends it', async () => {
    const seen: number[] = [];
    run = async ({ n }) => void seen.push(n);
    await add({ n: 7 });
    expect(await inState('done')).toMatchObject({ worker_id: 'w1', epoch: 1, attempts: 0 });
    expect(seen).toEqual([7]);
  });

  it('tries again what a retry may cure, later and under a new epoch', async () => {
    let tries = 0;
    run = async () => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
    };
    await add();
    await eventually('the first attempt to end', async () => (await job())['attempts'] === 1);
    expect(await job()).toMatchObject({ state: 'waiting', error: 'not yet' });
    await hurry();
    expect(await inState('done')).toMatchObject({ epoch: 2 });
    expect(tries).toBe(2);
  });

  it('gives up after the last attempt', async () => {
    run = () => Promise.reject(new Error('never'));
    await add();
    for (const attempts of [1, 2]) {
      await eventually('an attempt to end', async () => (await job())['attempts'] === attempts);
      await hurry();
    }
    expect(await inState('failed')).toMatchObject({ error: 'never' });
    expect(givenUp).toEqual([{ kind: 'failed', message: 'never' }]);
  });

  it('gives up at once what no retry can cure', async () => {
    run = () => Promise.reject(new AppError('file_missing', 404, 'There is no file'));
    await add();
    await inState('failed');
    expect(givenUp).toEqual([{ kind: 'failed', message: 'There is no file' }]);
  });

  it('lets work wait while the store has no room, without counting an attempt', async () => {
    let isFull = true;
    run = () =>
      isFull ? Promise.reject(new Error('a put', { cause: storageFull('ENOSPC') })) : Promise.resolve();
    await add();
    await eventually('it to be handed back', async () => (await job())['state'] === 'waiting');
    expect(await job()).toMatchObject({ attempts: 0, crashes: 0 });
    isFull = false;
    await hurry();
    await inState('done');
    expect(givenUp).toEqual([]);
  });

  it('fails the batch of a payload that nobody could read for an hour', async () => {
    run = async () => undefined;
    await add({ m: 1 });
    await eventually('it to be given back', async () => (await job())['unread_since'] !== null);
    expect(await job()).toMatchObject({ state: 'waiting', attempts: 0 });
    await db.query(`UPDATE jobs SET unread_since = now() - interval '61 minutes'`);
    await hurry();
    expect(await inState('failed')).toMatchObject({ error: expect.stringContaining('"n" is required') });
    expect(failedSubjects).toEqual([(await job())['subject_id']]);
  });

  it('does not run a job that three workers died on', async () => {
    let ran = false;
    run = async () => void (ran = true);
    await addJobs(db, contract, { tenantId: uuidv7(), ownerId: uuidv7(), subjectId: uuidv7() }, [{ n: 1 }]);
    await db.query('UPDATE jobs SET crashes = 3');
    await admission.admit();
    expect(await inState('failed')).toMatchObject({ given_up: 'poison' });
    expect(givenUp).toEqual([{ kind: 'poison', message: expect.stringContaining('3 times') }]);
    expect(ran).toBe(false);
  });

  it('runs a job that two workers died on with nothing beside it, and others only behind it', async () => {
    const beside: number[] = [];
    let atOnce = 0;
    let letGo: (() => void) | undefined;
    run = async ({ n }) => {
      atOnce += 1;
      if (n === 0) await new Promise<void>((resolve) => (letGo = resolve));
      if (n === 2) beside.push(atOnce);
      atOnce -= 1;
    };
    await add({ n: 0 });
    await eventually('a job to run', () => letGo);
    const owner = { tenantId: uuidv7(), ownerId: uuidv7(), subjectId: uuidv7() };
    const [suspect] = await addJobs(db, contract, owner, [{ n: 2 }]);
    await db.query('UPDATE jobs SET crashes = 2 WHERE id = $1', [suspect]);
    await admission.admit();
    const stateOf = async (): Promise<string | undefined> =>
      (
        await rows<{ state: string; epoch: number }>(db, 'SELECT state, epoch FROM jobs WHERE id = $1', [
          suspect,
        ])
      )[0]?.state;
    await eventually(
      'the suspect to be put down',
      async () => (await stateOf()) === 'admitted' && beside.length === 0,
    );
    await add({ n: 3 });
    letGo?.();
    await eventually(
      'all to end',
      async () => (await rows(db, `SELECT 1 FROM jobs WHERE state <> 'done'`)).length === 0,
    );
    expect(beside).toEqual([1]);
    expect(await rows(db, 'SELECT epoch, crashes FROM jobs WHERE id = $1', [suspect])).toEqual([
      { epoch: 1, crashes: 2 },
    ]);
  });

  it('hands back on shutdown what does not end in time', async () => {
    let started = false;
    run = async (_payload, { signal }) => {
      started = true;
      await once(signal, 'abort');
      signal.throwIfAborted();
    };
    await add();
    await eventually('the job to start', () => started);
    await runner.drain({ patienceMs: 0, limitMs: 5_000 });
    const handedBack = await job();
    expect(handedBack).toMatchObject({ attempts: 0, crashes: 0, lease_until: null });
    // The end of a run asks for admission, which may have been quicker than this look.
    expect(['waiting', 'admitted']).toContain(handedBack['state']);
  });

  it('takes a job from a run that does not stop on shutdown, which can write nothing any more', async () => {
    let release = (): void => undefined;
    let write: Promise<void> | undefined;
    run = async (_payload, { lease }) => {
      await new Promise<void>((resolve) => (release = resolve));
      write = lease.commit(async () => undefined);
      await write;
    };
    await add();
    await inState('running');
    await runner.drain({ patienceMs: 0, limitMs: 50 });
    expect(await job()).toMatchObject({ state: 'waiting', attempts: 0, crashes: 0, lease_until: null });
    release();
    await eventually('the run to end', () => runner.activeJobs === 0);
    await expect(write).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await job()).toMatchObject({ attempts: 0, crashes: 0, checkpoint: null });
  });

  it('lets a short job end on shutdown', async () => {
    let release = (): void => undefined;
    run = () => new Promise((resolve) => (release = resolve));
    await add();
    await inState('running');
    const drained = runner.drain({ patienceMs: 10_000, limitMs: 20_000 });
    release();
    await drained;
    expect(await job()).toMatchObject({ state: 'done' });
  });

  it('starts nothing while it is paused, not even what was on its way', async () => {
    const couldRun: boolean[] = [];
    run = async () => void couldRun.push(runner.takesWork);
    await runner.pause('operator');
    await add();
    await add();
    // Its connection was listening: it may have fetched one, which it gives back to be admitted anew.
    await eventually('all to lie in Redis', async () =>
      (await rows<{ state: string }>(db, 'SELECT state FROM jobs')).every(
        ({ state }) => state === 'admitted',
      ),
    );
    await runner.resume('operator');
    await eventually('all to end', async () =>
      (await rows<{ state: string }>(db, 'SELECT state FROM jobs')).every(({ state }) => state === 'done'),
    );
    expect(couldRun).toEqual([true, true]);
  });

  it('hands back the work of a queue when it is asked to', async () => {
    let starts = 0;
    run = async (_payload, { signal }) => {
      starts += 1;
      if (starts > 1) return;
      await once(signal, 'abort');
      signal.throwIfAborted();
    };
    await add();
    await eventually('the job to start', () => starts === 1);
    runner.handBack('other');
    expect(await job()).toMatchObject({ state: 'running', epoch: 1 });
    runner.handBack('test');
    expect(await inState('done')).toMatchObject({ epoch: 2, attempts: 0, crashes: 0 });
  });

  it('drops the result of a job that was taken away', async () => {
    let release = (): void => undefined;
    run = () => new Promise((resolve) => (release = resolve));
    await add();
    await inState('running');
    await db.query(`UPDATE jobs SET state = 'cancelled'`);
    release();
    await eventually('the run to end', () => runner.activeJobs === 0);
    expect(await job()).toMatchObject({ state: 'cancelled' });
  });
});
