import { after, before, describe, it } from 'node:test';
import { recordAudit } from '@sluice/kernel/audit';
import { expect } from 'expect';
import { type ApiAnswer, type RunningApi, startApi } from '../http/testing/running-api';

interface Event {
  id: string;
  at: string;
  tenant_id: string | null;
  actor_name: string | null;
  action: string;
  subject_id: string | null;
  details: Record<string, unknown> | null;
}

describe('the audit trail', () => {
  let api: RunningApi;
  let acmeId: string;
  let acmeAdminId: string;
  let acme: string;

  before(async () => {
    api = await startApi();
    const tenant = await api.request('POST', '/api/tenants', { as: 'admin', json: { name: 'acme' } });
    acmeId = tenant.body['id'] as string;
    const login = { username: 'Acme-Admin', password: 'acme password' };
    const user = await api.request('POST', '/api/users', {
      as: 'admin',
      json: { ...login, role: 'admin', tenant_id: acmeId },
    });
    acmeAdminId = user.body['id'] as string;
    const signedIn = await api.request('POST', '/api/auth/login', { json: login });
    acme = signedIn.body['access_token'] as string;
    for (let n = 1; n <= 7; n++) {
      await recordAudit(api.db, {
        tenantId: acmeId,
        actorId: acmeAdminId,
        actorName: 'Acme-Admin',
        address: '192.0.2.1',
        requestId: `request-${n}`,
        action: n % 2 === 0 ? 'omr.batch.upload' : 'omr.batch.delete',
        subjectType: 'omr.batch',
        subjectId: `batch-${n}`,
        details: { n },
      });
    }
  });
  after(() => api?.stop());

  const ask = (query: string, token = acme): Promise<ApiAnswer> =>
    api.request('GET', `/api/audit?${query}`, { headers: { Authorization: `Bearer ${token}` } });
  const eventsOf = ({ body }: ApiAnswer): Event[] => body['events'] as Event[];
  const subjectsOf = (answer: ApiAnswer): string[] =>
    eventsOf(answer).map(({ subject_id }) => subject_id?.replace('batch-', '') ?? '');

  it('tells who did what to what, when, from where, in which request', async () => {
    const answer = await ask('subject=batch-2');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      events: [
        {
          id: expect.any(String),
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
          tenant_id: acmeId,
          actor_id: acmeAdminId,
          actor_name: 'Acme-Admin',
          action: 'omr.batch.upload',
          subject_type: 'omr.batch',
          subject_id: 'batch-2',
          address: '192.0.2.1',
          request_id: 'request-2',
          details: { n: 2 },
        },
      ],
      next_cursor: null,
    });
  });

  it('is asked by action, actor, subject, request and time', async () => {
    expect(subjectsOf(await ask('action=omr.batch.upload'))).toEqual(['6', '4', '2']);
    expect(subjectsOf(await ask('action=omr.*'))).toHaveLength(7);
    expect(subjectsOf(await ask('action=omr'))).toEqual([]);
    expect(subjectsOf(await ask(`action=omr.batch.delete&actor=${acmeAdminId}`))).toHaveLength(4);
    expect(subjectsOf(await ask('action=omr.batch.delete&actor=ACME-admin'))).toHaveLength(4);
    expect(subjectsOf(await ask('actor=nobody'))).toEqual([]);
    expect(subjectsOf(await ask('request_id=request-3'))).toEqual(['3']);
    expect(subjectsOf(await ask('subject=batch-5'))).toEqual(['5']);
    expect(subjectsOf(await ask('action=omr.*&from=2000-01-01&to=2000-01-02'))).toEqual([]);
    expect(subjectsOf(await ask('action=omr.*&from=2000-01-01T00:00:00Z&to=9999-01-01'))).toHaveLength(7);
  });

  it('comes newest first in pages that follow each other, whatever is written meanwhile', async () => {
    const seen: string[] = [];
    let path: string | undefined = '/api/audit?action=omr.*&limit=3&from=2000-01-01T00:00:00Z';
    for (let page = 0; path !== undefined; page++) {
      const answer = await api.request('GET', path, { headers: { Authorization: `Bearer ${acme}` } });
      seen.push(...subjectsOf(answer));
      const link = /^<(.*)>; rel="next"$/.exec(answer.headers.get('Link') ?? '');
      expect(link === null).toBe(answer.body['next_cursor'] === null);
      path = link?.[1];
      const actor = { tenantId: acmeId, actorId: null, actorName: null, address: null, requestId: null };
      await recordAudit(api.db, { ...actor, action: 'omr.batch.late', subjectId: `late ${page}` });
    }
    expect(seen).toEqual(['7', '6', '5', '4', '3', '2', '1']);
  });

  it('shows an admin the own tenant alone, whatever is asked for', async () => {
    const answer = await ask('limit=100');
    expect(new Set(eventsOf(answer).map(({ tenant_id }) => tenant_id))).toEqual(new Set([acmeId]));
    const operator = await api.request('GET', '/api/auth/me', { as: 'admin' });
    const asked = await ask(`tenant_id=${String(operator.body['tenant_id'])}`);
    expect([asked.status, eventsOf(asked)]).toEqual([200, []]);
  });

  it('shows operators everybody’s, without the details of other tenants’', async () => {
    await api.request('POST', '/api/auth/login', { json: { username: 'nobody', password: 'x' } });
    const operator = await api.token('admin');
    const all = eventsOf(await ask('limit=100', operator));
    const own = all.find(({ action, tenant_id }) => action === 'auth.login.success' && tenant_id !== acmeId);
    expect(own?.details).toEqual(expect.any(Object));
    const nobodys = all.find(({ tenant_id }) => tenant_id === null);
    expect(nobodys).toMatchObject({ action: 'auth.login.failure', details: { throttled: false } });
    const theirs = eventsOf(await ask(`tenant_id=${acmeId}&action=omr.batch.upload`, operator));
    expect(theirs.map(({ details }) => details)).toEqual([null, null, null]);
  });

  it('is for admins', async () => {
    for (const username of ['owner', 'agent', 'user']) {
      const { status, headers } = await api.request('GET', '/api/audit', { as: username });
      expect([status, headers.get('Content-Type')]).toEqual([403, 'application/problem+json; charset=utf-8']);
    }
    expect((await api.request('GET', '/api/audit')).status).toBe(401);
  });

  it('says what is wrong with a question', async () => {
    const cursors = ['x', Buffer.from('2025-99-99T00:00:00.000000Z_x').toString('base64url')];
    const badTime = Buffer.from(
      `2025-99-99T00:00:00.000000Z_${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
    );
    for (const query of [
      'limit=0',
      'limit=101',
      'from=yesterday',
      'action=omr%25',
      'tenant_id=acme',
      'actor=%00',
      ...cursors.map((cursor) => `cursor=${cursor}`),
      `cursor=${badTime.toString('base64url')}`,
    ]) {
      const { status, body } = await ask(query);
      expect([query, status]).toEqual([query, 400]);
      expect(body['details']).toEqual([{ field: query.split('=')[0], message: expect.any(String) }]);
    }
  });
});
