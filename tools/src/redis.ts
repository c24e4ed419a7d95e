import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { ownedService } from './owned-service';
import { LOOPBACK, type ServerPlace } from './postgres';
import { findRedisProgram } from './redis-install';
import { spawnServer, startOnPort, stopLeftover } from './server-process';
import { type Service } from './service';

const PASSING = /Address already in use|Failed listening on port/i;

/**
 * Starts a Redis, on 127.0.0.1 unless told otherwise, with a password of its own, an append-only file and no eviction.
 * One that a killed supervisor left on the same data is stopped first.
 */
export async function startRedis(place: ServerPlace): Promise<Service> {
  const folder = join(place.dataDir, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const recordFile = join(place.dataDir, 'redis.process');
  await stopLeftover(recordFile);
  const program = await findRedisProgram((line) => place.say(line));
  const password = randomBytes(18).toString('hex');
  const configFile = join(place.dataDir, 'redis.conf');
  const { host = LOOPBACK } = place;
  const startServer = (port: number | undefined) =>
    startOnPort({
      name: 'Redis',
      port,
      passing: PASSING,
      probe: (tried) => ping(host, tried, password),
      spawn: (tried) => {
        // In a file, for a command line can be read by every user of the machine.
        rmSync(configFile, { force: true });
        writeFileSync(configFile, configuration(host, tried, password, folder, place.durable), {
          mode: 0o600,
        });
        return spawnServer({
          name: 'Redis',
          command: program,
          args: [configFile],
          user: undefined,
          env: process.env,
          logFile: join(place.dataDir, 'redis.log'),
          recordFile,
          stopSignal: 'SIGTERM',
        });
      },
    });
  return ownedService(startServer, (port) => `redis://:${password}@${host}:${port}`);
}

function configuration(
  host: string,
  port: number,
  password: string,
  folder: string,
  durable: boolean,
): string {
  return [
    `port ${port}`,
    `bind ${host}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    'appendonly yes',
    `appendfsync ${durable ? 'everysec' : 'no'}`,
    'save ""',
    'maxmemory-policy noeviction',
    'daemonize no',
    '',
  ].join('\n');
}

async function ping(host: string, port: number, password: string): Promise<void> {
  const client = new Redis({
    host,
    port,
    password,
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
