import { readFileSync } from 'node:fs';
import { type ConnectionOptions } from 'node:tls';
import { type ClusterOptions, type RedisOptions } from 'ioredis';
import { type RedisTarget, type RedisTls } from '../config';
import { messageOf } from '../errors';

/**
 * `worker`: commands wait for Redis to come back, as BullMQ's workers need it. `api`: they fail at once,
 * so that no request ever waits for a Redis that is away.
 */
export type RedisRole = 'api' | 'worker';

/** Longer gaps between tries bring workers back long after Redis (PITFALLS). */
const MAX_RETRY_DELAY_MS = 500;
const CONNECT_TIMEOUT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 2_000;
/** Longer than BullMQ ever lets a command block (10 s). */
const SILENCE_TIMEOUT_MS = 15_000;
/** How soon a node that another has replaced is let go of, although its connection still stands. */
const SLOTS_REFRESH_MS = 10_000;
/** Times a command is sent anew, a delay apart, while a cluster has nobody for its key. */
const CLUSTER_TRIES = { api: { times: 3, delayMs: 100 }, worker: { times: 50, delayMs: 200 } };

const retryDelay = (attempt: number): number => Math.min(MAX_RETRY_DELAY_MS, 50 * attempt);

/** Of one server, or of the master of a set that Sentinels watch. */
export function singleOptions(target: RedisTarget, role: RedisRole): RedisOptions {
  const tls = tlsOptions(target.tls);
  return {
    ...commandOptions(target, role),
    ...(tls && { tls }),
    ...(target.sentinel ? sentinelOptions(target, tls) : target.addresses[0]),
    db: target.db,
    enableOfflineQueue: role === 'worker',
    retryStrategy: retryDelay,
  };
}

export function clusterOptions(target: RedisTarget, role: RedisRole): ClusterOptions {
  const tls = tlsOptions(target.tls);
  const { times, delayMs } = CLUSTER_TRIES[role];
  return {
    enableOfflineQueue: role === 'worker',
    clusterRetryStrategy: retryDelay,
    maxRedirections: times,
    retryDelayOnFailover: delayMs,
    retryDelayOnClusterDown: delayMs,
    slotsRefreshTimeout: COMMAND_TIMEOUT_MS,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    redisOptions: { ...commandOptions(target, role), ...(tls && { tls }) },
    // A certificate names hosts: they must not be turned into addresses before it is looked at.
    ...(tls && { dnsLookup: (host, found) => found(null, host) }),
  };
}

type CommandOptions = Omit<
  RedisOptions,
  'port' | 'host' | 'path' | 'sentinels' | 'retryStrategy' | 'enableOfflineQueue' | 'readOnly'
>;

function commandOptions({ username, password }: RedisTarget, role: RedisRole): CommandOptions {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A Redis that hangs is a Redis that is away: the connection is dropped, and what follows fails at once.
    ...(role === 'worker'
      ? { maxRetriesPerRequest: null, socketTimeout: SILENCE_TIMEOUT_MS }
      : { maxRetriesPerRequest: 1, commandTimeout: COMMAND_TIMEOUT_MS, socketTimeout: COMMAND_TIMEOUT_MS }),
    // A master that has become a replica keeps its connections: look for the new one, and send that again.
    reconnectOnError: (error) => (/^(READONLY|UNBLOCKED)/.test(error.message) ? 2 : false),
  };
}

function sentinelOptions(
  { addresses, sentinel }: RedisTarget,
  tls: ConnectionOptions | undefined,
): RedisOptions {
  return {
    sentinels: addresses,
    ...(sentinel && { name: sentinel.masterName }),
    ...(sentinel?.username !== undefined && { sentinelUsername: sentinel.username }),
    ...(sentinel?.password !== undefined && { sentinelPassword: sentinel.password }),
    sentinelCommandTimeout: COMMAND_TIMEOUT_MS,
    sentinelRetryStrategy: retryDelay,
    ...(tls && { sentinelTLS: tls, enableTLSForSentinelMode: true }),
  };
}

function tlsOptions(tls: RedisTls | undefined): ConnectionOptions | undefined {
  if (!tls) return undefined;
  const { caFile, certFile, keyFile, serverName } = tls;
  return {
    ...(caFile !== undefined && { ca: readPem('ca', caFile) }),
    ...(certFile !== undefined && { cert: readPem('cert', certFile) }),
    ...(keyFile !== undefined && { key: readPem('key', keyFile) }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}

function readPem(parameter: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`REDIS_URL: its ${parameter} can't be read: ${messageOf(error)}`, { cause: error });
  }
}
