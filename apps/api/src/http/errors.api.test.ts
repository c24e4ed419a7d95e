import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import Joi from 'joi';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route } from './route';
import { type ApiAnswer, type RunningApi, startApi } from './testing/running-api';

/** A path of every system, whether it is there yet or not, and the form of its errors. */
const PREFIXES: [path: string, form: (answer: ApiAnswer, message?: unknown) => object][] = [
  ['/api/batches', (_, detail = expect.any(String)) => ({ detail })],
  [
    '/api/contents',
    (_, message = expect.any(String)) => ({ error: expect.stringMatching(/^[a-z_]+$/), message }),
  ],
  [
    '/api/revenue',
    (_, message = expect.any(String)) => ({
      success: false,
      error: { code: expect.stringMatching(/^[a-z_]+$/) },
      message,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    }),
  ],
  ['/api/audience/batch-upload', (_, message = expect.any(String)) => ({ status: 'error', message })],
  [
    '/api/v1/onboarding/migration',
    ({ status }, message = expect.any(String)) => ({
      statusCode: status,
      message,
      error: expect.stringMatching(/^[A-Z]/),
    }),
  ],
  [
    '/api/uploads',
    ({ status }, detail = expect.any(String)) => ({
      type: 'about:blank',
      title: expect.any(String),
      status,
      detail,
      code: expect.stringMatching(/^[a-z_]+$/),
    }),
  ],
];

const body = Joi.object({ name: Joi.string().required() });

/** Under each prefix, whatever can go wrong. */
function troubleUnder(prefix: string): Route[] {
  const path = `${prefix}/trouble/here`;
  const route = (spec: Partial<Route>): Route =>
    defineRoute({
      method: 'get',
      path,
      summary: 'Trouble',
      access: 'public',
      responses: {},
      handler: async () => ({ status: 200, json: {} }),
      ...spec,
    } as Route);
  const fail = (): Promise<Reply> => Promise.reject(new Error('the secret of the database'));
  return [
    route({ method: 'post', body }),
    route({ path: `${path}/signed-in`, access: ANYONE_SIGNED_IN }),
    route({ path: `${path}/admins`, access: ['admin'] }),
    route({ path: `${path}/bug`, handler: fail }),
    route({
      path: `${path}/form`,
      method: 'post',
      upload: { system: 'test', files: [{ name: 'file', maxCount: 1 }] },
    }),
  ];
}

/** A stream that gives `text`, if there is one, and then fails. */
function failing(text?: string): Reply {
  const stream = Readable.from(
    (async function* () {
      if (text !== undefined) yield text;
      await Promise.resolve();
      throw new Error('the disk is gone');
    })(),
  );
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, stream };
}

const streams = (
  [
    ['early', () => failing()],
    ['late', () => failing('half of it')],
  ] as const
).map(([name, reply]) =>
  defineRoute({
    method: 'get',
    path: `/streams/${name}`,
    summary: 'A stream that fails',
    access: 'public',
    responses: {},
    handler: async () => reply(),
  }),
);

const databaseAway = defineRoute({
  method: 'get',
  path: '/api/revenue/away',
  summary: 'As when Postgres is being restarted',
  access: 'public',
  responses: {},
  handler: () => Promise.reject(Object.assign(new Error('terminating connection'), { code: '57P01' })),
});

