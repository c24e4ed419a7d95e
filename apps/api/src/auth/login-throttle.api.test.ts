import { after, afterEach, before, describe, it } from 'node:test';
import { createTestDatabase, eventually, type TestDatabase, testPrefix } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { startTestApi, type TestAnswer, type TestApi } from './testing/test-api';

const MAX_FAILURES = 10;

describe('the login throttle', () => {
  let database: TestDatabase;
  let apis: TestApi[] = [];

  before(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    apis = [];
  });
  after(() => database.drop());

  async function start(env: NodeJS.ProcessEnv = {}): Promise<TestApi> {
    const api = await startTestApi(database.url, env);
    apis.push(api);
    return api;
  }

  async function connected(api: TestApi): Promise<TestApi> {
    await eventually('Redis is connected', () => api.redis.status === 'ready');
    return api;
  }

  function login(api: TestApi, username: string, password: string, address?: string): Promise<TestAnswer> {
    return api.client(address).post('/api/auth/login', { username, password });
  }

  async function fail(api: TestApi, username: string, times: number, address?: string): Promise<number[]> {
    const statuses: number[] = [];
    for (let n = 0; n < times; n++) {
      statuses.push((await login(api, username, 'wrong password', address)).status);
    }
    return statuses;
  }

  it('closes an account after ten failures, even to the right password, and no other account', async () => {
    const api = await connected(await start());
    expect(await fail(api, 'user', MAX_FAILURES)).toEqual(Array(MAX_FAILURES).fill(401));
    const refused = await login(api, 'User', 'user123', '192.0.2.99');
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ code: 'too_many_attempts', status: 429 });
    const seconds = Number(refused.headers.get('Retry-After'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(900);
    expect((await login(api, 'agent', 'agent123')).status).toBe(200);
  });

  it('treats names nobody has like accounts', async () => {
    const api = await connected(await start());
    await fail(api, 'nobody', MAX_FAILURES);
    expect((await login(api, 'NOBODY', 'x')).status).toBe(429);
  });

  it('counts for all replicas together', async () => {
    const env = { REDIS_PREFIX: testPrefix() };
    const [one, two] = [await connected(await start(env)), await connected(await start(env))];
    await fail(one, 'user', MAX_FAILURES / 2);
    await fail(two, 'user', MAX_FAILURES / 2);
    expect((await login(one, 'user', 'user123')).status).toBe(429);
    expect((await login(two, 'user', 'user123')).status).toBe(429);
  });

  it('forgets an account’s failures when the right password comes', async () => {
    const api = await connected(await start());
    for (let round = 0; round < 2; round++) {
      await fail(api, 'user', MAX_FAILURES - 1);
      expect((await login(api, 'user', 'user123')).status).toBe(200);
    }
  });

  it('closes an address after a hundred failures, whatever the accounts, and no other address', async () => {
    const api = await connected(await start());
    const guesses = Array.from({ length: 100 }, (_, n) => login(api, `guess-${n}`, 'x', '203.0.113.5'));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect((await login(api, 'user', 'user123', '203.0.113.5')).status).toBe(429);
    expect((await login(api, 'user', 'user123', '203.0.113.6')).status).toBe(200);
  });

  it('answers no more guesses sent at once than guesses sent in turn', async () => {
    const api = await connected(await start());
    const guesses = Array.from({ length: 60 }, () => login(api, 'user', 'wrong password'));
    const answered = (await Promise.all(guesses)).filter(({ status }) => status !== 429);
    expect(answered.map(({ status }) => status)).toEqual(Array(MAX_FAILURES).fill(401));
  });

  it('lets any number of good logins of one account in at once', async () => {
    const api = await connected(await start());
    const answers = await Promise.all(Array.from({ length: 30 }, () => login(api, 'user', 'user123')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('goes on in memory where there is no Redis', async () => {
    const api = await start({ REDIS_URL: 'redis://127.0.0.1:1' });
    expect((await login(api, 'user', 'user123')).status).toBe(200);
    expect(await fail(api, 'user', MAX_FAILURES)).toEqual(Array(MAX_FAILURES).fill(401));
    expect((await login(api, 'user', 'user123')).status).toBe(429);
    expect((await login(api, 'agent', 'agent123')).status).toBe(200);
  });

  it('goes on in memory when Redis is lost, and in Redis when it is back', async () => {
    const api = await connected(await start());
    await fail(api, 'user', MAX_FAILURES);
    expect((await login(api, 'user', 'user123')).status).toBe(429);
    api.redis.disconnect();
    expect(await fail(api, 'agent', MAX_FAILURES)).toEqual(Array(MAX_FAILURES).fill(401));
    expect((await login(api, 'agent', 'agent123')).status).toBe(429);
    await api.redis.connect();
    expect((await login(api, 'user', 'user123')).status).toBe(429);
  });
});
