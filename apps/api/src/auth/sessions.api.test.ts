import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { createTestDatabase, eventually, type TestDatabase } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { startTestApi, type TestApi, type TestClient } from './testing/test-api';

const LOGIN = '/api/auth/login';
const REFRESH = '/api/auth/refresh';
const LOGOUT = '/api/auth/logout';
const ME = '/api/auth/me';

describe('sessions', () => {
  let database: TestDatabase;
  let api: TestApi;

  before(async () => {
    database = await createTestDatabase();
    api = await startTestApi(database.url);
  });
  after(async () => {
    await api.stop();
    await database.drop();
  });

  /** @returns the answer to a refresh */
  function refresh(refreshToken: unknown): ReturnType<TestClient['post']> {
    return api.client().post(REFRESH, { refresh_token: refreshToken });
  }

  function auditActions(subjectId: string): Promise<string[]> {
    return rows<{ action: string }>(
      api.db,
      'SELECT action FROM audit_events WHERE subject_id = $1 ORDER BY id',
      [subjectId],
    ).then((events) => events.map(({ action }) => action));
  }

  function sessionOf(accessToken: string): string {
    const payload = Buffer.from(accessToken.split('.')[1] as string, 'base64url').toString();
    return (JSON.parse(payload) as { sid: string }).sid;
  }

  const untilRefused = (client: TestClient): Promise<boolean> =>
    eventually('the token is refused', async () => (await client.get(ME)).status === 401, 5_000);

  describe('login', () => {
    it('answers both tokens exactly as printed', async () => {
      const { status, headers, body } = await api
        .client()
        .post(LOGIN, { username: 'user', password: 'user123' });
      expect(status).toBe(200);
      expect(body).toEqual({
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 1800,
      });
      expect(headers.get('Cache-Control')).toBe('no-store');
    });

    it('takes a form as OAuth2 clients send it', async () => {
      const form = new URLSearchParams({ grant_type: 'password', username: 'user', password: 'user123' });
      expect((await api.client().post(LOGIN, form)).status).toBe(200);
    });

    it('knows the name in any case of letters', async () => {
      const answer = await api.client().post(LOGIN, { username: ' USER ', password: 'user123' });
      expect(answer.status).toBe(200);
    });

    it('refuses a wrong password and an unknown name with the same words', async () => {
      const wrong = await api.client().post(LOGIN, { username: 'owner', password: 'wrong password' });
      const unknown = await api.client().post(LOGIN, { username: 'nobody', password: 'owner123' });
      expect(wrong.status).toBe(401);
      expect(unknown.body).toEqual(wrong.body);
      expect(wrong.body).toMatchObject({ status: 401, code: 'invalid_credentials' });
      expect(wrong.headers.get('Content-Type')).toContain('application/problem+json');
      expect(wrong.headers.get('WWW-Authenticate')).toContain('Bearer');
    });

    it('names what is missing and refuses names that can be nobody’s', async () => {
      const empty = await api.client().post(LOGIN, {});
      expect(empty.status).toBe(400);
      expect(empty.body['detail']).toContain('"password" is required');
      const odd = await api.client().post(LOGIN, { username: 'a\u0000b', password: 'x' });
      expect(odd.status).toBe(400);
      const object = await api.client().post(LOGIN, { username: { $ne: '' }, password: ['x'] });
      expect(object.status).toBe(400);
    });

    it('writes success and failure down, without names nobody has', async () => {
      await api.client('198.51.100.7').post(LOGIN, { username: 'my secret', password: 'x' });
      const events = await rows(
        api.db,
        `SELECT action, actor_name, actor_id FROM audit_events WHERE address = '198.51.100.7'`,
      );
      expect(events).toEqual([{ action: 'auth.login.failure', actor_name: null, actor_id: null }]);
      const user = await api.signedIn('agent');
      const session = sessionOf(user.accessToken as string);
      expect(await auditActions(session)).toEqual(['auth.login.success']);
    });

    it('keeps neither passwords nor refresh tokens', async () => {
      const user = await api.signedIn('user');
      const stored = await rows<{ text: string }>(
        api.db,
        `SELECT u::text AS text FROM users u UNION ALL SELECT r::text FROM refresh_tokens r
         UNION ALL SELECT a::text FROM audit_events a`,
      );
      const all = stored.map(({ text }) => text).join('\n');
      expect(all).toContain('$argon2id$');
      expect(all).not.toContain('user123');
      expect(all).not.toContain(user.refreshToken);
    });
  });

  describe('me', () => {
    it('tells who one is and nothing of the password', async () => {
      const creator = await api.signedIn('creator');
      const { status, body } = await creator.get(ME);
      expect(status).toBe(200);
      expect(body).toEqual({
        id: expect.any(String),
        username: 'creator',
        role: 'user',
        tenant_id: expect.any(String),
        creator_address: 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG',
        disabled: false,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        updated_at: expect.any(String),
      });
    });

    it('is refused without a token', async () => {
      const { status, headers, body } = await api.client().get(ME);
      expect(status).toBe(401);
      expect(headers.get('WWW-Authenticate')).toBe('Bearer realm="sluice"');
      expect(body['detail']).toBe('Authentication required');
    });
  });

  describe('refresh', () => {
    it('gives new tokens in the same session, of which the new ones work', async () => {
      const user = await api.signedIn('user');
      const { status, body } = await refresh(user.refreshToken);
      expect(status).toBe(200);
      expect(body).toMatchObject({ token_type: 'bearer', expires_in: 1800 });
      expect(body['refresh_token']).not.toBe(user.refreshToken);
      expect(sessionOf(body['access_token'] as string)).toBe(sessionOf(user.accessToken as string));
      expect((await user.with(body['access_token'] as string).get(ME)).status).toBe(200);
      expect((await refresh(body['refresh_token'])).status).toBe(200);
    });

    it('ends the whole session when a token comes a second time', async () => {
      const user = await api.signedIn('user');
      const other = await api.signedIn('user');
      const { body } = await refresh(user.refreshToken);
      expect((await refresh(user.refreshToken)).status).toBe(401);
      expect((await refresh(body['refresh_token'])).status).toBe(401);
      await untilRefused(user.with(body['access_token'] as string));
      const session = sessionOf(user.accessToken as string);
      expect(await auditActions(session)).toEqual(['auth.login.success', 'auth.session.reuse']);
      expect((await other.get(ME)).status).toBe(200);
      expect((await refresh(other.refreshToken)).status).toBe(200);
    });

    it('lets one of many parallel refreshes win, and the others end the session', async () => {
      const user = await api.signedIn('user');
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(user.refreshToken)));
      const winners = answers.filter(({ status }) => status === 200);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
      expect((await refresh(winners[0]?.body['refresh_token'])).status).toBe(401);
    });

    it('refuses tokens that are unknown, expired or none', async () => {
      expect((await refresh('x'.repeat(43))).status).toBe(401);
      expect((await refresh(undefined)).status).toBe(400);
      expect((await refresh(7)).status).toBe(400);
      const user = await api.signedIn('user');
      await api.db.query(`UPDATE refresh_tokens SET expires_at = now() WHERE family_id = $1`, [
        sessionOf(user.accessToken as string),
      ]);
      expect((await refresh(user.refreshToken)).status).toBe(401);
    });

    it('removes tokens that are long expired', async () => {
      const user = await api.signedIn('user');
      const session = sessionOf(user.accessToken as string);
      await api.db.query(
        `UPDATE refresh_tokens SET expires_at = now() - interval '2 days' WHERE family_id = $1`,
        [session],
      );
      await api.signedIn('user');
      const left = await rows(api.db, 'SELECT 1 FROM refresh_tokens WHERE family_id = $1', [session]);
      expect(left).toEqual([]);
    });
  });

  describe('logout', () => {
    it('ends the session of the refresh token and no other', async () => {
      const user = await api.signedIn('user');
      const other = await api.signedIn('user');
      const answer = await user.post(LOGOUT, { refresh_token: user.refreshToken });
      expect(answer.status).toBe(204);
      expect((await refresh(user.refreshToken)).status).toBe(401);
      await untilRefused(user);
      expect((await other.get(ME)).status).toBe(200);
    });

    it('works with the refresh token alone, and twice', async () => {
      const user = await api.signedIn('user');
      const logout = (): ReturnType<TestClient['post']> =>
        api.client().post(LOGOUT, { refresh_token: user.refreshToken });
      expect((await logout()).status).toBe(204);
      expect((await logout()).status).toBe(204);
      expect((await refresh(user.refreshToken)).status).toBe(401);
    });

    it('ends all sessions of the caller when no refresh token is given', async () => {
      const [one, two, agent] = await Promise.all([
        api.signedIn('owner'),
        api.signedIn('owner'),
        api.signedIn('agent'),
      ]);
      expect((await one.post(LOGOUT)).status).toBe(204);
      expect((await refresh(two.refreshToken)).status).toBe(401);
      await untilRefused(one);
      await untilRefused(two);
      expect((await agent.get(ME)).status).toBe(200);
    });

    it('is refused with no token at all', async () => {
      expect((await api.client().post(LOGOUT)).status).toBe(401);
    });

    it('leaves nothing of a session when it comes beside a refresh', async () => {
      for (let round = 0; round < 10; round++) {
        const user = await api.signedIn('user');
        const [refreshed] = await Promise.all([
          refresh(user.refreshToken),
          user.post(LOGOUT, { refresh_token: user.refreshToken }),
        ]);
        if (refreshed.status === 200) {
          expect((await refresh(refreshed.body['refresh_token'])).status).toBe(401);
        }
      }
    });
  });
});