describe('errors', () => {
  let api: RunningApi;

  before(async () => {
    const trouble = PREFIXES.flatMap(([prefix]) => troubleUnder(prefix));
    api = await startApi({
      extraRoutes: [...trouble, ...streams, databaseAway],
      env: { MAX_REQUEST_BYTES: '2000000' },
    });
  });
  after(() => api?.stop());

  for (const [prefix, form] of PREFIXES) {
    describe(`under ${prefix}`, () => {
      const path = `${prefix}/trouble/here`;

      async function expectForm(status: number, answer: ApiAnswer): Promise<void> {
        expect(answer).toMatchObject({ status, body: form(answer) });
        const isProblem = prefix === '/api/uploads';
        const type = isProblem ? 'application/problem+json' : 'application/json';
        expect(answer.headers.get('Content-Type')).toBe(`${type}; charset=utf-8`);
        expect(answer.headers.get('X-Request-Id')).toBeTruthy();
      }

      it('have the system’s form when nothing is there', async () => {
        await expectForm(404, await api.request('GET', `${prefix}/nothing/is/here`));
        await expectForm(404, await api.request('PROPFIND', `${prefix}/nothing/is/here/`));
      });

      it('have the system’s form when the method is wrong, and say which are right', async () => {
        const answer = await api.request('DELETE', path);
        await expectForm(405, answer);
        expect(answer.headers.get('Allow')).toBe('POST, OPTIONS');
        expect((await api.request('PUT', `${path}/bug`)).headers.get('Allow')).toBe('GET, HEAD, OPTIONS');
      });

      it('have the system’s form when the body is not what was expected', async () => {
        const post = (type: string | undefined, text: RequestInit['body'], more = {}): Promise<ApiAnswer> =>
          api.request('POST', path, {
            body: text,
            headers: { ...(type !== undefined && { 'Content-Type': type }), ...more },
          });
        await expectForm(400, await post('application/json', '{"name":'));
        await expectForm(400, await post('application/json', '{}'));
        await expectForm(400, await post('application/json', '"text"'));
        await expectForm(400, await post('application/json', '['.repeat(50_000) + ']'.repeat(50_000)));
        await expectForm(415, await post('text/plain', 'name'));
        await expectForm(415, await post('application/json; charset=klingon', '{}'));
        await expectForm(415, await post('application/json', '{}', { 'Content-Encoding': 'rot13' }));
        await expectForm(400, await post('application/json', 'no gzip', { 'Content-Encoding': 'gzip' }));
        await expectForm(
          413,
          await post('application/json', JSON.stringify({ name: 'x'.repeat(1_100_000) })),
        );
        const bomb = gzipSync(JSON.stringify({ name: 'x'.repeat(1_100_000) }));
        await expectForm(413, await post('application/json', bomb, { 'Content-Encoding': 'gzip' }));
      });

      it('have the system’s form when a form is broken', async () => {
        const post = (type: string, text: string): Promise<ApiAnswer> =>
          api.request('POST', `${path}/form`, { body: text, headers: { 'Content-Type': type } });
        await expectForm(400, await post('multipart/form-data', '--x\r\n'));
        await expectForm(400, await post('multipart/form-data; boundary=x', 'nothing of a form'));
        const cut = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';
        await expectForm(400, await post('multipart/form-data; boundary=x', cut));
        const other = `${cut.replace('"file"', '"other"')}\r\n--x--\r\n`;
        await expectForm(400, await post('multipart/form-data; boundary=x', other));
        await expectForm(415, await post('application/json', '{}'));
        await expectForm(413, await post('multipart/form-data; boundary=x', 'x'.repeat(2_000_001)));
        expect(await api.storedFiles()).toEqual([]);
      });

      it('have the system’s form without a token, with a bad one and with the wrong role', async () => {
        const anonymous = await api.request('GET', `${path}/signed-in`);
        await expectForm(401, anonymous);
        expect(anonymous.headers.get('WWW-Authenticate')).toMatch(/^Bearer/);
        const headers = { Authorization: 'Bearer nonsense' };
        await expectForm(401, await api.request('GET', `${path}/signed-in`, { headers }));
        await expectForm(403, await api.request('GET', `${path}/admins`, { as: 'user' }));
      });

      it('say nothing of a bug but an id, which is in the log with its cause', async () => {
        const answer = await api.request('GET', `${path}/bug`);
        await expectForm(500, answer);
        expect(answer.text).not.toMatch(/secret|Error:|node_modules/);
        const [, errorId] = /"error_id":"([^"]+)"/.exec(answer.text) ?? [];
        const line = api.log.find(({ fields }) => fields['errorId'] === errorId);
        expect(line).toMatchObject({
          level: 'error',
          fields: { requestId: answer.headers.get('X-Request-Id') },
        });
        expect((line?.fields['error'] as Error).message).toBe('the secret of the database');
      });
    });
  }

  it('are content’s where one of its paths is meant, and omr’s elsewhere under /api/batches', async () => {
    for (const path of ['batch-update-price', 'batch-remove', 'creator/x', 'some-id/revert']) {
      const { body: error } = await api.request('POST', `/api/batches/${path}`);
      expect([path, Object.keys(error)]).toEqual([path, ['error', 'message']]);
    }
    expect(Object.keys((await api.request('GET', '/api/batches/some-id')).body)).toEqual([
      'error',
      'message',
    ]);
    expect(Object.keys((await api.request('GET', '/api/batches/some-id/')).body)).toEqual([
      'error',
      'message',
    ]);
    for (const [method, path] of [
      ['GET', 'some-id/progress'],
      ['GET', 'some-id/status'],
      ['GET', 'upload'],
      ['DELETE', 'some-id'],
    ] as const) {
      const { body: error } = await api.request(method, `/api/batches/${path}`);
      expect([path, Object.keys(error)]).toEqual([path, ['detail']]);
    }
    expect(Object.keys((await api.request('GET', '/API/Batches/')).body)).toEqual(['detail']);
  });

  it('that pass are 503 and say when to come again', async () => {
    const answer = await api.request('GET', '/api/revenue/away');
    expect(answer).toMatchObject({
      status: 503,
      body: {
        success: false,
        message: expect.stringMatching(/กรุณาลองใหม่/),
        error: { error_id: expect.any(String) },
      },
    });
    expect(answer.headers.get('Retry-After')).toBe('2');
  });

  it('of a stream are answered while nothing was sent', async () => {
    const answer = await api.request('GET', '/streams/early');
    expect(answer).toMatchObject({ status: 500, body: { error_id: expect.any(String) } });
  });

  it('of a stream cut the connection once something was sent, so that half looks like half', async () => {
    await expect(api.request('GET', '/streams/late')).rejects.toThrow();
    const line = await eventually('the log has it', () =>
      api.log.find(({ message, fields }) => {
        return message === 'a request failed' && String(fields['error']).includes('the disk is gone');
      }),
    );
    expect(line.level).toBe('error');
  });

  describe('of paths', () => {
    const odd = [
      '//api//batches',
      '/%00',
      '/api/batches/%00/status',
      '/api/batches/%zz/status',
      '/api/batches/..%2f../status',
    ];
    for (const path of odd) {
      it(`like ${path} are 404`, async () => {
        expect((await api.request('GET', path, { as: 'user' })).status).toBe(404);
      });
    }

    it('that are very long are 404, or 431 when they are longer than any head may be', async () => {
      expect((await api.request('GET', `/${'x'.repeat(8_000)}`)).status).toBe(404);
      const answer = await api.request('GET', `/${'x'.repeat(20_000)}`);
      expect(answer).toMatchObject({ status: 431, body: { status: 431 } });
      expect(answer.headers.get('X-Request-Id')).toBeTruthy();
    });
  });
});
