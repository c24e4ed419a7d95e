import { after, before, describe, it } from 'node:test';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
import { eventually, testPrefix, testRedisUrl } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { SlidingWindows } from './rate-limit-window';
import { networkOf } from './rate-limits';
import { defineRoute } from './route';
import { type LogLine, recordingLog } from './testing/recording-log';
import { type ApiAnswer, type RunningApi, startApi } from './testing/running-api';

const numbersOf = ({ headers }: ApiAnswer): (string | null)[] =>
  ['X-RateLimit-Limit', 'X-RateLimit-Remaining'].map((name) => headers.get(name));

const readContent = defineRoute({
  method: 'get',
  path: '/api/contents/test',
  summary: 'Read a content',
  access: 'optional',
  responses: {},
  handler: async () => ({ status: 200, json: {} }),
});

describe('rate limits', () => {
  let api: RunningApi;
  before(async () => {
    api = await startApi({
      extraRoutes: [readContent],
      env: {
        TRUST_PROXY_HOPS: '1',
        RATE_LIMIT_MIGRATION: '3',
        RATE_LIMIT_CONTENT_READS: '2',
        RATE_LIMIT_OMR_UPLOADS: '2',
      },
    });
  });
  after(() => api?.stop());

  it('stand in every answer of a limited path, and the one too many is 429 in the system’s own words', async () => {
    const from = { headers: { 'X-Forwarded-For': '192.0.2.10' } };
    const earliest = Math.floor(Date.now() / 1000);
    const answers: ApiAnswer[] = [];
    for (let i = 0; i < 4; i++) answers.push(await api.request('GET', '/api/v1/onboarding/none', from));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 429]);
    expect(answers.map(numbersOf)).toEqual([
      ['3', '2'],
      ['3', '1'],
      ['3', '0'],
      ['3', '0'],
    ]);
    const [, , , refused] = answers;
    expect(refused?.body).toEqual({
      statusCode: 429,
      message: 'Too Many Requests',
      error: 'Too Many Requests',
    });
    const retryAfterSeconds = Number(refused?.headers.get('Retry-After'));
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(Number(refused?.headers.get('X-RateLimit-Reset'))).toBeGreaterThanOrEqual(earliest + 60);
  });

  it('count each user, and those without a valid token by their address', async () => {
    const upload = (as: string | undefined, headers: Record<string, string> = {}): Promise<ApiAnswer> =>
      api.request('POST', '/api/batches/upload', { ...(as !== undefined && { as }), headers });
    const statusesOf = async (as: string | undefined, headers = {}): Promise<number[]> => {
      const answers = [];
      for (let i = 0; i < 3; i++) answers.push(await upload(as, headers));
      return answers.map(({ status }) => status);
    };
    expect(await statusesOf('user')).toEqual([415, 415, 429]);
    expect(await statusesOf('agent')).toEqual([415, 415, 429]);
    const address = { 'X-Forwarded-For': '192.0.2.20' };
    expect(await statusesOf(undefined, address)).toEqual([401, 401, 429]);
    expect(await statusesOf(undefined, { ...address, Authorization: 'Bearer wrong' })).toEqual([
      429, 429, 429,
    ]);
    expect(await statusesOf(undefined, { 'X-Forwarded-For': '192.0.2.21' })).toEqual([401, 401, 429]);
  });

  it('leave out those who show a valid token where only strangers are limited', async () => {
    const headers = { 'X-Forwarded-For': '192.0.2.30' };
    const read = (as?: string): Promise<ApiAnswer> =>
      api.request('GET', '/api/contents/test', { headers, ...(as !== undefined && { as }) });
    const strangers = [];
    for (let i = 0; i < 3; i++) strangers.push((await read()).status);
    expect(strangers).toEqual([200, 200, 429]);
    const known = [];
    for (let i = 0; i < 3; i++) known.push(await read('user'));
    expect(known.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(known.map(numbersOf)).toEqual([1, 2, 3].map(() => [null, null]));
  });

  it('are not there on other paths', async () => {
    for (const path of ['/healthz', '/api/batches', '/none']) {
      expect(numbersOf(await api.request('GET', path, { as: 'owner' }))).toEqual([null, null]);
    }
  });

  it('take an IPv6 network for one address', () => {
    expect(networkOf('2001:db8:0:7::1')).toBe(networkOf('2001:0db8::7:ffff:0:0:2'));
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
  });
});

describe('a sliding window', () => {
  const lines: LogLine[] = [];
  const log = recordingLog(lines);
  let redis: RedisClient;
  before(async () => {
    redis = connectRedis({ url: testRedisUrl(), role: 'api', log });
    await eventually('Redis is connected', () => redis.status === 'ready');
  });
  after(() => redis.disconnect());

  it('never lets more pass than its maximum, in whatever window of its length', async () => {
    const max = 20;
    const windowMs = 300;
    const key = testPrefix();
    const windows = new SlidingWindows(redis, log, windowMs);
    const passedAt = new Set<string>();
    await eventually('three windows’ worth has passed', async () => {
      await Promise.all(Array.from({ length: 15 }, () => windows.take(key, max)));
      for (const time of await redis.lrange(key, 0, -1)) passedAt.add(time);
      return passedAt.size > 4 * max;
    });
    const times = [...passedAt].map(Number).sort((one, other) => one - other);
    const tooClose = times.filter((time, index) => {
      const later = times[index + max];
      return later !== undefined && later - time < windowMs * 1000;
    });
    expect(tooClose).toEqual([]);
    await eventually('Redis forgets a window nobody asks for', async () => (await redis.exists(key)) === 0);
  });

  it('is kept by the process while Redis is away, and said so once', async () => {
    const away = connectRedis({ url: testRedisUrl(), role: 'api', log });
    await eventually('Redis is connected', () => away.status === 'ready');
    away.disconnect();
    await eventually('Redis is away', () => away.status === 'end');
    lines.length = 0;
    const windows = new SlidingWindows(away, log, 60_000);
    const passages = [];
    for (let i = 0; i < 5; i++) passages.push(await windows.take('a', 3));
    expect(passages.map(({ passed }) => passed)).toEqual([true, true, true, false, false]);
    expect(passages.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0]);
    expect((await windows.take('b', 3)).passed).toBe(true);
    expect(lines.filter(({ message }) => message.includes('counted by each process'))).toHaveLength(1);

    await away.connect();
    expect((await windows.take(testPrefix(), 3)).remaining).toBe(2);
    expect(lines.at(-1)?.message).toBe('rate limits are counted in Redis again');
    away.disconnect();
  });
});
