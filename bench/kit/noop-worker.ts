import { randomUUID } from 'node:crypto';
import { type Database } from '@sluice/kernel/db';
import { EventFeed } from '@sluice/kernel/events';
import { Heartbeat } from '@sluice/kernel/lease';
import { silentLog } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { Admission, defineJob, Queues } from '@sluice/kernel/queue';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
import { eventually } from '@sluice/kernel/testing';
import { type Stack } from '@sluice/tools/test-stack';
import { type WorkerSystem } from '@sluice/worker/job-handler';
import { Runner } from '@sluice/worker/runner';
import Joi from 'joi';

/** As many queues as there are systems. */
export const QUEUES = ['fleet-a', 'fleet-b', 'fleet-c', 'fleet-d', 'fleet-e'];

/** A job that does nothing: what it costs is what any job costs beside its work. */
export const noop = defineJob<{ n: number }>({
  name: 'fleet.noop',
  queue: QUEUES[0] as string,
  payload: Joi.object({ n: Joi.number().required() }),
});

/** A worker without a program of its own: what it asks of Postgres and Redis is that of a real one. */
export interface NoopWorker {
  admission: Admission;
  close(): Promise<void>;
}

/** As the worker's main program puts it together. */
export async function startNoopWorker(
  { redisUrl, redisPrefix }: Stack,
  db: Database,
  { concurrency, leaseMs = 10_000 }: { concurrency: number; leaseMs?: number },
): Promise<NoopWorker> {
  const workerId = randomUUID();
  const [blocking, listening] = (['worker', 'worker'] as const).map((role) =>
    connectRedis({ url: redisUrl, role, log: silentLog }),
  ) as [RedisClient, RedisClient];
  const { redis, queues, admission } = await openAdmission(redisUrl, redisPrefix, db);
  const common = { db, log: silentLog, workerId, concurrency, leaseMs };
  const heartbeat = new Heartbeat({ ...common, queues: QUEUES });
  await heartbeat.start();
  const runner = new Runner({
    ...common,
    redis: blocking,
    redisPrefix,
    heartbeat,
    progress: new ProgressBoard(redis, redisPrefix, silentLog),
    events: new EventFeed(redis, redisPrefix, silentLog),
    systems: QUEUES.map(idleSystem),
    onJobEnd: () => admission.kick(),
  });
  return {
    admission,
    async close() {
      await runner.drain({ patienceMs: 1_000, limitMs: 5_000 });
      await heartbeat.stop();
      await queues.close();
      for (const connection of [blocking, listening, redis]) connection.disconnect();
    },
  };
}

export async function openAdmission(
  redisUrl: string,
  redisPrefix: string,
  db: Database,
): Promise<{ redis: RedisClient; queues: Queues; admission: Admission }> {
  const redis = connectRedis({ url: redisUrl, role: 'api', log: silentLog });
  const queues = new Queues(redis, redisPrefix, silentLog);
  await eventually('Redis', () => queues.ready);
  const admission = new Admission({ db, queues, log: silentLog });
  return { redis, queues, admission };
}

function idleSystem(queue: string): WorkerSystem {
  const handler = { run: () => Promise.resolve(), giveUp: () => Promise.resolve() };
  return {
    queue,
    jobs: queue === noop.queue ? [{ contract: noop, handler }] : [],
    failSubject: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
