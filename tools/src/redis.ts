import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { ownedService } from './owned-service';
import { LOOPBACK, type ServerPlace } from './postgres';
import { findRedisProgram } from './redis-install';
import { spawnServer, startOnPort, stopLeftover } from './server-process';
import { type Service } from './service';

const PASSING = /Address already in use|Failed listening on port/i;

/** What makes a Redis other than the usual one. */
export interface RedisSettings {
  /** Lines of its configuration after our own; of two that say the same the later counts. */
  lines?: string[];
  /** A password that others know as well; default: one of its own. */
  password?: string;
  /** Speaks TLS and nothing else, with these files. */
  tls?: RedisCertificate;
  /** Is a Sentinel, which keeps no data. */
  isSentinel?: boolean;
}

/** Paths of PEM files. The certificate is its own authority. */
export interface RedisCertificate {
  certificate: string;
  key: string;
}

/**
 * Starts a Redis, on 127.0.0.1 unless told otherwise, with a password of its own, an append-only file and no eviction.
 * One that a killed supervisor left on the same data is stopped first.
 */
export async function startRedis(place: ServerPlace, settings: RedisSettings = {}): Promise<Service> {
  const { tls, isSentinel = false } = settings;
  const folder = join(place.dataDir, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const recordFile = join(place.dataDir, 'redis.process');
  await stopLeftover(recordFile);
  const program = await findRedisProgram((line) => place.say(line));
  const password = settings.password ?? randomBytes(18).toString('hex');
  const configFile = join(place.dataDir, 'redis.conf');
  const { host = LOOPBACK } = place;
  const startServer = (port: number | undefined) =>
    startOnPort({
      name: 'Redis',
      port,
      passing: PASSING,
      probe: (tried) => ping(host, tried, password, tls),
      spawn: (tried) => {
        // In a file, for a command line can be read by every user of the machine. Sentinels keep theirs in it.
        if (!isSentinel || !existsSync(configFile)) {
          const text = configuration(host, tried, password, folder, place.durable, settings);
          writeFileSync(configFile, text, { mode: 0o600 });
        }
        return spawnServer({
          name: 'Redis',
          command: program,
          args: [configFile, ...(isSentinel ? ['--sentinel'] : [])],
          user: undefined,
          env: process.env,
          logFile: join(place.dataDir, 'redis.log'),
          recordFile,
          stopSignal: 'SIGTERM',
        });
      },
    });
  return ownedService(startServer, (port) =>
    tls
      ? `rediss://:${password}@localhost:${port}?ca=${encodeURIComponent(tls.certificate)}`
      : `redis://:${password}@${host}:${port}`,
  );
}

function configuration(
  host: string,
  port: number,
  password: string,
  folder: string,
  durable: boolean,
  { lines = [], tls, isSentinel = false }: RedisSettings,
): string {
  const listen = tls
    ? [
        'port 0',
        `tls-port ${port}`,
        `tls-cert-file ${tls.certificate}`,
        `tls-key-file ${tls.key}`,
        'tls-auth-clients no',
      ]
    : [`port ${port}`];
  const data = [
    'appendonly yes',
    `appendfsync ${durable ? 'everysec' : 'no'}`,
    'save ""',
    'maxmemory-policy noeviction',
  ];
  return [
    ...listen,
    `bind ${host}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    ...(isSentinel ? [] : data),
    'daemonize no',
    ...lines,
    '',
  ].join('\n');
}

async function ping(
  host: string,
  port: number,
  password: string,
  tls: RedisCertificate | undefined,
): Promise<void> {
  const client = new Redis({
    host: tls ? 'localhost' : host,
    port,
    password,
    ...(tls && { tls: { ca: readFileSync(tls.certificate) } }),
    lazyConnect: true,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
