import { beginUpload } from '../things';
import { makeSpareLogin } from '../people';
import {
  ADMINS,
  ADMINS_OF_TENANT,
  type Expectation,
  type Expectations,
  NOBODY,
  OPERATORS,
  PUBLIC,
  READ_BY_ALL,
  type Rule,
  SIGNED_IN,
  UPLOADS,
} from './expectation';

type More = Partial<Expectation>;

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

/** Tells nobody's data. */
function plain(rule: Rule, more: More = {}): Expectation[] {
  return [{ rule, sees: NOBODY, owner: 'user', ...more }];
}

/** With a body that nobody means. */
function empty(rule: Rule, more: More = {}): Expectation[] {
  return plain(rule, { sent: () => ({ json: {} }), inStatus: 400, ...more });
}

function login(more: More = {}): Expectation[] {
  return [
    {
      rule: ADMINS_OF_TENANT,
      owner: 'user',
      params: (things) => ({ id: things.login }),
      ...more,
    },
  ];
}

const TUS = { 'Tus-Resumable': '1.0.0' };

function openUpload(more: More = {}): Expectation[] {
  return [
    {
      rule: UPLOADS,
      owner: 'user',
      params: (things) => ({ id: things.openUpload }),
      sent: () => ({ headers: TUS }),
      ...more,
    },
  ];
}

export const service: Expectations = {
  'GET /healthz': plain(PUBLIC),
  'GET /readyz': plain(PUBLIC),
  'GET /metrics': plain(PUBLIC),
  'GET /openapi.json': plain(PUBLIC),
  'GET /docs': plain(PUBLIC),
  'GET /docs/start.js': plain(PUBLIC),
  'GET /admin/login': plain(PUBLIC),
  'GET /admin/login.css': plain(PUBLIC),
  'GET /admin/login.js': plain(PUBLIC),
  'POST /admin/session': plain(OPERATORS, { inStatus: 204 }),
  'DELETE /admin/session': plain(PUBLIC, { inStatus: 204 }),
  'POST /api/auth/login': empty(PUBLIC),
  'POST /api/auth/refresh': empty(PUBLIC),
  // Ends the session that a refresh token of the body names; with none there is nothing that it could end.
  'POST /api/auth/logout': plain(READ_BY_ALL, {
    sent: () => ({ json: { refresh_token: 'unknown' } }),
    inStatus: 204,
  }),
  'GET /api/auth/me': [{ rule: SIGNED_IN, sees: { self: 'in', tenant: 403, elsewhere: 404 }, owner: 'user' }],
  'GET /api/audit': [{ rule: ADMINS, sees: ADMINS_OF_TENANT, owner: 'user', query: '?limit=100' }],
  'POST /api/users': empty(ADMINS),
  'GET /api/users': [{ rule: ADMINS, sees: ADMINS_OF_TENANT, owner: 'user', query: '?limit=100' }],
  'PATCH /api/users/{id}': login({ sent: () => ({ json: { disabled: false } }) }),
  'DELETE /api/users/{id}': login({
    inStatus: 204,
    fresh: async (arena, owner) => ({ login: await makeSpareLogin(arena, owner) }),
  }),
  'POST /api/tenants': empty(OPERATORS),
  'GET /api/tenants': [{ rule: ADMINS, sees: NOBODY, owner: 'user' }],
  'GET /api/ops/status': plain(OPERATORS),
  // Queues and jobs are theirs to see, but not what is in them.
  'GET /api/ops/jobs': [{ rule: OPERATORS, owner: 'user', query: '?limit=100' }],
  'POST /api/ops/jobs/{id}/requeue': plain(OPERATORS, { params: () => ({ id: UNKNOWN_ID }), inStatus: 404 }),
  'POST /api/ops/jobs/requeue': empty(OPERATORS),
  'POST /api/ops/batches/{id}/retry': plain(OPERATORS, { params: () => ({ id: UNKNOWN_ID }), inStatus: 404 }),
  'GET /api/ops/drains': plain(OPERATORS),
  'POST /api/ops/drains': empty(OPERATORS),
  'POST /api/ops/resume': empty(OPERATORS),
  'POST /api/uploads': plain(SIGNED_IN, { sent: () => ({ headers: TUS }), inStatus: 400 }),
  'HEAD /api/uploads/{id}': openUpload(),
  'PATCH /api/uploads/{id}': openUpload({
    sent: () => ({
      headers: { ...TUS, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
      body: '1',
    }),
    inStatus: 204,
  }),
  'DELETE /api/uploads/{id}': openUpload({
    inStatus: 204,
    fresh: async ({ send }, owner) => ({ openUpload: await beginUpload(send, owner, 10) }),
  }),
};
