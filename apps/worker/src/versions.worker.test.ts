import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { EventFeed } from '@sluice/kernel/events';
import { Heartbeat } from '@sluice/kernel/lease';
import { silentLog } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { addJobs, Admission, defineJob, type JobContract, Queues } from '@sluice/kernel/queue';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
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
import { type RunnableJob } from './job-handler';
import { Runner } from './runner';

const QUEUE = 'test';
const EACH = 6;

/** The last version reads `{ n }`; the next one also `{ range }`, and knows a job more. */
const lastCount = defineJob({
  name: 'test.count',
  queue: QUEUE,
  payload: Joi.object<object>({ n: Joi.number().required() }),
});
const nextCount = defineJob({
  ...lastCount,
  payload: Joi.object<object>({
    n: Joi.number(),
    range: Joi.object({ from: Joi.number().required(), to: Joi.number().required() }),
  }).xor('n', 'range'),
});
const nextWeigh = defineJob({
  name: 'test.weigh',
  queue: QUEUE,
  payload: Joi.object<object>({ n: Joi.number().required() }),
});

describe('a worker of the next version beside one of the last', () => {
  let database: TestDatabase;
  let db: Database;
  let redis: RedisClient;
  let admission: Admission;
  let stop: () => Promise<void>;
  /** Who has run what, as `<version> <job> <payload>`. */
  const runs: string[] = [];

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog });
    redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
    const blocking = connectRedis({ url: testRedisUrl(), role: 'worker', log: silentLog });
    if (redis.status !== 'ready') await once(redis, 'ready');
    const prefix = testPrefix();
    const queues = new Queues(redis, prefix, silentLog);
    admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 100 });
    const start = async (version: string, contracts: JobContract[]) => {
      const common = { db, log: silentLog, workerId: version, concurrency: 2, leaseMs: 3_000 };
      const heartbeat = new Heartbeat({ ...common, queues: [QUEUE] });
      await heartbeat.start();
      const runner = new Runner({
        ...common,
        heartbeat,
        redis: blocking,
        redisPrefix: prefix,
        progress: new ProgressBoard(redis, prefix, silentLog),
        events: new EventFeed(redis, prefix, silentLog),
        systems: [
          {
            queue: QUEUE,
            jobs: contracts.map((contract) => recording(version, contract)),
            failSubject: () => Promise.reject(new Error('nothing is to fail')),
            close: async () => undefined,
          },
        ],
        onJobEnd: () => admission.kick(),
      });
      return async () => {
        await runner.drain({ patienceMs: 0, limitMs: 5_000 });
        await heartbeat.stop();
      };
    };
    const stopLast = await start('last', [lastCount]);
    const stopNext = await start('next', [nextCount, nextWeigh]);
    stop = async () => {
      await Promise.all([stopLast(), stopNext()]);
      await queues.close();
      blocking.disconnect();
    };
  });
  after(async () => {
    await stop?.();
    redis.disconnect();
    await db.destroy();
    await database.drop();
  });

  const recording = (version: string, contract: JobContract): RunnableJob => ({
    contract,
    handler: {
      run: async (payload) => void runs.push(`${version} ${contract.name} ${Object.keys(payload).join()}`),
      giveUp: () => Promise.reject(new Error('nothing is to be given up')),
    },
  });

  it('gets what the other can’t read, without a try counted, and both get what was written before', async () => {
    const owner = { tenantId: uuidv7(), ownerId: uuidv7(), subjectId: uuidv7() };
    const payloads = <T>(make: (n: number) => T): T[] => Array.from({ length: EACH }, (_, n) => make(n));
    await addJobs(
      db,
      lastCount,
      owner,
      payloads((n) => ({ n })),
    );
    await addJobs(
      db,
      nextCount,
      owner,
      payloads((n) => ({ range: { from: n, to: n } })),
    );
    await addJobs(
      db,
      nextWeigh,
      owner,
      payloads((n) => ({ n })),
    );
    const jobs = (): Promise<Record<string, unknown>[]> =>
      rows(db, 'SELECT state, attempts, crashes, unread_since, worker_id, name, payload FROM jobs');
    await eventually('every job to end', async () => {
      // What a worker that leads does.
      await admission.admit();
      return (await jobs()).every(({ state }) => state === 'done' || state === 'failed');
    });

    expect(runs.filter((run) => run === 'next test.weigh n')).toHaveLength(EACH);
    expect(runs.filter((run) => run === 'next test.count range')).toHaveLength(EACH);
    expect(runs.filter((run) => run.endsWith('test.count n'))).toHaveLength(EACH);
    expect(runs).toHaveLength(3 * EACH);
    for (const job of await jobs()) expect(job).toMatchObject({ state: 'done', attempts: 0, crashes: 0 });
    // Else this has shown nothing.
    expect((await jobs()).some(({ unread_since }) => unread_since !== null)).toBe(true);
  });
});
