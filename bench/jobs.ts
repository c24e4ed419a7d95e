import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { addJobs } from '@sluice/kernel/queue';
import { connectRedis } from '@sluice/kernel/redis';
import { OmrClient } from '@sluice/test/e2e/omr-client';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { type Job, Queue, QueueEvents, Worker } from 'bullmq';
import { publish } from './kit/figures';
import { compare, type Contender, printComparison } from './kit/measure';
import { noop, type NoopWorker, startNoopWorker } from './kit/noop-worker';

const JOBS = 10_000;
const OWNERS = 50;
const CONCURRENCY = 10;
const LOOK_EVERY_MS = 5;
/** One at a time, for the time that each takes. */
const SINGLE_JOBS = 200;
const SINGLE_UPLOADS = 30;
const BARE_PREFIX = 'bare';

/** The anchor: the same number of jobs that do nothing, given to BullMQ and done by it, nothing kept elsewhere. */
function bareQueue({ redisUrl }: Stack): Contender {
  return {
    name: 'bare BullMQ',
    run: () =>
      withBareQueue<number>(redisUrl, CONCURRENCY, {
        work: () => Promise.resolve(),
        async use(queue, worker) {
          const ended = allCompleted(worker);
          const startedAt = performance.now();
          await queue.addBulk(Array.from({ length: JOBS }, (_, n) => ({ name: 'noop', data: { n } })));
          await ended;
          return perSecond(JOBS, startedAt);
        },
      }),
  };
}

interface BareQueue<Result> {
  /** What each job does. */
  work(job: Job): Promise<void>;
  use(queue: Queue, worker: Worker): Promise<Result>;
}

async function withBareQueue<Result>(
  redisUrl: string,
  concurrency: number,
  { work, use }: BareQueue<Result>,
): Promise<Result> {
  const [mine, workers] = (['api', 'worker'] as const).map((role) =>
    connectRedis({ url: redisUrl, role, log: silentLog }),
  ) as [ReturnType<typeof connectRedis>, ReturnType<typeof connectRedis>];
  const queue = new Queue('noop', {
    connection: mine,
    prefix: BARE_PREFIX,
    defaultJobOptions: { removeOnComplete: { count: 1000 } },
  });
  const worker = new Worker('noop', work, {
    connection: workers,
    prefix: BARE_PREFIX,
    concurrency,
  });
  try {
    await worker.waitUntilReady();
    return await use(queue, worker);
  } finally {
    await worker.close();
    await queue.obliterate({ force: true });
    await queue.close();
    for (const connection of [mine, workers]) connection.disconnect();
  }
}

/**
 * The wall: bare BullMQ whose jobs are rows of Postgres as well, each marked as begun and as done and nothing more. No
 * queue with its truth in Postgres asks for less: it is two commits a job.
 */
function twoCommits({ redisUrl }: Stack, db: Database): Contender {
  const mark = (id: string, state: string): Promise<unknown> =>
    db.query('UPDATE bare_jobs SET state = $2 WHERE id = $1', [id, state]);
  return {
    name: 'bare BullMQ, two commits a job',
    prepare: async () => {
      await db.query('CREATE TABLE IF NOT EXISTS bare_jobs (id uuid PRIMARY KEY, state text NOT NULL)');
      await db.query('TRUNCATE bare_jobs');
      await db.query('CHECKPOINT');
    },
    run: () =>
      withBareQueue<number>(redisUrl, CONCURRENCY, {
        work: async ({ data }: Job<{ id: string }>) => {
          await mark(data.id, 'running');
          await mark(data.id, 'done');
        },
        async use(queue, worker) {
          const ids = Array.from({ length: JOBS }, () => randomUUID());
          const ended = allCompleted(worker);
          const startedAt = performance.now();
          await db.query(`INSERT INTO bare_jobs SELECT id, 'waiting' FROM unnest($1::uuid[]) AS id`, [ids]);
          await queue.addBulk(ids.map((id) => ({ name: 'marked', data: { id } })));
          await ended;
          return perSecond(JOBS, startedAt);
        },
      }),
  };
}

