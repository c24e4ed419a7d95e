import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Fault, type Scene } from '../fault';

/** Reconnecting, one round of the reconciler (lost jobs), and the work itself. */
const RECOVERY_MS = 30_000;
const OUTAGE_REQUESTS = 4;
const FROZEN_MS = 6_000;
const SLOW_ROUNDS = 20;
const PAUSE_MS = 300;
const BETWEEN_MS = 100;

async function withRedis(scene: Scene, work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = new Redis(scene.stack.redisUrl, { maxRetriesPerRequest: 2 });
  redis.on('error', () => undefined);
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

export const REDIS_FAULTS: readonly Fault[] = [
  {
    name: 'Redis is killed and started again',
    recoveryBoundMs: RECOVERY_MS,
    async happen({ stack, afterRequests }) {
      await stack.services.redis.kill('SIGKILL');
      await afterRequests(OUTAGE_REQUESTS);
      await stack.services.redis.start();
    },
  },
  {
    name: 'Redis is frozen for 6 s',
    recoveryBoundMs: RECOVERY_MS,
    async happen({ stack }) {
      await stack.services.redis.kill('SIGSTOP');
      await delay(FROZEN_MS);
      await stack.services.redis.kill('SIGCONT');
    },
  },
  {
    name: 'Redis loses everything (FLUSHALL)',
    recoveryBoundMs: RECOVERY_MS,
    isShort: true,
    happen: (scene) => withRedis(scene, async (redis) => void (await redis.flushall())),
  },
  {
    name: 'Redis is full and refuses writes',
    recoveryBoundMs: RECOVERY_MS,
    happen: (scene) =>
      withRedis(scene, async (redis) => {
        await redis.config('SET', 'maxmemory', '1mb');
        await scene.afterRequests(OUTAGE_REQUESTS);
        await redis.config('SET', 'maxmemory', '0');
      }),
  },
  {
    name: 'Redis is slow: 300 ms for most commands',
    recoveryBoundMs: RECOVERY_MS,
    happen: (scene) =>
      withRedis(scene, async (redis) => {
        for (let round = 0; round < SLOW_ROUNDS; round++) {
          await redis.client('PAUSE', PAUSE_MS, 'ALL');
          await delay(PAUSE_MS + BETWEEN_MS);
        }
      }),
  },
];
