import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { OMR_QUEUE } from '@sluice/systems/omr';
import { expect } from 'expect';
import { type ApiAnswer, type RunningApi, startApi } from '../http/testing/running-api';

const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const QUEUES_API = '/admin/queues/api/queues';

describe('the queues board', () => {
  let api: RunningApi;
  let cookie: string;

  before(async () => {
    api = await startApi({ env: { TRUST_PROXY_HOPS: '1' } });
    const session = await api.request('POST', '/admin/session', { as: 'admin' });
    cookie = session.headers.get('Set-Cookie')?.split(';')[0] as string;
  });
  after(() => api?.stop());

  const look = (path: string, headers: Record<string, string> = {}): Promise<ApiAnswer> =>
    api.request('GET', path, { headers: { Cookie: cookie, ...headers } });

  it('opens with a cookie that scripts can’t read, other sites can’t send and other paths don’t get', async () => {
    const { status, headers } = await api.request('POST', '/admin/session', { as: 'admin' });
    expect(status).toBe(204);
    expect(headers.get('Set-Cookie')).toMatch(
      /^sluice_operator=[\w.-]+; Path=\/admin; Max-Age=1800; HttpOnly; SameSite=Strict$/,
    );
    const behindTls = await api.request('POST', '/admin/session', {
      as: 'admin',
      headers: { 'X-Forwarded-Proto': 'https' },
    });
    expect(behindTls.headers.get('Set-Cookie')).toMatch(/; Secure$/);
    const gone = await api.request('DELETE', '/admin/session');
    expect([gone.status, gone.headers.get('Set-Cookie')]).toEqual([
      204,
      'sluice_operator=; Path=/admin; Max-Age=0; HttpOnly; SameSite=Strict',
    ]);
  });

  it('is for operators alone', async () => {
    const json = { username: 'acme-admin', password: 'acme password' };
    await api.request('POST', '/api/tenants', { as: 'admin', json: { name: 'acme' } });
    await api.request('POST', '/api/users', {
      as: 'admin',
      json: { ...json, role: 'admin', tenant_id: 'acme' },
    });
    const login = await api.request('POST', '/api/auth/login', { json });
    const headers = { Authorization: `Bearer ${String(login.body['access_token'])}` };
    expect((await api.request('POST', '/admin/session', { headers })).status).toBe(403);
    expect((await api.request('GET', QUEUES_API, { headers })).status).toBe(403);
    expect((await api.request('POST', '/admin/session', { as: 'owner' })).status).toBe(403);
    expect((await api.request('POST', '/admin/session')).status).toBe(401);
    expect((await api.request('GET', QUEUES_API, { as: 'user' })).status).toBe(403);
    expect((await api.request('GET', QUEUES_API)).status).toBe(401);
    expect((await look(QUEUES_API, { Cookie: 'sluice_operator=wrong' })).status).toBe(401);
    expect((await api.request('GET', '/api/audit', { headers: { Cookie: cookie } })).status).toBe(401);
    expect((await api.request('GET', QUEUES_API, { as: 'admin' })).status).toBe(200);
  });

  it('sends people without the cookie to a login page that loads nothing from elsewhere', async () => {
    const refused = await look('/admin/queues', { ...BROWSER, Cookie: '' });
    expect([refused.status, refused.headers.get('Location')]).toEqual([303, '/admin/login']);
    const login = await api.request('GET', '/admin/login');
    expect(login.headers.get('Content-Security-Policy')).toContain("default-src 'none'; script-src 'self'");
    for (const file of filesOf(login.text)) {
      expect([file, (await api.request('GET', file)).status]).toEqual([file, 200]);
    }
  });

  it('shows its pages with files of ours alone, under a policy of its own', async () => {
    for (const path of ['/admin/queues', '/admin/queues/queue/omr']) {
      const page = await look(path, BROWSER);
      expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(page.headers.get('X-Powered-By')).toBeNull();
      expect(page.text).not.toMatch(/(src|href|content)="(https?:)?\/\//);
      expect(page.text).not.toMatch(/<script(?![^>]*(src=|application\/json))/);
      const files = filesOf(page.text);
      expect(files.length).toBeGreaterThan(4);
      for (const file of files) {
        expect([file, (await look(new URL(file, `${api.url}/admin/queues/`).pathname)).status]).toEqual([
          file,
          200,
        ]);
      }
    }
  });

  it('shows jobs by their ids and nothing of their contents', async () => {
    const job = { name: 'omr.open-zip', jobId: '01930000-0000-7000-8000-000000000001', epoch: 1 };
    await api.deps.queues.add(OMR_QUEUE, [job]);
    const { status, body } = await look(`${QUEUES_API}?activeQueue=omr&status=waiting`);
    expect(status).toBe(200);
    const [shown] = body['queues'] as { name: string; readOnlyMode: boolean; jobs: unknown[] }[];
    expect(shown).toMatchObject({ name: 'omr', readOnlyMode: true });
    expect(shown?.jobs).toEqual([
      expect.objectContaining({ name: 'omr.open-zip', data: { jobId: job.jobId, epoch: 1 } }),
    ]);
  });

  it('changes nothing, whoever asks', async () => {
    for (const [method, path] of [
      ['PUT', `${QUEUES_API}/omr/empty`],
      ['PUT', `${QUEUES_API}/omr/pause`],
      ['PUT', `${QUEUES_API}/omr/obliterate`],
      ['POST', `${QUEUES_API}/omr/add`],
      ['DELETE', QUEUES_API],
    ] as const) {
      const answer = await api.request(method, path, { as: 'admin', headers: { Cookie: cookie } });
      expect([path, answer.status, answer.headers.get('Allow')]).toEqual([path, 405, 'GET, HEAD']);
    }
  });

  it('closes when the operator’s session ends', async () => {
    await api.request('POST', '/api/auth/logout', { as: 'admin' });
    await eventually(
      'the cookie opens nothing any more',
      async () => (await look(QUEUES_API)).status === 401,
    );
  });
});

/** Everything a page loads. */
function filesOf(html: string): string[] {
  const links = [...html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+)"/g)];
  return links.map(([, file]) => file as string);
}
