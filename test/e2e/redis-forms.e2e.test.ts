import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testServers } from '@sluice/kernel/config';
import { silentLog } from '@sluice/kernel/log';
import { connectRedis } from '@sluice/kernel/redis';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { type ServerPlace } from '@sluice/tools/postgres';
import { startRedis } from '@sluice/tools/redis';
import {
  makeCertificate,
  onRedis,
  type RedisSet,
  startRedisCluster,
  startSentinelSet,
} from '@sluice/tools/redis-sets';
import { type Service } from '@sluice/tools/service';
import { startServices } from '@sluice/tools/services';
import { createTempData, type TempData } from '@sluice/tools/temp-data';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from './audience-client';
import { expectNoComplaints, listenThrough, useAllOfRedis } from './redis-uses';

const RECORDS = 60;

describe('Redis of other forms than one plain server', { concurrency: 3 }, () => {
  const { texts } = makeContacts({ records: RECORDS });
  const started: { stop(): Promise<void> }[] = [];
  let temp: TempData;

  before(async () => {
    temp = await createTempData();
  });
  after(async () => {
    for (const { stop } of started.reverse()) await stop();
    temp?.remove();
  });

  /** Its own folder below the test's. */
  function place(name: string): ServerPlace {
    const dataDir = join(temp.path, name);
    mkdirSync(dataDir);
    return { dataDir, durable: false, say: () => undefined };
  }

  async function keep<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const it = await starting;
    started.push(it);
    return it;
  }

  /** An API and a worker on the Postgres of the test run and this Redis. */
  async function stackOn(redisUrl: string): Promise<Stack> {
    const { databaseUrl } = testServers();
    const servers = await startServices({
      ...place(`stack-${started.length}`),
      given: { databaseUrl, redisUrl },
    });
    return keep(startStack({ servers, env: { LOG_LEVEL: 'warn' } }));
  }

  /** A batch is accepted while the server is away, and done once the set has recovered. */
  async function surviveLossOf(server: Service, stack: Stack, recover: () => Promise<void>): Promise<void> {
    const user = await AudienceClient.login(stack.apis[0]?.url as string, 'user');
    const ear = await listenThrough(stack.redisUrl);
    await ear.hears();
    await server.kill('SIGKILL');
    const { status, body } = await user.upload(envelopeOf(texts));
    expect(status).toBe(200);
    await recover();
    expect(await user.waitForEnd(body.upload_id)).toMatchObject({
      processing_status: 'completed',
      rows_loaded: RECORDS,
    });
    expect(await user.analytics(body.upload_id)).toMatchObject({ records: RECORDS });
    await ear.hears();
    ear.close();
  }

  it('TLS: the server’s certificate and its name are checked, and all works', async () => {
    const dir = place('tls');
    const redis = await keep(startRedis(dir, { tls: await makeCertificate(dir.dataDir) }));
    const stack = await stackOn(redis.url);
    await useAllOfRedis(stack, texts);
    expectNoComplaints(stack);
    for (const wrong of [redis.url.replace('localhost', '127.0.0.1'), redis.url.split('?')[0] as string]) {
      const stranger = connectRedis({ url: wrong, role: 'api', log: silentLog });
      const [error] = (await once(stranger, 'error')) as [Error];
      expect(error.message).toMatch(/altnames|self-signed/);
      stranger.disconnect();
    }
  });

  it('Sentinel: the master is found, and the next one when it is killed', async () => {
    const set = await keep<RedisSet>(startSentinelSet(place('sentinel')));
    const stack = await stackOn(set.url);
    await useAllOfRedis(stack, texts);
    expectNoComplaints(stack);
    await surviveLossOf(set.servers[0] as Service, stack, async () => undefined);
    const [, promoted] = set.servers;
    expect(await onRedis(promoted?.url as string, (redis) => redis.info('replication'))).toMatch(
      /role:master/,
    );
    await useAllOfRedis(stack, texts);
  });

  it('Cluster: all keys find their node, and a node that was killed is used again', async () => {
    const set = await keep<RedisSet>(startRedisCluster(place('cluster')));
    const stack = await stackOn(set.url);
    await useAllOfRedis(stack, texts);
    expectNoComplaints(stack);
    const queueKeys = await Promise.all(
      set.servers.map(({ url }) => onRedis(url, (redis) => redis.keys(`{${stack.redisPrefix}}:audience:*`))),
    );
    const holder = set.servers[queueKeys.findIndex((keys) => keys.length > 0)] as Service;
    expect(queueKeys.filter((keys) => keys.length > 0)).toHaveLength(1);
    await surviveLossOf(holder, stack, () => holder.start());
  });
});
