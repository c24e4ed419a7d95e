import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { type ServerPlace } from './postgres';
import { type RedisCertificate, type RedisSettings, startRedis } from './redis';
import { type Service } from './service';
import { SetupError } from './setup-error';

const exec = promisify(execFile);
const SLOTS = 16_384;
const NODES = 3;
const READY_LIMIT_MS = 30_000;
const POLL_MS = 25;

/** Several Redis servers that clients see as one. */
export interface RedisSet {
  /** What clients are told. */
  url: string;
  /** The servers with data: the master and its replica; or the masters of the cluster. */
  servers: Service[];
  stop(): Promise<void>;
}

/** Makes a certificate for `localhost`, signed by itself. @throws SetupError when openssl is missing */
export async function makeCertificate(folder: string): Promise<RedisCertificate> {
  const [certificate, key] = [join(folder, 'redis.pem'), join(folder, 'redis.key')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  try {
    await exec('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', certificate, ...subject]);
  } catch (cause) {
    throw new SetupError(`openssl made no certificate: ${String(cause)}`, { cause });
  }
  return { certificate, key };
}

/** A master, its replica and the Sentinel that watches them, under the name `mymaster`. */
export async function startSentinelSet(place: ServerPlace): Promise<RedisSet> {
  const [password, watchword] = [randomBytes(18).toString('hex'), randomBytes(18).toString('hex')];
  const start = starter(place);
  try {
    const lines = [`masterauth ${password}`, 'repl-diskless-sync-delay 0'];
    const master = await start('redis-1', { password, lines });
    const masterPort = portOf(master);
    const replicaOf = [...lines, `replicaof 127.0.0.1 ${masterPort}`];
    const replica = await start('redis-2', { password, lines: replicaOf });
    await until('the replica follows', () =>
      onRedis(replica.url, async (redis) =>
        (await redis.info('replication')).includes('master_link_status:up'),
      ),
    );
    const sentinel = await start('sentinel', {
      password: watchword,
      isSentinel: true,
      lines: [
        `sentinel monitor mymaster 127.0.0.1 ${masterPort} 1`,
        `sentinel auth-pass mymaster ${password}`,
        'sentinel down-after-milliseconds mymaster 1000',
        'sentinel failover-timeout mymaster 3000',
      ],
    });
    await until('the Sentinel knows the replica', () =>
      onRedis(sentinel.url, async (redis) => (await redis.info('sentinel')).includes('slaves=1')),
    );
    const url = `redis+sentinel://:${password}@127.0.0.1:${portOf(sentinel)}/mymaster?sentinel_password=${watchword}`;
    return { url, servers: [master, replica], stop: start.stop };
  } catch (error) {
    await start.stop();
    throw error;
  }
}

/** Three masters that share the slots. */
export async function startRedisCluster(place: ServerPlace): Promise<RedisSet> {
  const password = randomBytes(18).toString('hex');
  const start = starter(place);
  try {
    const lines = ['cluster-enabled yes', 'cluster-node-timeout 2000', `masterauth ${password}`];
    const servers = await Promise.all(
      Array.from({ length: NODES }, (_, index) => start(`redis-${index + 1}`, { password, lines })),
    );
    const ports = servers.map(portOf);
    await Promise.all(
      servers.map(({ url }, index) =>
        onRedis(url, async (redis) => {
          const [first, last] = [index, index + 1].map((at) => Math.floor((at * SLOTS) / NODES));
          await redis.cluster('ADDSLOTSRANGE', first as number, (last as number) - 1);
          for (const port of ports) await redis.cluster('MEET', '127.0.0.1', port);
        }),
      ),
    );
    await until('the cluster stands', async () => {
      const infos = await Promise.all(
        servers.map(({ url }) => onRedis(url, (redis) => redis.cluster('INFO'))),
      );
      return infos.every(
        (info) => info.includes('cluster_state:ok') && info.includes(`cluster_size:${NODES}`),
      );
    });
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
    return { url: `redis+cluster://:${password}@${hosts}`, servers, stop: start.stop };
  } catch (error) {
    await start.stop();
    throw error;
  }
}

/** Starts servers in folders of their own and stops them all, the last first. */
function starter(place: ServerPlace) {
  const started: Promise<Service>[] = [];
  const start = (folder: string, settings: RedisSettings): Promise<Service> => {
    const dataDir = join(place.dataDir, folder);
    mkdirSync(dataDir, { recursive: true });
    const service = startRedis({ ...place, dataDir }, settings);
    started.push(service);
    return service;
  };
  const stop = async (): Promise<void> => {
    for (const outcome of (await Promise.allSettled(started)).reverse()) {
      if (outcome.status === 'fulfilled') await outcome.value.stop();
    }
  };
  return Object.assign(start, { stop });
}

function portOf({ url }: Service): number {
  return Number(new URL(url).port);
}

/** A connection for one piece of work. */
export async function onRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new SetupError(`Waited in vain until ${what}`);
    await delay(POLL_MS);
  }
}