/** Resolves when as many jobs have ended as there are. */
function allCompleted(worker: Worker): Promise<void> {
  let left = JOBS;
  return new Promise((resolve) => {
    worker.on('completed', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
}

/** Ours: rows of the outbox first, each job ended in Postgres at last. */
function service(db: Database, worker: NoopWorker): Contender {
  return {
    name: 'Sluice: outbox, admission, BullMQ, claim, end',
    prepare: async () => {
      await db.query('TRUNCATE jobs');
      await db.query('CHECKPOINT');
    },
    async run() {
      const payloads = Array.from({ length: JOBS / OWNERS }, (_, n) => ({ n }));
      const startedAt = performance.now();
      await db.transaction(async (sql) => {
        for (let owner = 0; owner < OWNERS; owner++) {
          const id = randomUUID();
          await addJobs(sql, noop, { tenantId: id, ownerId: id, subjectId: id }, payloads);
        }
      });
      worker.admission.kick();
      while ((await rows(db, `SELECT 1 FROM jobs WHERE state <> 'done' LIMIT 1`)).length > 0)
        await delay(LOOK_EVERY_MS);
      const rate = perSecond(JOBS, startedAt);
      const [found] = await rows<{ done: number }>(db, 'SELECT count(*)::int AS done FROM jobs');
      if (found?.done !== JOBS) throw new Error(`${found?.done} jobs are done`);
      return rate;
    },
  };
}

async function measureThroughput(): Promise<void> {
  const stack = await startStack({ servers: 'own', apis: 0, workers: 0 });
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog, poolSize: 20 });
  const worker = await startNoopWorker(stack, db, { concurrency: CONCURRENCY });
  try {
    const [anchor, ours, wall] = [bareQueue(stack), service(db, worker), twoCommits(stack, db)];
    const comparison = await compare(anchor, [ours, wall]);
    printComparison(`${JOBS} jobs that do nothing, concurrency ${CONCURRENCY}`, 'jobs/s', comparison);
    const note = `bare BullMQ with two commits a job: ${comparison.ratios[wall.name]?.median.toFixed(2)}`;
    publish('jobs', comparison, { ours: ours.name, unit: 'jobs/s', note });
  } finally {
    await worker.close();
    await db.destroy();
    await stack.stop();
  }
}

/** The anchor: one job that does nothing after the other, from its adding to the word that it is done. */
function bareLatency({ redisUrl }: Stack): Contender {
  return {
    name: 'BullMQ: add to done',
    run: () =>
      withBareQueue<number>(redisUrl, 1, {
        work: () => Promise.resolve(),
        use: async (queue) => {
          const events = new QueueEvents('noop', { connection: { url: redisUrl }, prefix: BARE_PREFIX });
          try {
            await events.waitUntilReady();
            const startedAt = performance.now();
            for (let n = 0; n < SINGLE_JOBS; n++) {
              const job: Job = await queue.add('noop', { n });
              await job.waitUntilFinished(events);
            }
            return perSecond(SINGLE_JOBS, startedAt);
          } finally {
            await events.close();
          }
        },
      }),
  };
}

/** Ours: a sheet without a code, from the answer to its upload to the first poll that counts it. */
function firstProgress(user: OmrClient, zip: Buffer): Contender {
  return {
    name: 'Sluice: answered upload to first progress',
    async run() {
      let ms = 0;
      for (let n = 0; n < SINGLE_UPLOADS; n++) {
        const { body } = await user.upload(zip, { task_id: '14900113' });
        const answeredAt = performance.now();
        while ((await user.progress(body.batch_id)).body.processed_count === 0) await delay(1);
        ms += performance.now() - answeredAt;
      }
      return (SINGLE_UPLOADS * 1000) / ms;
    },
  };
}

async function measureFirstProgress(): Promise<void> {
  const stack = await startStack({ servers: 'own' });
  try {
    const user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
    const zip = await makeZip([{ name: '1.jpg', bytes: await makeSheet({ dpi: 50 }) }]);
    const [anchor, ours] = [bareLatency(stack), firstProgress(user, zip)];
    const comparison = await compare(anchor, [ours]);
    printComparison('one after the other', '/s', comparison);
    const ms = (1000 / (comparison.rates[ours.name] as number)).toFixed(1);
    const note = `${ms} ms: two jobs (open the ZIP, then the sheet), decoding and thumbnail included`;
    publish('first-progress', comparison, { ours: ours.name, unit: '/s', note });
  } finally {
    await stack.stop();
  }
}

function perSecond(count: number, startedAt: number): number {
  return (count * 1000) / (performance.now() - startedAt);
}

async function main(): Promise<void> {
  await measureThroughput();
  await measureFirstProgress();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
