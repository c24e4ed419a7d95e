import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { loadWorkerConfig } from '@sluice/kernel/config';
import { connectDatabase } from '@sluice/kernel/db';
import { messageOf, usable } from '@sluice/kernel/errors';
import { EventFeed, NoticeFeed } from '@sluice/kernel/events';
import { checkDependencies, measureDependencies } from '@sluice/kernel/health';
import { Heartbeat } from '@sluice/kernel/lease';
import { foldListCounts } from '@sluice/kernel/list-counts';
import { createLog, type Log } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { Admission, CancelNotices, countRecovered, measureQueues, Queues } from '@sluice/kernel/queue';
import { connectRedis, RedisFitness } from '@sluice/kernel/redis';
import { onShutdown } from '@sluice/kernel/shutdown';
import { createFileStore } from '@sluice/kernel/storage';
import { startTracing, traceFields } from '@sluice/kernel/tracing';
import { collectDefaultMetrics } from 'prom-client';
import { Dispatcher } from './dispatcher';
import { DrainWatch } from './drain-watch';
import { isDeaf } from './liveness';
import { startOpsServer } from './ops-server';
import { Runner } from './runner';
import { shutDown } from './shutdown';
import { createSystems, entities } from './systems';

const LIVENESS_EVERY_MS = 5_000;
const FOLD_LIST_COUNTS_EVERY_MS = 5_000;
const MIN_IDLE_IN_TRANSACTION_MS = 10_000;

async function main(): Promise<void> {
  const config = loadWorkerConfig();
  const workerId = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const log = createLog(config.logLevel, { program: 'worker', workerId }, traceFields);
  endOnUnexpectedErrors(log.error.bind(log));
  collectDefaultMetrics();
  const stopTracing = await startTracing({ config: config.tracing, service: 'sluice-worker', log });

  const store = createFileStore(config.storageUrl);
  await usable('STORAGE_URL', 'the store', store.check());
  const connecting = connectDatabase({
    url: config.databaseUrl,
    log,
    entities,
    poolSize: config.databasePoolSize,
    waitMs: config.databaseWaitMs,
    applicationName: 'sluice-worker',
    // A worker that was silent for so long (frozen, cut off) has lost its lease: its locks must not outlive that.
    idleInTransactionMs: Math.max(MIN_IDLE_IN_TRANSACTION_MS, config.leaseMs),
  });
  const db = await usable('DATABASE_URL', 'Postgres', connecting);
  // Commands of a worker's own connection wait for Redis to come back; what others wait for fails fast.
  const blocking = connectRedis({ url: config.redisUrl, role: 'worker', log });
  const redis = connectRedis({ url: config.redisUrl, role: 'api', log });
  const fitness = new RedisFitness({ redis, log, wantsAppendOnly: config.nodeEnv === 'production' });
  await usable('REDIS_URL', 'Redis', fitness.atStart());
  const notices = new NoticeFeed(redis, config.redisPrefix, log);
  const progress = new ProgressBoard(redis, config.redisPrefix, log);
  const events = new EventFeed(redis, config.redisPrefix, log);
  const systems = createSystems({ config, db, store, log, notices, progress, events });
  const queueNames = systems.map((system) => system.queue);

  const queues = new Queues(redis, config.redisPrefix, log, fitness);
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
  fitness.onChange((isFit) => {
    const turn = isFit ? runner.resume('redis') : runner.pause('redis');
    turn.catch((error: unknown) => log.warn('the runner did not turn', { isFit, error: messageOf(error) }));
  });
  // Of its own: a connection that listens can do nothing else.
  const listening = connectRedis({ url: config.redisUrl, role: 'worker', log });
  listenForCancels(new CancelNotices(listening, config.redisPrefix, log), heartbeat, log);
  const chores = [
    ...systems.flatMap((system) => system.chores ?? []),
    {
      name: 'list-counts',
      everyMs: FOLD_LIST_COUNTS_EVERY_MS,
      run: (signal: AbortSignal) => foldListCounts(db, signal),
    },
  ];
  const { leaseMs, sweepsFiles } = config;
  const dispatcher = new Dispatcher({
    db,
    queues,
    admission,
    store,
    log,
    workerId,
    leaseMs,
    sweepsFiles,
    chores,
  });
  dispatcher.start();
  const drainWatch = new DrainWatch({ db, log, workerId, runner, heartbeat });
  drainWatch.start();
  const dependencies = { db, fitness, store };
  measureDependencies(dependencies);
  countRecovered(queueNames);
  measureQueues({ db, log, queueNames, isAsked: () => dispatcher.isLeader });

  let isDraining = false;
  const ops = await startOpsServer(config.workerHttpPort, config.host, async () => ({
    ...(isDraining && { work: 'draining' as const }),
    ...(await checkDependencies(dependencies)),
  }));
  const liveness = setInterval(() => {
    void isDeaf(db, runner, queueNames)
      .then((deaf) => {
        if (!deaf || !fitness.isUsable) return;
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
    await stopTracing();
  };
  onShutdown((cause) => {
    log.info('shutting down', { cause });
    isDraining = true;
    clearInterval(liveness);
    const watches = { stop: async () => void (await Promise.all([dispatcher.stop(), drainWatch.stop()])) };
    void shutDown({
      dispatcher: watches,
      runner,
      close,
      graceMs: config.shutdownGraceMs,
      log,
    }).then((status) => process.exit(status));
  });
  process.send?.({ type: 'ready', port: ops.port });
  log.info('ready', { queues: queueNames, port: ops.port });
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
