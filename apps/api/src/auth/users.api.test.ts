import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { createTestDatabase, eventually, type TestDatabase } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { type TestAnswer, type TestApi, type TestClient, startTestApi } from './testing/test-api';

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';
const ME = '/api/auth/me';

describe('users and tenants', () => {
  let database: TestDatabase;
  let api: TestApi;
  let operator: TestClient;
  /** Admin of the tenant `acme`. */
  let acme: TestClient;
  let acmeId: string;
  let made = 0;

  before(async () => {
    database = await createTestDatabase();
    api = await startTestApi(database.url);
    operator = await api.signedIn('admin');
    acmeId = (await operator.post('/api/tenants', { name: 'acme' })).body['id'] as string;
    await makeUser(operator, { username: 'acme-admin', role: 'admin', tenant_id: 'acme' });
    acme = await api.signedIn('acme-admin', 'password 1');
  });
  after(async () => {
    await api.stop();
    await database.drop();
  });

  interface Made {
    id: string;
    username: string;
  }

  async function makeUser(by: TestClient, fields: Record<string, unknown> = {}): Promise<Made> {
    const username = `user-${++made}`;
    const answer = await by.post('/api/users', { username, password: 'password 1', role: 'user', ...fields });
    expect(answer.status).toBe(201);
    return answer.body as unknown as Made;
  }

  const untilRefused = (client: TestClient): Promise<boolean> =>
    eventually('the token is refused', async () => (await client.get(ME)).status === 401, 5_000);

  const refresh = (client: TestClient): Promise<TestAnswer> =>
    api.client().post('/api/auth/refresh', { refresh_token: client.refreshToken });

  describe('making users', () => {
    it('answers the user without a password, in the caller’s tenant', async () => {
      const answer = await acme.post('/api/users', {
        username: ' Siti ',
        password: 'rahasia banget',
        role: 'agent',
        creator_address: 'ST1',
      });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('Location')).toBe(`/api/users/${String(answer.body['id'])}`);
      expect(answer.body).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        username: 'Siti',
        role: 'agent',
        tenant_id: acmeId,
        creator_address: 'ST1',
        disabled: false,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      });
      const siti = await api.signedIn('siti', 'rahasia banget');
      expect((await siti.get(ME)).body).toEqual(answer.body);
    });

    it('puts them into the tenant named by id or by name', async () => {
      expect(await makeUser(operator, { tenant_id: acmeId })).toMatchObject({ tenant_id: acmeId });
      expect(await makeUser(operator, { tenant_id: 'acme' })).toMatchObject({ tenant_id: acmeId });
      expect(await makeUser(acme, { tenant_id: 'acme' })).toMatchObject({ tenant_id: acmeId });
    });

    it('refuses unknown tenants, and to those who are no operators all others', async () => {
      const attempts = [
        operator.post('/api/users', newUser({ tenant_id: 'nowhere' })),
        operator.post('/api/users', newUser({ tenant_id: UNKNOWN_ID })),
        acme.post('/api/users', newUser({ tenant_id: 'default' })),
      ];
      for (const { status, body } of await Promise.all(attempts)) {
        expect(status).toBe(400);
        expect(body['code']).toBe('unknown_tenant');
      }
    });

    it('refuses a name that is taken, in any case and any tenant', async () => {
      expect((await acme.post('/api/users', newUser({ username: 'ADMIN' }))).status).toBe(409);
      const twice = [1, 2].map(() => acme.post('/api/users', newUser({ username: 'at-once' })));
      const statuses = (await Promise.all(twice)).map(({ status }) => status);
      expect(statuses.sort()).toEqual([201, 409]);
    });

    it('refuses what is wrong, naming it', async () => {
      const wrong: [Record<string, unknown>, string][] = [
        [{ password: '1234567' }, 'password'],
        [{ role: 'root' }, 'role'],
        [{ username: '' }, 'username'],
        [{ username: 'a\u0000b' }, 'username'],
        [{ tenant_id: 'a\u0000b' }, 'tenant_id'],
        [{ is_operator: true }, 'is_operator'],
      ];
      for (const [fields, field] of wrong) {
        const { status, body } = await operator.post('/api/users', newUser(fields));
        expect(status).toBe(400);
        expect(body['details']).toEqual([{ field, message: expect.any(String) }]);
      }
    });

    it('is for admins', async () => {
      for (const name of ['owner', 'agent', 'user']) {
        const client = await api.signedIn(name);
        expect((await client.post('/api/users', newUser({}))).status).toBe(403);
        expect((await client.get('/api/users')).status).toBe(403);
        expect((await client.get('/api/tenants')).status).toBe(403);
      }
      expect((await api.client().get('/api/users')).status).toBe(401);
    });

    function newUser(fields: Record<string, unknown>): Record<string, unknown> {
      return { username: `user-${++made}`, password: 'password 1', role: 'user', ...fields };
    }
  });

  describe('listing users', () => {
    it('shows an admin the own tenant, an operator all', async () => {
      const own = (await acme.get('/api/users?limit=100')).body as unknown as { tenant_id: string }[];
      expect(new Set(own.map((user) => user.tenant_id))).toEqual(new Set([acmeId]));
      const all = (await operator.get('/api/users?limit=100')).body as unknown as { tenant_id: string }[];
      expect(all.length).toBeGreaterThan(own.length);
    });

    it('finds the one of a name, however it is written, and none of another tenant', async () => {
      const { id, username } = await makeUser(acme);
      const query = `/api/users?username=${username.toUpperCase()}`;
      expect((await operator.get(query)).body).toMatchObject([{ id }]);
      expect((await acme.get(query)).body).toMatchObject([{ id }]);
      expect((await acme.get('/api/users?username=admin')).body).toEqual([]);
    });

    it('comes in pages, as a bare array with Link and X-Total-Count', async () => {
      const { headers, body } = await operator.get('/api/users?page=2&limit=2');
      expect(body).toHaveLength(2);
      expect(Number(headers.get('X-Total-Count'))).toBeGreaterThanOrEqual(5);
      expect(headers.get('Link')).toContain('</api/users?page=3&limit=2>; rel="next"');
      expect((await operator.get('/api/users?limit=101')).status).toBe(400);
    });
  });

  describe('changing users', () => {
    it('stops the tokens of a disabled user for good', async () => {
      const { id, username } = await makeUser(acme);
      const user = await api.signedIn(username, 'password 1');
      expect((await user.get(ME)).status).toBe(200);
      expect((await acme.patch(`/api/users/${id}`, { disabled: true })).body['disabled']).toBe(true);
      expect((await refresh(user)).status).toBe(401);
      await untilRefused(user);
      const login = { username, password: 'password 1' };
      expect((await api.client().post('/api/auth/login', login)).status).toBe(401);

      expect((await acme.patch(`/api/users/${id}`, { disabled: false })).body['disabled']).toBe(false);
      expect((await refresh(user)).status).toBe(401);
      expect((await api.client().post('/api/auth/login', login)).status).toBe(200);
    });

    it('stops the access tokens of one with another role, who gets new ones by refresh', async () => {
      const { id, username } = await makeUser(acme, { role: 'admin' });
      const user = await api.signedIn(username, 'password 1');
      expect((await user.get('/api/users')).status).toBe(200);
      expect((await acme.patch(`/api/users/${id}`, { role: 'agent' })).status).toBe(200);
      await untilRefused(user);
      const { body } = await refresh(user);
      const demoted = user.with(body['access_token'] as string);
      expect((await demoted.get(ME)).body['role']).toBe('agent');
      expect((await demoted.get('/api/users')).status).toBe(403);
    });

    it('stops the access tokens of one who is moved to another tenant, which operators can do', async () => {
      const { id, username } = await makeUser(acme);
      const user = await api.signedIn(username, 'password 1');
      expect((await user.get(ME)).status).toBe(200);
      expect((await acme.patch(`/api/users/${id}`, { tenant_id: 'default' })).status).toBe(400);
      expect((await operator.patch(`/api/users/${id}`, { tenant_id: 'default' })).status).toBe(200);
      await untilRefused(user);
      expect((await acme.patch(`/api/users/${id}`, { role: 'owner' })).status).toBe(404);
    });

    it('ends all sessions when the password changes', async () => {
      const { id, username } = await makeUser(acme);
      const user = await api.signedIn(username, 'password 1');
      expect((await user.get(ME)).status).toBe(200);
      expect((await acme.patch(`/api/users/${id}`, { password: 'password 2' })).status).toBe(200);
      expect((await refresh(user)).status).toBe(401);
      await untilRefused(user);
      const again = await api.signedIn(username, 'password 2');
      expect((await again.get(ME)).status).toBe(200);
    });

    it('sets and removes the creator address, and needs something to change', async () => {
      const { id } = await makeUser(acme, { creator_address: 'ST1' });
      const change = (body: unknown): Promise<TestAnswer> => acme.patch(`/api/users/${id}`, body);
      expect((await change({ creator_address: 'ST2' })).body['creator_address']).toBe('ST2');
      expect((await change({ creator_address: null })).body['creator_address']).toBeNull();
      expect((await change({})).status).toBe(400);
      expect((await change({ username: 'other' })).status).toBe(400);
    });

    it('says 404 for users of other tenants, unknown ones and malformed ids', async () => {
      const { body } = await operator.get('/api/users?limit=1');
      const [stranger] = body as unknown as Made[];
      for (const id of [stranger?.id, UNKNOWN_ID, 'x', '%00']) {
        expect((await acme.patch(`/api/users/${id}`, { role: 'user' })).status).toBe(404);
        expect((await acme.delete(`/api/users/${id}`)).status).toBe(404);
      }
    });
  });

  describe('deleting users', () => {
    it('stops their tokens, frees their name and hides them', async () => {
      const { id, username } = await makeUser(acme);
      const user = await api.signedIn(username, 'password 1');
      expect((await user.get(ME)).status).toBe(200);
      expect((await acme.delete(`/api/users/${id}`)).status).toBe(204);
      expect((await refresh(user)).status).toBe(401);
      await untilRefused(user);
      expect((await acme.delete(`/api/users/${id}`)).status).toBe(404);
      const list = (await acme.get('/api/users?limit=100')).body as unknown as Made[];
      expect(list.filter((other) => other.id === id)).toEqual([]);
      await makeUser(acme, { username });
      expect((await user.get(ME)).status).toBe(401);
    });

    it('is never possible for oneself', async () => {
      const { id } = (await acme.get(ME)).body as unknown as Made;
      const { status, body } = await acme.delete(`/api/users/${id.toUpperCase()}`);
      expect([status, body['code']]).toEqual([403, 'own_account']);
    });
  });

  describe('the last admin of default', () => {
    it('can’t be disabled, demoted or moved', async () => {
      const { id } = (await operator.get(ME)).body as unknown as Made;
      for (const change of [{ disabled: true }, { role: 'owner' }, { tenant_id: 'acme' }]) {
        const { status, body } = await operator.patch(`/api/users/${id}`, change);
        expect([status, body['code']]).toEqual([409, 'last_admin']);
      }
      expect((await operator.patch(`/api/users/${id}`, { role: 'admin' })).status).toBe(200);
      expect((await operator.get('/api/tenants')).status).toBe(200);
    });

    it('is left when two remove each other at once', async () => {
      for (let round = 0; round < 5; round++) {
        const one = await api.signedIn('admin');
        const { id } = (await one.get(ME)).body as unknown as Made;
        const second = await makeUser(one, { role: 'admin' });
        const other = await api.signedIn(second.username, 'password 1');
        const answers = await Promise.all([
          one.patch(`/api/users/${second.id}`, { role: 'user' }),
          other.patch(`/api/users/${id}`, { role: 'user' }),
        ]);
        // The slower one is told that it would be the last, or that it is no admin any more.
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
        const admins = await rows(api.db, `SELECT 1 FROM users WHERE id IN ($1, $2) AND role = 'admin'`, [
          id,
          second.id,
        ]);
        expect(admins).toHaveLength(1);
        await api.db.query(
          `UPDATE users SET role = CASE id WHEN $1 THEN 'admin' ELSE 'user' END WHERE id IN ($1, $2)`,
          [id, second.id],
        );
      }
      operator = await api.signedIn('admin');
    });
  });

  describe('tenants', () => {
    it('are made and seen by operators', async () => {
      const { status, body } = await operator.post('/api/tenants', { name: 'Sekolah Ünï' });
      expect(status).toBe(201);
      expect(body).toEqual({ id: expect.any(String), name: 'Sekolah Ünï', created_at: expect.any(String) });
      const { headers, body: all } = await operator.get('/api/tenants');
      expect(all).toHaveLength(Number(headers.get('X-Total-Count')));
      expect((all as unknown as { name: string }[]).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['default', 'acme', 'Sekolah Ünï']),
      );
    });

    it('have names of their own that are no ids', async () => {
      expect((await operator.post('/api/tenants', { name: 'acme' })).status).toBe(409);
      expect((await operator.post('/api/tenants', { name: UNKNOWN_ID })).status).toBe(400);
      expect((await operator.post('/api/tenants', {})).status).toBe(400);
    });

    it('are not made by other admins, who see their own', async () => {
      expect((await acme.post('/api/tenants', { name: 'mine' })).status).toBe(403);
      const { body } = await acme.get('/api/tenants');
      expect(body).toEqual([expect.objectContaining({ id: acmeId, name: 'acme' })]);
    });
  });

  it('writes every change down for the tenant whose user it is, without secrets', async () => {
    const { id } = await makeUser(operator, { tenant_id: 'acme' });
    await operator.patch(`/api/users/${id}`, { password: 'a new secret', role: 'agent' });
    await operator.delete(`/api/users/${id}`);
    const events = await rows<{ details: unknown }>(
      api.db,
      `SELECT action, actor_name, tenant_id, details FROM audit_events WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    expect(events).toEqual([
      { action: 'auth.user.create', actor_name: 'admin', tenant_id: acmeId, details: { role: 'user' } },
      {
        action: 'auth.user.update',
        actor_name: 'admin',
        tenant_id: acmeId,
        details: { changed: ['password', 'role'], role: 'agent', formerRole: 'user' },
      },
      { action: 'auth.user.delete', actor_name: 'admin', tenant_id: acmeId, details: { role: 'agent' } },
    ]);
  });
});
