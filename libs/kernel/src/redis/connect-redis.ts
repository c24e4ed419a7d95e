import { Cluster, Redis } from 'ioredis';
import { parseRedisUrl } from '../config';
import { messageOf } from '../errors';
import { type Log } from '../log';
import { clusterOptions, type RedisRole, singleOptions } from './redis-options';

/** A connection to Redis, of whatever form; its `status` is `ready` while commands can be sent. */
export type RedisClient = Redis | Cluster;

export interface RedisConnection {
  /** See {@link parseRedisUrl}. */
  url: string;
  role: RedisRole;
  log: Log;
}

/**
 * A connection that reconnects for ever and logs each loss once. Keys are prefixed by those who write them.
 * @throws Error when a file that the URL names can't be read
 */
export function connectRedis({ url, role, log }: RedisConnection): RedisClient {
  const target = parseRedisUrl(url);
  const redis =
    target.form === 'cluster'
      ? new Cluster(target.addresses, clusterOptions(target, role))
      : new Redis(singleOptions(target, role));
  let isDown = false;
  redis.on('error', (error: Error) => {
    if (!isDown) log.warn('Redis is away', { role, error: reasonOf(error) });
    isDown = true;
  });
  redis.on('ready', () => {
    if (isDown) log.info('Redis is back', { role });
    isDown = false;
  });
  return redis;
}

/** Of a cluster that can't be reached ioredis tells the reason of the last node apart. */
function reasonOf(error: Error & { lastNodeError?: Error | null }): string {
  return error.lastNodeError ? `${error.message} ${messageOf(error.lastNodeError)}` : messageOf(error);
}

/** What a second connection does otherwise than the one whose settings it has. */
export interface DuplicateOptions {
  /** What Redis shows as the connection's name. */
  name?: string;
  /** Commands wait for Redis to come back instead of failing. */
  waits?: boolean;
  /** A connection that was lost subscribes by itself to what it listened to; a cluster's always does. */
  resubscribes?: boolean;
}

/** Another connection with the settings of the first, for listening: a connection that does can do nothing else. */
export function duplicateRedis(redis: RedisClient, options: DuplicateOptions = {}): RedisClient {
  const { name, waits = false, resubscribes = true } = options;
  const overrides = {
    lazyConnect: false,
    ...(name !== undefined && { connectionName: name }),
    ...(waits && { maxRetriesPerRequest: null }),
  };
  const queue = waits ? { enableOfflineQueue: true } : {};
  return redis instanceof Cluster
    ? redis.duplicate([], {
        ...queue,
        lazyConnect: false,
        redisOptions: { ...redis.options.redisOptions, ...overrides },
      })
    : redis.duplicate({ ...queue, ...overrides, autoResubscribe: resubscribes });
}

/** Calls back whenever a server was lost: what Redis says afterwards may be older than what it said before. */
export function onRedisLost(redis: RedisClient, callback: () => void): void {
  redis.on('close', callback);
  // A cluster that loses a node is not closed: another takes its place.
  if (redis instanceof Cluster) redis.on('-node', callback);
}

/**
 * The prefix for BullMQ. Its scripts touch many keys of a queue at once, which a cluster allows only when they lie
 * together: the braces see to that. (Scripts of our own touch one key each.)
 */
export function queuePrefix(redis: RedisClient, prefix: string): string {
  return redis instanceof Cluster ? `{${prefix}}` : prefix;
}
