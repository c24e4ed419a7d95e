import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testServers } from '@sluice/kernel/config';
import { eventually } from '@sluice/kernel/testing';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { startRedis } from '@sluice/tools/redis';
import { onRedis } from '@sluice/tools/redis-sets';
import { type Service } from '@sluice/tools/service';
import { startServices, type Services } from '@sluice/tools/services';
import { createTempData, type TempData } from '@sluice/tools/temp-data';
import { startStack, type Stack, type StackProgram } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from '../e2e/audience-client';

const ADVICE = 'it evicts keys (maxmemory-policy is allkeys-lru): set maxmemory-policy to noeviction';
const RECORDS = 50;

describe('a Redis that is not fit to hold the queue', () => {
  const { texts } = makeContacts({ records: RECORDS });
  let temp: TempData;
  let redis: Service;
  let servers: Services;
  let stack: Stack;
  let user: AudienceClient;

  before(async () => {
    temp = await createTempData();
    const dataDir = join(temp.path, 'redis');
    mkdirSync(dataDir);
    const place = { dataDir, durable: false, say: () => undefined };
    redis = await startRedis(place, { lines: ['maxmemory-policy allkeys-lru'] });
    const { databaseUrl } = testServers();
    servers = await startServices({ ...place, given: { databaseUrl, redisUrl: redis.url } });
  });
  after(async () => {
    await stack?.stop();
    await redis?.stop();
    temp?.remove();
  });

  const set = (name: string, value: string): Promise<unknown> =>
    onRedis(redis.url, (client) => client.config('SET', name, value));

  /** All connections are made anew, and what they lead to is looked at again. */
  const cutConnections = (): Promise<unknown> =>
    onRedis(redis.url, (client) => client.client('KILL', 'TYPE', 'normal'));

  async function upload(): Promise<string> {
    const { status, body } = await user.upload(envelopeOf(texts));
    expect(status).toBe(200);
    return body.upload_id;
  }

  async function expectDone(uploadId: string): Promise<void> {
    expect(await user.waitForEnd(uploadId)).toMatchObject({
      processing_status: 'completed',
      rows_loaded: RECORDS,
    });
    expect(await user.analytics(uploadId)).toMatchObject({ records: RECORDS });
  }

  async function readiness(program: StackProgram): Promise<{ status: number; redis: string }> {
    const response = await fetch(`${program.url}/readyz`);
    return { status: response.status, redis: ((await response.json()) as { redis: string }).redis };
  }

  it('lets neither API nor worker start while it evicts keys, and both once it does not', async () => {
    const alone = { servers, env: { LOG_LEVEL: 'warn' } };
    const refused = new RegExp(`^REDIS_URL: Redis can't be used: ${ADVICE.replace(/[()]/g, '\\$&')}$`, 'm');
    await Promise.all([
      expect(startStack({ ...alone, workers: 0 })).rejects.toThrow(refused),
      expect(startStack({ ...alone, apis: 0 })).rejects.toThrow(refused),
    ]);
    await set('maxmemory-policy', 'noeviction');
    stack = await startStack(alone);
    user = await AudienceClient.login(stack.apis[0]?.url as string, 'user');
    await expectDone(await upload());
  });

  it('is used no more when it begins to, and again once it does not', async () => {
    const [api, worker] = [...stack.apis, ...stack.workers] as [StackProgram, StackProgram];
    await set('maxmemory-policy', 'allkeys-lru');
    await cutConnections();
    await eventually('the worker to see it', async () => (await readiness(worker)).redis === ADVICE);
    await eventually('the API to see it', async () => (await readiness(api)).redis === ADVICE);
    // The API goes on accepting, so it stays in the balancer; the worker takes nothing.
    expect([(await readiness(api)).status, (await readiness(worker)).status]).toEqual([200, 503]);
    const accepted = await upload();
    expect(await user.progress(accepted)).toMatchObject({ processing_status: 'queued' });
    expect(await onRedis(redis.url, (client) => client.exists(`${stack.redisPrefix}:audience:meta`))).toBe(1);
    const waiting = await onRedis(redis.url, (client) => client.llen(`${stack.redisPrefix}:audience:wait`));
    expect(waiting).toBe(0);

    await set('maxmemory-policy', 'noeviction');
    await expectDone(accepted);
    expect(await readiness(worker)).toEqual({ status: 200, redis: 'ok' });
  });

  it('keeps nobody from uploading and polling while it is full, and the work is done once it is not', async () => {
    await set('maxmemory', '1');
    await expect(onRedis(redis.url, (client) => client.set('one', 'more'))).rejects.toThrow(/^OOM/);
    const user2 = await AudienceClient.login(user.baseUrl, 'owner');
    expect((await user2.upload(envelopeOf(texts))).status).toBe(200);
    const accepted = [await upload(), await upload()];
    expect((await user.progress(accepted[0] as string)).rows_received).toBe(RECORDS);
    await set('maxmemory', '0');
    for (const uploadId of accepted) await expectDone(uploadId);
  });
});
