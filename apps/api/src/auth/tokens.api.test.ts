import { createHmac, generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { loadConfig } from '@sluice/kernel/config';
import { createTestDatabase, eventually, type TestDatabase } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { decode, sign, type SignOptions } from 'jsonwebtoken';
import { readSigningKeys } from './signing-keys';
import { startTestApi, type TestApi } from './testing/test-api';

function rsaPair(bits = 2048): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

describe('access tokens', () => {
  let database: TestDatabase;
  const pair = rsaPair();

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  /** What a login of `user` says, ready to be signed again in other ways. */
  async function goodClaims(api: TestApi): Promise<Record<string, unknown>> {
    const { accessToken } = await api.signedIn('user');
    return decode(accessToken as string) as Record<string, unknown>;
  }

  function withoutExpiry({ exp: _exp, ...others }: Record<string, unknown>): Record<string, unknown> {
    return others;
  }

  async function statusOf(api: TestApi, token: string): Promise<number> {
    return (await api.client().with(token).get('/api/auth/me')).status;
  }

  describe('signed with a secret', () => {
    let api: TestApi;
    let claims: Record<string, unknown>;
    let secret: string;

    before(async () => {
      api = await startTestApi(database.url);
      claims = await goodClaims(api);
      secret = api.config.jwt.secret as string;
    });
    after(() => api.stop());

    const signed = (change: Record<string, unknown>, options: SignOptions = {}, key = secret): string =>
      sign({ ...claims, ...change }, key, { algorithm: 'HS256', ...options });

    it('carry the claims that are promised', () => {
      expect(claims).toMatchObject({
        sub: expect.any(String),
        role: 'user',
        tenant_id: expect.any(String),
        creator_address: null,
        iss: 'sluice',
        aud: 'sluice',
      });
      expect((claims['exp'] as number) - (claims['iat'] as number)).toBe(1800);
    });

    it('are taken when they are as we made them', async () => {
      expect(await statusOf(api, signed({}))).toBe(200);
    });

    it('are taken until they expire, however often they were taken before', async () => {
      const token = signed({ exp: Math.floor(Date.now() / 1000) + 2 });
      expect([await statusOf(api, token), await statusOf(api, token)]).toEqual([200, 200]);
      await eventually('the token to expire', async () => (await statusOf(api, token)) === 401);
      expect((decode(token) as { exp: number }).exp).toBeLessThanOrEqual(Date.now() / 1000);
    });

    const forgeries: [string, () => string][] = [
      ['have expired', () => signed({ exp: Math.floor(Date.now() / 1000) - 1 })],
      ['are of another issuer', () => signed({ iss: 'other' })],
      ['are for another audience', () => signed({ aud: 'other' })],
      ['never expire', () => sign(withoutExpiry(claims), secret, { algorithm: 'HS256' })],
      ['are not valid yet', () => signed({ nbf: Math.floor(Date.now() / 1000) + 3600 })],
      ['are signed with another secret', () => signed({}, {}, 'another secret')],
      ['are signed with a longer hash of the right secret', () => signed({}, { algorithm: 'HS512' })],
      ['are not signed', () => sign(claims, '', { algorithm: 'none' })],
      ['are signed with a key pair', () => sign(claims, pair.privateKey, { algorithm: 'RS256' })],
      ['claim another role', () => signed({ role: 'admin' })],
      ['claim another tenant', () => signed({ tenant_id: '01890000-0000-7000-8000-000000000000' })],
      ['name an unknown user', () => signed({ sub: '01890000-0000-7000-8000-000000000000' })],
      ['name no user', () => signed({ sub: 'user' })],
      ['belong to no session', () => signed({ sid: undefined })],
      ['belong to an unknown session', () => signed({ sid: '01890000-0000-7000-8000-000000000000' })],
      ['are no tokens', () => 'not.a.token'],
    ];
    for (const [which, forge] of forgeries) {
      it(`are refused when they ${which}`, async () => {
        const { status, headers } = await api.client().with(forge()).get('/api/auth/me');
        expect(status).toBe(401);
        expect(headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
      });
    }

    it('are refused with another user’s session', async () => {
      const other = await api.signedIn('agent');
      const { sid } = decode(other.accessToken as string) as { sid: string };
      expect(await statusOf(api, signed({ sid }))).toBe(401);
    });
  });

  describe('signed with a key pair', () => {
    let api: TestApi;

    before(async () => {
      api = await startTestApi(database.url, {
        JWT_PRIVATE_KEY: pair.privateKey.replaceAll('\n', '\\n'),
        JWT_PUBLIC_KEY: pair.publicKey,
      });
    });
    after(() => api.stop());

    it('are taken, and say RS256', async () => {
      const user = await api.signedIn('user');
      expect(decode(user.accessToken as string, { complete: true })?.header.alg).toBe('RS256');
      expect((await user.get('/api/auth/me')).status).toBe(200);
    });

    it('are refused when the public key was used as a secret', async () => {
      const claims = await goodClaims(api);
      const [header, payload] = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      );
      const mac = createHmac('sha256', pair.publicKey).update(`${header}.${payload}`).digest('base64url');
      expect(await statusOf(api, `${header}.${payload}.${mac}`)).toBe(401);
    });

    it('are refused when another key signed them', async () => {
      const token = sign(await goodClaims(api), rsaPair().privateKey, { algorithm: 'RS256' });
      expect(await statusOf(api, token)).toBe(401);
    });
  });

  describe('keys', () => {
    const keysOf = (jwt: Record<string, string>): ReturnType<typeof readSigningKeys> => {
      const others = { DATABASE_URL: database.url, REDIS_URL: 'redis://h', STORAGE_URL: 'file:///x' };
      return readSigningKeys(loadConfig({ ...others, ...jwt }).jwt);
    };

    it('that do not belong together are refused by name', () => {
      const jwt = { JWT_PRIVATE_KEY: pair.privateKey, JWT_PUBLIC_KEY: rsaPair().publicKey };
      expect(() => keysOf(jwt)).toThrow('"JWT_PUBLIC_KEY" does not belong to "JWT_PRIVATE_KEY"');
    });

    it('that are too short are refused by name', () => {
      const short = rsaPair(1024);
      const jwt = { JWT_PRIVATE_KEY: short.privateKey, JWT_PUBLIC_KEY: short.publicKey };
      expect(() => keysOf(jwt)).toThrow('"JWT_PRIVATE_KEY" must be an RSA key of at least 2048 bits');
    });

    it('that are broken are refused by name, without showing them', () => {
      const broken = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
      const jwt = { JWT_PRIVATE_KEY: broken, JWT_PUBLIC_KEY: pair.publicKey };
      expect(() => keysOf(jwt)).toThrow(/^"JWT_PRIVATE_KEY" can't be read as a key/);
      expect(() => keysOf(jwt)).not.toThrow('c2VjcmV0');
    });
  });
});
