import { type Config } from '@sluice/kernel/config';
import { connectDatabase } from '@sluice/kernel/db';
import { usable } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { Admission, Queues } from '@sluice/kernel/queue';
import { connectRedis, RedisFitness } from '@sluice/kernel/redis';
import { createFileStore } from '@sluice/kernel/storage';
import { type AppDeps } from './app';
import { entities as authEntities } from './auth';
import { Live } from './live';
import { systemEntities } from './systems';

/** All that the API stands on, connected. */
export interface ConnectedApi {
  deps: AppDeps;
  /** Says from now on that it is not ready for more; whoever comes all the same is served. */
  turnAway(): void;
  /** Ends those who wait and listen, now and from now on. */
  drain(): void;
  /** Closes the connections, once no request is left. */
  close(): Promise<void>;
}

/**
 * Puts the API's parts together, the same for the program and for tests. Redis may still be connecting.
 * @throws Error naming the variable a person must look at
 */
export async function createApiDeps(config: Config, log: Log): Promise<ConnectedApi> {
  const connecting = connectDatabase({
    url: config.databaseUrl,
    log,
    poolSize: config.databasePoolSize,
    waitMs: config.databaseWaitMs,
    entities: [...authEntities, ...systemEntities],
    applicationName: 'sluice-api',
  });
  const db = await usable('DATABASE_URL', 'Postgres', connecting);
  const redis = connectRedis({ url: config.redisUrl, role: 'api', log });
  const store = createFileStore(config.storageUrl);
  await usable('STORAGE_URL', 'the store', store.check());
  const fitness = new RedisFitness({ redis, log, wantsAppendOnly: config.nodeEnv === 'production' });
  await usable('REDIS_URL', 'Redis', fitness.atStart());
  const queues = new Queues(redis, config.redisPrefix, log, fitness);
  let isDraining = false;
  const deps: AppDeps = {
    config,
    log,
    db,
    redis,
    fitness,
    store,
    queues,
    admission: new Admission({ db, queues, log, jobsPerOwner: config.jobsPerOwner }),
    progress: new ProgressBoard(redis, config.redisPrefix, log),
    live: new Live({ config, db, redis, log }),
    isDraining: () => isDraining,
  };
  return {
    deps,
    turnAway() {
      isDraining = true;
    },
    drain() {
      isDraining = true;
      deps.live.close();
    },
    async close() {
      try {
        await queues.close();
      } finally {
        fitness.close();
        redis.disconnect();
        await db.destroy();
      }
    },
  };
}
