import { connect } from 'node:net';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { text } from 'node:stream/consumers';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { type RunningApi, startApi } from './testing/running-api';

const ORIGIN = 'https://front.example.org';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('requests', () => {
  let api: RunningApi;

  before(async () => {
    api = await startApi({ env: { CORS_ORIGINS: `https://other.example.org, ${ORIGIN}` } });
  });
  after(() => api?.stop());

  describe('ids', () => {
    const idOf = async (given: string): Promise<string | null> => {
      const { headers } = await api.request('GET', '/healthz', { headers: { 'X-Request-Id': given } });
      return headers.get('X-Request-Id');
    };

    it('are the client’s when they are sane', async () => {
      const trace = 'Root=1-67891233-abcdef012345678912345678';
      for (const id of ['a', 'req_1234567890_abc123', trace, 'x'.repeat(128)])
        expect(await idOf(id)).toBe(id);
    });

    it('are made for a client that sends none or one that could do harm', async () => {
      for (const id of ['', 'two words', '"><script>', '{"a":1}', 'é', 'x'.repeat(129)]) {
        expect(await idOf(id)).toMatch(UUID);
      }
    });

    it('stand in every answer and in its log line', async () => {
      const headers = { 'X-Request-Id': 'everywhere-1' };
      const requests = [
        ['GET', '/docs'],
        ['GET', '/docs/assets/swagger-ui.css'],
        ['GET', '/api/auth/me'],
        ['GET', '/nothing'],
        ['OPTIONS', '/api/batches'],
        ['PUT', '/api/batches'],
      ] as const;
      for (const [method, path] of requests) {
        const answer = await api.request(method, path, { headers });
        expect([path, answer.headers.get('X-Request-Id')]).toEqual([path, 'everywhere-1']);
      }
      const lines = await eventually('six lines', () => {
        const found = api.log.filter(({ fields }) => fields['requestId'] === 'everywhere-1');
        return found.length === requests.length && found;
      });
      expect(lines.map(({ fields }) => fields['status'])).toEqual([200, 200, 401, 404, 204, 405]);
    });
  });

  describe('methods and paths', () => {
    it('of lists work with and without a slash at the end', async () => {
      for (const path of ['/api/batches', '/api/batches/', '/api/users', '/api/users/']) {
        expect([path, (await api.request('GET', path, { as: 'admin' })).status]).toEqual([path, 200]);
      }
    });

    it('HEAD answers like GET, without a body', async () => {
      const answer = await api.request('HEAD', '/healthz');
      expect(answer).toMatchObject({ status: 200, text: '' });
      expect(Number(answer.headers.get('Content-Length'))).toBeGreaterThan(0);
      expect(await api.request('HEAD', '/api/batches')).toMatchObject({ status: 401, text: '' });
      expect(await api.request('HEAD', '/api/batches/upload')).toMatchObject({ status: 405, text: '' });
    });

    it('OPTIONS tells the methods of a path, without a token', async () => {
      const allow = async (path: string): Promise<string | null> => {
        const answer = await api.request('OPTIONS', path);
        expect(answer.status).toBe(204);
        return answer.headers.get('Allow');
      };
      expect(await allow('/api/batches/')).toBe('GET, HEAD, OPTIONS');
      expect(await allow('/api/batches/upload')).toBe('POST, OPTIONS');
      expect((await allow('/api/users'))?.split(', ').sort()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST']);
      expect((await api.request('OPTIONS', '/nothing')).status).toBe(404);
    });

    it('that only a bare connection can send are answered, too', async () => {
      const first = async (request: string): Promise<string> => {
        const socket = await api.socket();
        socket.end(request);
        return (await text(socket)).split('\r\n')[0] as string;
      };
      expect(await first('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/ 404 /);
      const absolute = `GET ${api.url}/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
      expect(await first(absolute)).toMatch(/ 200 /);
      expect(await first('GET /nothing HTTP/1.0\r\n\r\n')).toMatch(/ 404 /);
      expect(await first('GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/ 400 /);
      expect(await first('hello\r\n\r\n')).toMatch(/ 400 /);
      const twoHosts = 'GET /healthz HTTP/1.1\r\nHost: x\r\nhost: y\r\nConnection: close\r\n\r\n';
      expect(await first(twoHosts)).toMatch(/ 400 /);
      expect(await first('GET /healthz HTTP/1.1\r\n\r\n')).toMatch(/ 400 /);
    });
  });

  describe('bodies', () => {
    it('may be missing: what is required is named', async () => {
      const answer = await api.request('POST', '/api/auth/login');
      expect(answer).toMatchObject({
        status: 400,
        body: { details: [{ field: 'username' }, { field: 'password' }] },
      });
    });

    it('never reach a prototype', async () => {
      const text =
        '{"username":"x","password":"y","__proto__":{"admin":true},"constructor":{"prototype":{}}}';
      const headers = { 'Content-Type': 'application/json' };
      expect((await api.request('POST', '/api/auth/login', { headers, body: text })).status).toBe(401);
      const form = new URLSearchParams([
        ['__proto__', 'x'],
        ['username', 'x'],
        ['password', 'y'],
      ]);
      expect((await api.request('POST', '/api/auth/login', { body: form })).status).toBe(401);
      expect(
        (await api.request('GET', '/api/batches?__proto__=1&constructor=2', { as: 'user' })).status,
      ).toBe(200);
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    });

    it('are refused when they are nested deeper than anything of ours', async () => {
      const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
      const send = (body: string): Promise<{ body: Record<string, unknown> }> =>
        api.request('POST', '/api/auth/login', { body, headers: { 'Content-Type': 'application/json' } });
      expect((await send(nested(40))).body['code']).toBe('too_deep');
      expect((await send(nested(4))).body['code']).toBe('validation_failed');
    });
  });

  describe('of browsers', () => {
    it('from the origins that are configured may be made, and all our headers read', async () => {
      const answer = await api.request('GET', '/healthz', { headers: { Origin: ORIGIN } });
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
      expect(answer.headers.get('Vary')).toMatch(/Origin/);
      const exposed = answer.headers.get('Access-Control-Expose-Headers')?.split(',');
      for (const name of ['X-Request-Id', 'Location', 'Link', 'X-Total-Count', 'Retry-After'])
        expect(exposed).toContain(name);
      const refused = await api.request('GET', '/api/batches', { headers: { Origin: ORIGIN } });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
    });

    it('are asked for beforehand and allowed', async () => {
      const headers = {
        Origin: ORIGIN,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      };
      const answer = await api.request('OPTIONS', '/api/batches/upload', { headers });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
      expect(answer.headers.get('Access-Control-Allow-Methods')).toMatch(/POST/);
      expect(answer.headers.get('Access-Control-Allow-Headers')).toBe('authorization,content-type');
      expect(answer.headers.get('Allow')).toBe('POST, OPTIONS');
    });

    it('from other origins get no leave', async () => {
      const answer = await api.request('GET', '/healthz', {
        headers: { Origin: 'https://evil.example.org' },
      });
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    });
  });

  it('get answers that browsers handle with care', async () => {
    const { headers } = await api.request('GET', '/api/auth/me', { as: 'user' });
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Frame-Options')).toBe('SAMEORIGIN');
    expect(headers.get('Strict-Transport-Security')).toMatch(/max-age/);
    expect(headers.get('Content-Security-Policy')).toMatch(/default-src 'self'/);
    expect(headers.get('X-Powered-By')).toBeNull();
    expect(headers.get('Cache-Control')).toBe('no-store');
  });
});

describe('the address of a client', () => {
  /** The address that a login leaves in the audit trail. */
  async function addressSeen(hops: string, forwarded: string): Promise<string | null> {
    const api = await startApi({ env: { TRUST_PROXY_HOPS: hops } });
    try {
      const body = new URLSearchParams({ username: 'user', password: 'user123' });
      const headers = { 'X-Forwarded-For': forwarded };
      expect((await api.request('POST', '/api/auth/login', { body, headers })).status).toBe(200);
      const [event] = await api.db.query('SELECT address FROM audit_events');
      return (event as { address: string }).address;
    } finally {
      await api.stop();
    }
  }

  it('is that of the connection when no proxy is configured', async () => {
    expect(await addressSeen('0', '198.51.100.7')).toBe('127.0.0.1');
  });

  it('is what the configured number of proxies says, no more', async () => {
    expect(await addressSeen('1', '203.0.113.9, 198.51.100.7')).toBe('198.51.100.7');
    expect(await addressSeen('2', '203.0.113.9, 198.51.100.7')).toBe('203.0.113.9');
  });
});

describe('slow clients', () => {
  it('are cut off: before the head, in the middle of it, in the body, and between requests', async () => {
    const limits = {
      headersTimeoutMs: 150,
      requestTimeoutMs: 300,
      silenceTimeoutMs: 10_000,
      keepAliveTimeoutMs: 100,
      checkEveryMs: 20,
    };
    const api = await startApi({ limits });
    try {
      const answerTo = async (bytes: string): Promise<string> => {
        const socket = await api.socket();
        socket.write(bytes);
        return text(socket);
      };
      const [nothing, half, body, idle] = await Promise.all([
        answerTo(''),
        answerTo('GET /healthz HT'),
        answerTo(
          'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
        ),
        answerTo('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'),
      ]);
      expect(nothing).toMatch(/^(HTTP\/1.1 408 |$)/);
      expect(half).toMatch(/^HTTP\/1.1 408 /);
      expect(body).toMatch(/^HTTP\/1.1 408 /);
      expect(idle).toMatch(/^HTTP\/1.1 200 /);
    } finally {
      await api.stop();
    }
  });

  it('that fall silent while their answer is made are cut off as well', async () => {
    const api = await startApi({
      limits: {
        headersTimeoutMs: 10_000,
        requestTimeoutMs: 10_000,
        silenceTimeoutMs: 100,
        keepAliveTimeoutMs: 10_000,
        checkEveryMs: 1_000,
      },
    });
    try {
      const socket = connect(api.port, '127.0.0.1');
      await once(socket, 'close');
      expect(socket.bytesRead).toBe(0);
    } finally {
      await api.stop();
    }
  });
});
