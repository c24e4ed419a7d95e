import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { loadWorkerConfig } from '@sluice/kernel/config';
import { connectDatabase } from '@sluice/kernel/db';
import { messageOf, usable } from '@sluice/kernel/errors';
import { EventFeed, NoticeFeed } from '@sluice/kernel/events';
import { Heartbeat } from '@sluice/kernel/lease';
import { createLog, type Log } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { Admission, CancelNotices, Queues } from '@sluice/kernel/queue';
import { connectRedis } from '@sluice/kernel/redis';
import { onShutdown } from '@sluice/kernel/shutdown';
import { createFileStore } from '@sluice/kernel/storage';
import { collectDefaultMetrics } from 'prom-client';
import { Dispatcher } from './dispatcher';
import { isDeaf } from './liveness';
import { startOpsServer } from './ops-server';
import { Runner } from './runner';
import { shutDown } from './shutdown';
import { createSystems, entities } from './systems';

const LIVENESS_EVERY_MS = 5_000;
const MIN_IDLE_IN_TRANSACTION_MS = 10_000;

async function main(): Promise<void> {
  const config = loadWorkerConfig();
  const workerId = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const log = createLog(config.logLevel, { program: 'worker', workerId });
  endOnUnexpectedErrors(log.error.bind(log));
  collectDefaultMetrics();

  const store = createFileStore(config.storageUrl);
  await usable('STORAGE_URL', 'the store', store.check());
  const connecting = connectDatabase({
    url: config.databaseUrl,
    log,
    entities,
    poolSize: config.databasePoolSize,
    applicationName: 'sluice-worker',
    // A worker that was silent for so long (frozen, cut off) has lost its lease: its locks must not outlive that.
    idleInTransactionMs: Math.max(MIN_IDLE_IN_TRANSACTION_MS, config.leaseMs),
  });
  const db = await usable('DATABASE_URL', 'Postgres', connecting);
  // Commands of a worker's own connection wait for Redis to come back; what others wait for fails fast.
  const blocking = connectRedis({ url: config.redisUrl, role: 'worker', log });
  const redis = connectRedis({ url: config.redisUrl, role: 'api', log });
  const notices = new NoticeFeed(redis, config.redisPrefix, log);
  const progress = new ProgressBoard(redis, config.redisPrefix, log);
  const events = new EventFeed(redis, config.redisPrefix, log);
  const systems = createSystems({ config, db, store, log, notices, progress, events });
  const queueNames = systems.map((system) => system.queue);

  const queues = new Queues(redis, config.redisPrefix, log);
  const admission = new Admission({ db, queues, log, jobsPerOwner: config.jobsPerOwner });
  const heartbeat = new Heartbeat({
    db,
    log,
    workerId,
    queues: queueNames,
    concurrency: config.workerConcurrency,
    leaseMs: config.leaseMs,
  });
  await heartbeat.start();
  const runner = new Runner({
    db,
    log,
    heartbeat,
    workerId,
    systems,
    redis: blocking,
    redisPrefix: config.redisPrefix,
    progress,
    events,
    leaseMs: config.leaseMs,
    concurrency: config.workerConcurrency,
    onJobEnd: () => admission.kick(),
  });
  // Of its own: a connection that listens can do nothing else.
  const listening = connectRedis({ url: config.redisUrl, role: 'worker', log });
  listenForCancels(new CancelNotices(listening, config.redisPrefix, log), heartbeat, log);
  const chores = systems.flatMap((system) => system.chores ?? []);
  const { leaseMs } = config;
  const dispatcher = new Dispatcher({ db, queues, admission, store, log, leaseMs, chores });
  dispatcher.start();

  let isDraining = false;
  const ops = await startOpsServer(config.workerHttpPort, config.host, async () => {
    const checks = [db.query('SELECT 1'), redis.ping(), store.check()].map(stateOf);
    const [postgres = 'away', cache = 'away', storage = 'away'] = await Promise.all(checks);
    return { ...(isDraining && { work: 'draining' }), postgres, redis: cache, storage };
  });
  const liveness = setInterval(() => {
    void isDeaf(db, runner, queueNames)
      .then((deaf) => {
        if (!deaf || redis.status !== 'ready') return;
        log.error('this worker hears no jobs although there are some: it ends to be started again');
        process.exit(1);
      })
      .catch((error: unknown) => log.warn('the liveness check failed', { error: messageOf(error) }));
  }, LIVENESS_EVERY_MS);

  const close = async (): Promise<void> => {
    await heartbeat.stop();
    ops.close();
    await Promise.all(systems.map((system) => system.close()));
    await queues.close();
    for (const connection of [blocking, listening, redis]) connection.disconnect();
    await db.destroy();
  };
  onShutdown((cause) => {
    log.info('shutting down', { cause });
    isDraining = true;
    clearInterval(liveness);
    void shutDown({ dispatcher, runner, close, graceMs: config.shutdownGraceMs, log }).then((status) =>
      process.exit(status),
    );
  });
  process.send?.({ type: 'ready', port: ops.port });
  log.info('ready', { queues: queueNames, port: ops.port });
}

function stateOf(check: Promise<unknown>): Promise<'ok' | 'away'> {
  return check.then(
    () => 'ok' as const,
    () => 'away' as const,
  );
}

/** Not waited for: a worker starts without Redis, too, and listens when Redis is there. */
function listenForCancels(notices: CancelNotices, heartbeat: Heartbeat, log: Log): void {
  notices
    .listen((jobs) => heartbeat.abortLost(jobs))
    .catch((error: unknown) => log.warn('cancelled jobs will only be noticed at heartbeats', { error }));
}

/** After an error nobody expected the state of the process is unknown: the supervisor starts a new one. */
function endOnUnexpectedErrors(report: (message: string, fields: Record<string, unknown>) => void): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      report('an unexpected error ends the process', { error });
      process.exitCode = 1;
      setImmediate(() => process.exit(1));
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});
