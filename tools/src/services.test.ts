import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { eventually } from '@sluice/kernel/testing';
import { startProgram } from './program';
import { startServices, type Services } from './services';
import { isAlive } from './fixtures/is-alive';
import { createTempData, type TempData } from './temp-data';

const silent = () => undefined;

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function onRedis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  client.on('error', () => undefined);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

describe('the embedded servers', () => {
  let temp: TempData;
  let services: Services;

  before(async () => {
    temp = await createTempData();
    services = await startServices({ dataDir: temp.path, durable: false, say: silent, given: {} });
  });
  after(async () => {
    await services.stop();
    temp.remove();
  });

  it('are a UTF-8 Postgres with room for a fleet, on the loopback address alone', async () => {
    const [row] = await query(
      services.databaseUrl,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('max_connections') AS connections,
              current_setting('listen_addresses') AS addresses, lower('ÄÖ') AS lower`,
    );
    expect(row).toEqual({ encoding: 'UTF8', connections: '200', addresses: '127.0.0.1', lower: 'äö' });
  });

  it('are a Redis that writes ahead and evicts nothing', async () => {
    const settings = await onRedis(services.redisUrl, async (client) => [
      await client.config('GET', 'appendonly'),
      await client.config('GET', 'maxmemory-policy'),
      await client.config('GET', 'bind'),
    ]);
    expect(settings).toEqual([
      ['appendonly', 'yes'],
      ['maxmemory-policy', 'noeviction'],
      ['bind', '127.0.0.1'],
    ]);
  });

  it('let nobody in without the password', async () => {
    const url = new URL(services.databaseUrl);
    url.password = 'wrong';
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    const answer = onRedis(services.redisUrl.replace(/:[^:@]*@/, ''), (client) => client.ping());
    await expect(answer).rejects.toThrow(/NOAUTH/);
    for (const file of ['postgres.password', 'redis.conf']) {
      expect(statSync(join(temp.path, file)).mode & 0o077).toBe(0);
    }
  });

  it('come back on the same address with their data after kill -9', async () => {
    await query(services.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await onRedis(services.redisUrl, (client) => client.set('kept', '42'));
    const before = [services.postgres.pid(), services.redis.pid()];
    await Promise.all([services.postgres.kill('SIGKILL'), services.redis.kill('SIGKILL')]);
    expect([services.postgres.pid(), services.redis.pid()]).toEqual([undefined, undefined]);
    await Promise.all([services.postgres.start(), services.redis.start()]);
    expect([services.postgres.pid(), services.redis.pid()]).not.toEqual(before);
    expect(await query(services.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await onRedis(services.redisUrl, (client) => client.get('kept'))).toBe('42');
  });

  it('are left alone when the environment names others', async () => {
    const given = { databaseUrl: services.databaseUrl, redisUrl: services.redisUrl };
    const others = await startServices({ dataDir: '/nowhere', durable: false, say: silent, given });
    expect(others.databaseUrl).toBe(services.databaseUrl);
    await others.stop();
    expect(services.postgres.pid()).toBeDefined();
    expect(services.redis.pid()).toBeDefined();
    await expect(others.redis.kill('SIGKILL')).rejects.toThrow(/not started by us/);
  });
});

describe('what a killed supervisor leaves', () => {
  it('is no program; and its servers are stopped by the next start on the same data, which is kept', async () => {
    const temp = await createTempData();
    const parent = startProgram({
      name: 'parent',
      script: join(__dirname, 'fixtures', 'parent.js'),
      args: [join(__dirname, 'fixtures', 'program.js'), temp.path],
      env: process.env,
    });
    const pids = (await parent.message('pids')) as Record<'program' | 'postgres' | 'redis', number> & {
      databaseUrl: string;
    };
    await query(pids.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    parent.kill('SIGKILL');
    await parent.exited;
    await eventually('the program to be gone', async () => !(await isAlive(pids.program)));
    expect([await isAlive(pids.postgres), await isAlive(pids.redis)]).toEqual([true, true]);

    const services = await startServices({ dataDir: temp.path, durable: false, say: silent, given: {} });
    try {
      expect([await isAlive(pids.postgres), await isAlive(pids.redis)]).toEqual([false, false]);
      expect(await query(services.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    } finally {
      await services.stop();
      temp.remove();
    }
    expect(existsSync(temp.path)).toBe(false);
  });
});
