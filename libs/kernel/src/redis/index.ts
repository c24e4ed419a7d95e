import { Redis, type RedisOptions } from 'ioredis';
import { messageOf } from '../errors';
import { type Log } from '../log';

export interface RedisConnection {
  url: string;
  /**
   * `worker`: commands wait for Redis to come back, as BullMQ's workers need it. `api`: they fail at once,
   * so that no request ever waits for a Redis that is away.
   */
  role: 'api' | 'worker';
  log: Log;
}

/** Longer gaps between tries bring workers back long after Redis (PITFALLS). */
const MAX_RETRY_DELAY_MS = 500;
const COMMAND_TIMEOUT_MS = 2_000;

/** A connection that reconnects for ever and logs each loss once. Keys are prefixed by those who write them. */
export function connectRedis({ url, role, log }: RedisConnection): Redis {
  const byRole: RedisOptions =
    role === 'worker'
      ? { maxRetriesPerRequest: null }
      : {
          maxRetriesPerRequest: 1,
          enableOfflineQueue: false,
          commandTimeout: COMMAND_TIMEOUT_MS,
          // A Redis that hangs is a Redis that is away: the connection is dropped, and what follows fails at once.
          socketTimeout: COMMAND_TIMEOUT_MS,
        };
  const redis = new Redis(url, {
    ...byRole,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(MAX_RETRY_DELAY_MS, 50 * attempt),
  });
  let isDown = false;
  redis.on('error', (error) => {
    if (!isDown) log.warn('Redis is away', { role, error: messageOf(error) });
    isDown = true;
  });
  redis.on('ready', () => {
    if (isDown) log.info('Redis is back', { role });
    isDown = false;
  });
  return redis;
}
