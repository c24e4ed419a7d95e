import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { loadConfig } from '@sluice/kernel/config';
import { connectDatabase } from '@sluice/kernel/db';
import { messageOf } from '@sluice/kernel/errors';
import { createLog } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { Admission, Queues } from '@sluice/kernel/queue';
import { connectRedis } from '@sluice/kernel/redis';
import { createFileStore } from '@sluice/kernel/storage';
import { createApp } from './app';
import { bootstrapAdmin, entities as authEntities, seedDevelopmentLogins } from './auth';
import { registerMetrics } from './ops/metrics';
import { systemEntities } from './systems';

/** A request head must come at once, a body of 100 MiB may come slowly, but it must come. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 15 * 60_000;
const SILENCE_TIMEOUT_MS = 75_000;
/** Longer than balancers keep theirs (60 s), so that they never send into a connection being closed. */
const KEEP_ALIVE_MS = 65_000;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog(config.logLevel, { program: 'api' });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error('an unexpected error ends the process', { error });
      setImmediate(() => process.exit(1));
    });
  }

  const db = await connectDatabase({
    url: config.databaseUrl,
    log,
    poolSize: config.databasePoolSize,
    entities: [...authEntities, ...systemEntities],
    applicationName: 'sluice-api',
  });
  const redis = connectRedis({ url: config.redisUrl, role: 'api', log });
  const store = createFileStore(config.storageUrl);
  await store.check();
  const queues = new Queues(redis, config.redisPrefix, log);
  const deps = {
    config,
    log,
    db,
    redis,
    store,
    queues,
    admission: new Admission({ db, queues, log, jobsPerOwner: config.jobsPerOwner }),
    progress: new ProgressBoard(redis, config.redisPrefix, log),
    isDraining: () => isDraining,
  };
  let isDraining = false;
  await bootstrapAdmin(deps);
  if (config.devLogins) await seedDevelopmentLogins(deps);
  registerMetrics(db);

  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    createApp(deps),
  );
  server.setTimeout(SILENCE_TIMEOUT_MS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  const shutdown = (cause: string): void => {
    if (isDraining) return;
    isDraining = true;
    log.info('shutting down', { cause });
    setTimeout(() => process.exit(1), config.shutdownGraceMs).unref();
    server.close(() => {
      void queues
        .close()
        .then(() => redis.disconnect())
        .then(() => db.destroy())
        .then(() => process.exit(0));
    });
    server.closeIdleConnections();
  };
  process.on('SIGTERM', () => shutdown('SIGTERM'));
  process.on('SIGINT', () => shutdown('SIGINT'));
  // A supervisor that was killed must not leave servers behind.
  process.on('disconnect', () => shutdown('the supervisor is gone'));
  process.send?.({ type: 'listening', port });
  log.info('listening', { host: config.host, port });
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});
