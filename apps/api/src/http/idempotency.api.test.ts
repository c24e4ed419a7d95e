import { after, before, beforeEach, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import Joi from 'joi';
import { fingerprintOf } from './idempotency-request';
import { IdempotencyKeyTable } from './idempotency-keys';
import { ANYONE_SIGNED_IN, defineRoute, type Route } from './route';
import { type ApiAnswer, type RunningApi, startApi } from './testing/running-api';

interface Thing {
  name: string;
  failure?: 'before' | 'inside' | 'after' | 'crash' | 'unkept';
}

/** A door that the handler stands at until the test lets it through. */
let gate: Promise<void> = Promise.resolve();
let arrivals = 0;

/** Makes a row in `things`; fails where it is told to. */
const makeThing: Route = defineRoute({
  method: 'post',
  path: '/test/things/:shelf',
  summary: 'Make a thing',
  access: ANYONE_SIGNED_IN,
  params: Joi.object<{ shelf: string }>({ shelf: Joi.string() }),
  query: Joi.object({ colour: Joi.string() }),
  body: Joi.object<Thing>({ name: Joi.string().required(), failure: Joi.string() }).unknown(),
  idempotent: true,
  responses: {},
  async handler({ body, params, keepAnswer }) {
    if (body.failure === 'before') throw new AppError('no', 400, 'Refused');
    const made = await api.db.transaction(async (sql) => {
      const [thing] = await rows<{ id: number }>(sql, 'INSERT INTO things (name) VALUES ($1) RETURNING id', [
        body.name,
      ]);
      const first = {
        status: 202,
        headers: { Location: `/${params.shelf}` },
        json: { ...thing, done: false },
      };
      if (body.failure !== 'unkept') await keepAnswer(sql, first);
      if (body.failure === 'inside') throw new AppError('no', 409, 'Refused');
      return thing;
    });
    arrivals += 1;
    await gate;
    if (body.failure === 'crash') throw new Error('Out of order');
    if (body.failure === 'after') return { status: 503, json: { done: 'unknown' } };
    return { status: 200, headers: { Location: `/${params.shelf}` }, json: { ...made, done: true } };
  },
});

let api: RunningApi;

describe('sending twice', () => {
  before(async () => {
    api = await startApi({ extraRoutes: [makeThing] });
    await api.db.query('CREATE TABLE things (id serial PRIMARY KEY, name text NOT NULL)');
  });
  after(() => api?.stop());
  beforeEach(async () => {
    gate = Promise.resolve();
    arrivals = 0;
    await api.db.query('TRUNCATE things');
  });

  function post(
    key: string | undefined,
    json: unknown,
    { as = 'user', path = '/test/things/a' }: { as?: string; path?: string } = {},
  ): Promise<ApiAnswer> {
    const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key };
    return api.request('POST', path, { as, json, headers });
  }

  async function things(): Promise<number> {
    return (await rows(api.db, 'SELECT 1 FROM things')).length;
  }

  it('replays status, headers and body, and does nothing', async () => {
    const first = await post('replay', { name: 'x' });
    expect([first.status, first.headers.get('Idempotency-Replayed')]).toEqual([200, null]);
    const again = await post('replay', { name: 'x' });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(again.headers.get('Location')).toBe('/a');
    expect(again.headers.get('Content-Type')).toBe(first.headers.get('Content-Type'));
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.headers.get('X-Request-Id')).not.toBe(first.headers.get('X-Request-Id'));
    expect(await things()).toBe(1);
  });

  it('does what comes without a key every time', async () => {
    await post(undefined, { name: 'x' });
    await post(undefined, { name: 'x' });
    expect(await things()).toBe(2);
  });

  it('takes a body for the same whatever the order of its members, and 422 for any that says another thing', async () => {
    await post('same', { name: 'x', more: { a: 1, b: [1, 2] } });
    const same = await post('same', { more: { b: [1, 2], a: 1 }, name: 'x' });
    expect(same.headers.get('Idempotency-Replayed')).toBe('true');
    for (const [body, path] of [
      [{ name: 'y', more: { a: 1, b: [1, 2] } }, '/test/things/a'],
      [{ name: 'x', more: { a: 1, b: [2, 1] } }, '/test/things/a'],
      [{ name: 'x', more: { a: '1', b: [1, 2] } }, '/test/things/a'],
      [{ name: 'x', more: { a: 1, b: [1, 2] } }, '/test/things/b'],
      [{ name: 'x', more: { a: 1, b: [1, 2] } }, '/test/things/a?colour=red'],
    ] as const) {
      const { status, body: problem } = await post('same', body, { path });
      expect([status, problem['code']]).toEqual([422, 'idempotency_key_reused']);
    }
    expect(await things()).toBe(1);
  });

  it('keeps the keys of users apart', async () => {
    await post('mine', { name: 'x' });
    expect((await post('mine', { name: 'y' }, { as: 'agent' })).status).toBe(200);
    expect(await things()).toBe(2);
  });

  it('refuses keys that are empty, too long or not visible characters', async () => {
    for (const key of ['', 'a b', 'a'.repeat(256), '\u00e9']) {
      const { status, body } = await post(key, { name: 'x' });
      expect([key, status, body['code']]).toEqual([key, 400, 'bad_idempotency_key']);
    }
    expect((await post('"8e03978e-40d5"', { name: 'x' })).status).toBe(200);
    expect((await post('!'.repeat(255), { name: 'x' })).status).toBe(200);
    expect(await things()).toBe(2);
  });

  it('says 409 while the first is at it, also after its commit', async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const first = post('waiting', { name: 'x' });
    await eventually('the first has committed', () => arrivals === 1);
    const second = await post('waiting', { name: 'x' });
    expect([second.status, second.body['code']]).toEqual([409, 'request_in_flight']);
    expect(second.headers.get('Retry-After')).toBe('1');
    open();
    expect((await first).body).toMatchObject({ done: true });
    expect((await post('waiting', { name: 'x' })).body).toMatchObject({ done: true });
    expect(await things()).toBe(1);
  });

  it('lets one of many at once through', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => post('storm', { name: 'x' })));
    const worked = answers.filter(({ status }) => status === 200);
    // Whoever comes while the first is at it gets 409, whoever comes later its answer: which of them, chance decides.
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    expect(new Set(worked.map(({ text }) => text)).size).toBe(1);
    expect(worked.filter(({ headers }) => !headers.has('Idempotency-Replayed'))).toHaveLength(1);
    expect(await things()).toBe(1);
  });

  it('frees the key of a request that failed before it created anything', async () => {
    expect((await post('freed', { name: 'x', failure: 'before' })).status).toBe(400);
    expect((await post('freed', { wrong: true })).status).toBe(400);
    expect((await post('freed', { name: 'x', failure: 'inside' })).status).toBe(409);
    expect(await things()).toBe(0);
    expect((await post('freed', { name: 'x' })).status).toBe(200);
    expect(await things()).toBe(1);
  });

  it('keeps what a request answered that failed after it had created', async () => {
    expect((await post('failed', { name: 'x', failure: 'after' })).status).toBe(503);
    const again = await post('failed', { name: 'x', failure: 'after' });
    expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([503, 'true']);
    expect(await things()).toBe(1);
  });

  it('replays the first answer when an error came after the commit', async () => {
    expect((await post('crashed', { name: 'x', failure: 'crash' })).status).toBe(500);
    const again = await post('crashed', { name: 'x', failure: 'crash' });
    expect([again.status, again.body['done']]).toEqual([202, false]);
    expect(await things()).toBe(1);
  });

  it('finds the route that forgets to keep its answer', async () => {
    for (const key of [undefined, 'forgot']) {
      expect((await post(key, { name: 'x', failure: 'unkept' })).status).toBe(500);
    }
  });

  it('makes one user and one tenant, and keeps no password that could be guessed', async () => {
    const user = { username: 'twice', password: 'a password', role: 'user' };
    for (const [path, json] of [
      ['/api/users', user],
      ['/api/tenants', { name: 'twice' }],
    ] as const) {
      const [first, again] = [
        await post('people', json, { as: 'admin', path }),
        await post('people', json, { as: 'admin', path }),
      ];
      expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
      expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    }
    const content = { params: {}, query: {}, fields: user, files: [] };
    expect(fingerprintOf(content, 'one secret')).not.toEqual(fingerprintOf(content, 'another'));
  });

  it('forgets after 24 hours', async () => {
    await post('old', { name: 'x' });
    await api.db.query(
      `UPDATE idempotency_keys SET expires_at = expires_at - interval '24 hours' WHERE key = 'old'`,
    );
    expect((await post('old', { name: 'another' })).status).toBe(200);
    expect(await things()).toBe(2);
    await api.db.query(
      `UPDATE idempotency_keys SET expires_at = expires_at - interval '24 hours' WHERE key = 'old'`,
    );
    await post('new', { name: 'x' });
    expect(await rows(api.db, `SELECT 1 FROM idempotency_keys WHERE key = 'old'`)).toEqual([]);
  });

  describe('a first request whose process is gone', () => {
    const keyed = { ownerId: '', route: 'POST /test', key: 'gone', fingerprint: Buffer.from('f') };
    const answer = { status: 202, headers: {}, body: '{"first":true}' };
    let table: IdempotencyKeyTable;

    before(() => (table = new IdempotencyKeyTable(api.db)));
    beforeEach(() => (keyed.ownerId = '01930000-0000-7000-8000-000000000000'));

    const leaseRunsOut = (key: string): Promise<unknown> =>
      api.db.query(`UPDATE idempotency_keys SET lease_until = clock_timestamp() WHERE key = $1`, [key]);

    it('holds its key until its lease has run out, and then can create nothing any more', async () => {
      const request = { ...keyed, key: 'gone-before' };
      const first = await table.claim(request);
      expect((await table.claim(request)).state).toBe('in-flight');
      await leaseRunsOut(request.key);
      const second = await table.claim(request);
      expect([first.state, second.state]).toEqual(['ours', 'ours']);
      if (first.state !== 'ours' || second.state !== 'ours') return;
      // It was not gone, only slow: what it does now must not count.
      await table.renew(request, first.token);
      expect(await table.commit(api.db, request, first.token, answer)).toBe(false);
      await table.giveUp(request, first.token);
      expect(await table.commit(api.db, request, second.token, answer)).toBe(true);
      // Nor may the second create twice, repeating a transaction that it does not know the end of.
      expect(await table.commit(api.db, request, second.token, answer)).toBe(false);
    });

    it('leaves its first answer when it has committed', async () => {
      const request = { ...keyed, key: 'gone-after' };
      const first = await table.claim(request);
      if (first.state !== 'ours') throw new Error(first.state);
      await table.commit(api.db, request, first.token, answer);
      expect((await table.claim(request)).state).toBe('in-flight');
      await leaseRunsOut(request.key);
      expect(await table.claim(request)).toEqual({ state: 'answered', answer });
      expect((await table.claim({ ...request, fingerprint: Buffer.from('g') })).state).toBe('different');
    });

    it('passes on to one of many who try when its lease has run out', async () => {
      const request = { ...keyed, key: 'gone-many' };
      await table.claim(request);
      await leaseRunsOut(request.key);
      const claims = await Promise.all(Array.from({ length: 20 }, () => table.claim(request)));
      expect(claims.filter(({ state }) => state === 'ours')).toHaveLength(1);
      expect(claims.filter(({ state }) => state === 'in-flight')).toHaveLength(19);
    });
  });
});
