import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'expect';
import { allRoutes } from './app';
import { defineRoute, type Route } from './http/route';
import { type ApiAnswer, type RunningApi, startApi } from './http/testing/running-api';
import { registerMetrics } from './ops/metrics';
import { uploadPaths } from './uploads';

/** A login of each role in the tenant `default`, whose admins are operators, and an admin of another tenant. */
const EVERYONE = ['admin', 'owner', 'agent', 'user', 'overseer'] as const;
type Caller = (typeof EVERYONE)[number];
const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

/** What `access` says of a caller: let in, asked who it is, or turned away. */
function expected({ access }: Route, caller: Caller | undefined): 'in' | 401 | 403 {
  if (access === 'public' || access === 'optional') return 'in';
  if (caller === undefined) return 401;
  if (access === 'operators') return caller === 'admin' ? 'in' : 403;
  return access.includes(caller === 'overseer' ? 'admin' : caller) ? 'in' : 403;
}

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; security: unknown[]; responses: object }>>;
}

describe('every route', () => {
  let api: RunningApi;
  let routes: Route[];

  before(async () => {
    api = await startApi();
    routes = allRoutes(api.deps);
    const as = 'admin';
    await api.request('POST', '/api/tenants', { as, json: { name: 'elsewhere' } });
    const overseer = { username: 'overseer', password: 'overseer123', role: 'admin', tenant_id: 'elsewhere' };
    expect((await api.request('POST', '/api/users', { as, json: overseer })).status).toBe(201);
  });
  after(() => api?.stop());

  function call(route: Route, as?: string): Promise<ApiAnswer> {
    const path = route.path.replace(/:\w+/g, UNKNOWN_ID);
    return api.request(route.method.toUpperCase(), path, as === undefined ? {} : { as });
  }

  it('lets in whom it declares and nobody else', async () => {
    expect(routes.length).toBeGreaterThan(15);
    // Routes that share a path with another claim what is theirs; content.api.test.ts calls those.
    for (const route of routes.filter(({ claims }) => !claims)) {
      for (const caller of [undefined, ...EVERYONE]) {
        const { status } = await call(route, caller);
        // Logging out without any token is refused by the handler itself.
        if (route.path === '/api/auth/logout' && caller === undefined) continue;
        const outcome = status === 401 || status === 403 ? status : 'in';
        const name = `${route.method} ${route.path} as ${caller ?? 'nobody'}`;
        expect(`${name}: ${outcome}`).toBe(`${name}: ${expected(route, caller)}`);
        expect(`${name}: ${status}`).not.toMatch(/: 50\d$/);
        if (route.path === '/api/auth/logout') await signInAgain(caller as string);
      }
    }
  });

  it('with an optional token refuses one that is bad', async () => {
    for (const route of routes.filter(({ access }) => access === 'optional')) {
      const path = route.path.replace(/:\w+/g, UNKNOWN_ID);
      const headers = { Authorization: 'Bearer nonsense' };
      expect((await api.request(route.method.toUpperCase(), path, { headers })).status).toBe(401);
    }
  });

  it('for operators is closed to the admins of other tenants', async () => {
    const refused = await api.request('POST', '/api/tenants', { as: 'overseer', json: { name: 'third' } });
    expect(refused.status).toBe(403);
    expect((await api.request('GET', '/api/tenants', { as: 'overseer' })).body).toHaveLength(1);
  });

  it('says who may call it, or it does not compile', () => {
    const spec = { method: 'get', path: '/x', summary: 'x', responses: {} } as const;
    const handler = async (): Promise<{ status: number }> => ({ status: 200 });
    // @ts-expect-error: `access` is missing
    defineRoute({ ...spec, handler });
    // @ts-expect-error: no such role
    defineRoute({ ...spec, handler, access: ['root'] });
    const whoCalls = { ...spec, access: 'public' } as const;
    // @ts-expect-error: nobody is signed in on a public route
    defineRoute({ ...whoCalls, handler: async ({ actor }) => ({ status: 200, text: actor.requestId }) });
  });

  describe('in the OpenAPI document', () => {
    let document: OpenApi;

    before(async () => {
      document = (await api.request('GET', '/openapi.json')).body as unknown as OpenApi;
    });

    it('is described in valid OpenAPI 3.1', async () => {
      const outcome = await new Validator().validate({ ...document });
      expect(outcome.errors ?? []).toEqual([]);
      expect(outcome.valid).toBe(true);
      expect(document.openapi).toMatch(/^3\.1\./);
    });

    it('is there, and nothing else is', () => {
      const mounted = new Set(
        routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`),
      );
      const described = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      // tus is mounted as it is: its verbs are the protocol's. test/e2e/uploads.e2e.test.ts calls them all.
      const uploads = Object.entries(uploadPaths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      expect(described.sort()).toEqual([...mounted, ...uploads].sort());
    });

    it('has an id of its own, its security and its answers', () => {
      const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
      const ids = operations.map(({ operationId }) => operationId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(document.paths['/api/batches/upload']?.['post']).toMatchObject({
        security: [{ bearer: [] }],
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                properties: { file: { format: 'binary' }, has_qr: {}, task_id: { pattern: '^\\d{8}$' } },
              },
            },
          },
        },
        responses: { 202: {}, 400: {}, 401: {}, 403: {}, 413: {}, 415: {}, 500: {} },
      });
      const errors = [
        ['/api/batches/upload', 'post', 'application/json', ['detail']],
        [
          '/api/auth/login',
          'post',
          'application/problem+json',
          ['type', 'title', 'status', 'detail', 'code'],
        ],
      ] as const;
      for (const [path, method, type, required] of errors) {
        expect(document.paths[path]?.[method]?.responses).toMatchObject({
          400: { content: { [type]: { schema: { required } } } },
        });
      }
      expect(document.paths['/api/auth/login']?.['post']).toMatchObject({ security: [] });
    });
  });

  async function signInAgain(username: string): Promise<void> {
    api.forget(username);
    await api.token(username);
  }
});

describe('the pages of the documentation', () => {
  let api: RunningApi;

  before(async () => {
    api = await startApi();
  });
  after(() => api?.stop());

  it('load with all they need, from here alone', async () => {
    for (const path of ['/docs', '/docs/']) {
      const { status, headers, text } = await api.request('GET', path);
      expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
      const needed = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string);
      expect(needed.length).toBeGreaterThan(3);
      for (const asset of needed) {
        expect(asset).toMatch(/^\/docs\//);
        expect([asset, (await api.request('GET', asset)).status]).toEqual([asset, 200]);
      }
    }
  });

  it('may load nothing from elsewhere', async () => {
    const { headers } = await api.request('GET', '/docs');
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).not.toMatch(/https?:|upgrade-insecure/);
    for (const path of ['/docs', '/docs/start.js']) {
      expect((await api.request('GET', path)).text).not.toMatch(/https?:\/\//);
    }
    expect((await api.request('GET', '/docs/start.js')).text).toMatch(/validatorUrl: null/);
  });

  it('hold nothing but what they need', async () => {
    for (const path of [
      '/docs/assets/',
      '/docs/assets/../../package.json',
      '/docs/assets/%2e%2e/package.json',
      '/docs/assets/package.json',
      '/docs/assets/index.html',
      '/docs/assets/swagger-initializer.js',
    ]) {
      expect([path, (await api.request('GET', path)).status]).toEqual([path, 404]);
    }
  });
});

describe('operations', () => {
  let api: RunningApi;

  before(async () => {
    api = await startApi();
  });
  after(() => api?.stop());

  it('tell that the process is alive and what it can reach', async () => {
    expect(await api.request('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api.request('GET', '/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ready', postgres: 'ok', redis: 'ok', storage: 'ok' },
    });
  });

  it('measure requests by the route’s pattern', async () => {
    await api.request('GET', `/api/batches/${UNKNOWN_ID}/progress`, { as: 'user' });
    const { text } = await api.request('GET', '/metrics');
    const line =
      /http_request_duration_seconds_count\{method="GET",route="\/api\/batches\/:id\/progress",status="404"\} \d/;
    expect(text).toMatch(line);
    expect(text).not.toContain(UNKNOWN_ID);
  });

  it('measure the queues, and still answer when the database is away', async () => {
    registerMetrics(api.deps, ['omr', 'revenue']);
    await api.db.query(
      `INSERT INTO jobs (id, queue, name, tenant_id, owner_id, subject_id, payload, state, created_at)
       SELECT gen_random_uuid(), 'omr', 'omr.open-zip', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '{}',
         state, now() - age FROM (VALUES ('waiting', interval '10 minutes'), ('admitted', interval '1 hour'),
         ('running', interval '2 hours'), ('done', interval '3 hours')) AS t (state, age)`,
    );
    await api.db.query(`INSERT INTO workers (id, queues, concurrency) VALUES ('w', '{omr}', 1)`);
    await api.db.query(`INSERT INTO drains (id, scope, target) VALUES (gen_random_uuid(), 'queue', 'omr')`);
    const { text } = await api.request('GET', '/metrics');
    expect(text).toContain('sluice_queue_drained{queue="omr"} 1');
    expect(text).toContain('sluice_queue_drained{queue="revenue"} 0');
    for (const state of ['waiting', 'admitted', 'running']) {
      expect(text).toContain(`sluice_queue_jobs{queue="omr",state="${state}"} 1`);
    }
    expect(/oldest_waiting_seconds\{queue="omr"\} (\d+)/.exec(text)?.[1]).toMatch(/^36\d\d$/);
    expect(text).toContain('sluice_workers 1');
    expect(text).toContain('process_cpu_seconds_total');

    await api.db.query('ALTER TABLE jobs RENAME TO jobs_away');
    const without = await api.request('GET', '/metrics');
    expect(without.status).toBe(200);
    expect(without.text).toContain('process_cpu_seconds_total');
    expect(without.text).not.toContain('sluice_queue_jobs{');
    await api.db.query('ALTER TABLE jobs_away RENAME TO jobs');
  });

  it('tell that it is not ready once it is to end', async () => {
    api.drain();
    expect(await api.request('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'draining' } });
    expect((await api.request('GET', '/healthz')).status).toBe(200);
  });
});
