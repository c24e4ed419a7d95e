import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { createApp } from '../app';
import { createHttpServer } from '../http/server';
import { type RunningApi, startApi } from '../http/testing/running-api';
import { type ListeningClient, openRaw, openSocketIo } from './testing/listening-client';
import { Live } from '.';

type Open = (url: string, token: string) => ListeningClient;

const header = (token: string) => ({ Authorization: `Bearer ${token}` });
const ONBOARDING = '/api/v1/onboarding';

/** Every door with every way of giving the token. */
const DOORS: Record<string, Open> = {
  '/ws with the token in the query': (url, token) => openRaw(`${url}/ws?token=${token}`),
  '/ws with the token in the header': (url, token) => openRaw(`${url}/ws`, { headers: header(token) }),
  '/ws/ with a proxy’s own Authorization beside the query': (url, token) =>
    openRaw(`${url}/ws/?token=${token}`, { headers: { Authorization: 'Basic cHJveHk6eA==' } }),
  'socket.io with the documented base URL and query': (url, token) =>
    openSocketIo(`${url}${ONBOARDING}`, { query: { token } }),
  'socket.io with a slash behind the base URL': (url, token) =>
    openSocketIo(`${url}${ONBOARDING}/`, { auth: { token } }),
  'socket.io at the root with auth': (url, token) => openSocketIo(url, { auth: { token } }),
  'socket.io at the root with the header': (url, token) => openSocketIo(url, { extraHeaders: header(token) }),
  'socket.io by WebSocket alone': (url, token) =>
    openSocketIo(`${url}${ONBOARDING}`, { transports: ['websocket'], query: { token } }),
  'socket.io by polling alone': (url, token) =>
    openSocketIo(`${url}${ONBOARDING}`, { transports: ['polling'], auth: { token } }),
  'socket.io at path /ws with the query': (url, token) =>
    openSocketIo(url, { path: '/ws', query: { token } }),
  'socket.io at path /ws with auth, by WebSocket alone': (url, token) =>
    openSocketIo(`${url}${ONBOARDING}`, { path: '/ws', transports: ['websocket'], auth: { token } }),
  'socket.io at path /ws with the header, by polling alone': (url, token) =>
    openSocketIo(url, { path: '/ws', transports: ['polling'], extraHeaders: header(token) }),
  'socket.io given the documented wss URL': (url, token) => openSocketIo(`${url}/ws?token=${token}`),
};

describe('the doors for sockets', () => {
  let api: RunningApi;
  let tenantId: string;
  const clients: ListeningClient[] = [];

  const keep = (client: ListeningClient): ListeningClient => {
    clients.push(client);
    return client;
  };
  const opened = async (client: ListeningClient): Promise<ListeningClient> => {
    keep(client);
    await eventually('it to open', () => {
      if (client.refusal !== undefined) throw new Error(JSON.stringify(client.refusal));
      return client.isOpen();
    });
    return client;
  };
  const idOf = async (username: string): Promise<string> => {
    const { body } = await api.request('GET', '/api/auth/me', { as: username });
    tenantId = body['tenant_id'] as string;
    return body['id'] as string;
  };
  const tell = (ownerId: string, data: object, tenant = tenantId, live = api.deps.live): void =>
    live.notices.publish({ tenantId: tenant, ownerId, event: 'migration:progress', data });

  before(async () => {
    api = await startApi();
  });
  after(async () => {
    for (const client of clients) client.close();
    await api.stop();
  });

  for (const [name, open] of Object.entries(DOORS)) {
    it(`let in and tell: ${name}`, async () => {
      const client = await opened(open(api.url, await api.token('admin')));
      const data = { job_id: randomUUID(), processed: 100, total: 150, progress_percentage: 67 };
      tell(await idOf('agent'), data);
      await eventually('it to hear', () => client.heard.length > 0);
      expect(client.heard).toEqual([{ event: 'migration:progress', data }]);
      client.close();
    });

    it(`turn away without a good token: ${name}`, async () => {
      const isRaw = name.startsWith('/ws');
      const refusal = (statusCode: number, message: string): unknown =>
        isRaw ? statusCode : { message, data: { statusCode, message, error: message } };
      const forged = `${(await api.token('admin')).slice(0, -4)}AAAA`;
      const tokens = ['', 'nonsense', forged, await api.token('user')];
      const refused = tokens.map((token) => keep(open(api.url, token)));
      for (const [n, client] of refused.entries()) {
        await eventually('the refusal', () => client.refusal !== undefined);
        expect(client.refusal).toEqual(n < 3 ? refusal(401, 'Unauthorized') : refusal(403, 'Forbidden'));
        expect([client.isOpen(), client.heard]).toEqual([false, []]);
      }
    });
  }

  it('tell the owner of a job and the tenant’s admins and owners, on every replica, and nobody else', async () => {
    const made = await api.request('POST', '/api/tenants', { as: 'admin', json: { name: 'acme' } });
    const otherTenant = made.body['id'] as string;
    const tokenOf = async (username: string, role: string, tenant_id?: string): Promise<string> => {
      const password = 'a long password';
      await api.request('POST', '/api/users', { as: 'admin', json: { username, password, role, tenant_id } });
      const { body } = await api.request('POST', '/api/auth/login', { json: { username, password } });
      return body['access_token'] as string;
    };
    const live = new Live(api.deps);
    const replica = createHttpServer(createApp({ ...api.deps, live }));
    live.sockets.attach(replica);
    replica.listen(0, '127.0.0.1');
    await once(replica, 'listening');
    const replicaUrl = `http://127.0.0.1:${(replica.address() as AddressInfo).port}`;

    const agentId = await idOf('agent');
    const tokens = {
      agent: await api.token('agent'),
      admin: await api.token('admin'),
      owner: await api.token('owner'),
      colleague: await tokenOf('colleague', 'agent'),
      stranger: await tokenOf('stranger', 'admin', otherTenant),
    };
    const connect = async (token: string): Promise<ListeningClient[]> =>
      Promise.all([
        opened(openRaw(`${api.url}/ws?token=${token}`)),
        opened(openSocketIo(api.url, { auth: { token } })),
        opened(openRaw(`${replicaUrl}/ws?token=${token}`)),
        opened(openSocketIo(`${replicaUrl}${ONBOARDING}`, { auth: { token } })),
      ]);
    const who = Object.fromEntries(
      await Promise.all(
        Object.entries(tokens).map(async ([name, token]) => [name, await connect(token)] as const),
      ),
    );
    tell(agentId, { n: 1 });
    tell(agentId, { n: 2 }, tenantId, live);
    // Whoever hears the last has heard, or not heard, what was before.
    tell(await idOf('admin'), { n: 3 });
    const colleagueId = (await api.request('GET', '/api/auth/me', { headers: header(tokens.colleague) }))
      .body['id'] as string;
    tell(colleagueId, { n: 4 });
    tell(randomUUID(), { n: 5 }, otherTenant);
    const heard: Record<string, number[]> = {
      agent: [1, 2],
      admin: [1, 2, 3, 4],
      owner: [1, 2, 3, 4],
      colleague: [4],
      stranger: [5],
    };
    for (const [name, expected] of Object.entries(heard)) {
      for (const client of who[name] as ListeningClient[]) {
        await eventually(`${name} to hear`, () => client.heard.length >= expected.length);
        const told = client.heard.map(({ data }) => (data as { n: number }).n).sort();
        expect([name, told]).toEqual([name, expected]);
      }
    }
    live.close();
    replica.close();
    replica.closeAllConnections();
  });

  it('say nothing to clients of socket.io that have not said who they are', async () => {
    const shake = await api.request('GET', '/socket.io/?EIO=4&transport=polling');
    expect([shake.status, shake.text.slice(0, 1)]).toEqual([200, '0']);
    const { sid } = JSON.parse(shake.text.slice(1)) as { sid: string };
    const admin = await opened(openRaw(`${api.url}/ws?token=${await api.token('admin')}`));
    const poll = api.request('GET', `/socket.io/?EIO=4&transport=polling&sid=${sid}`);
    tell(await idOf('agent'), { n: 1 });
    await eventually('the admin to hear', () => admin.heard.length > 0);
    const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    await api.request('POST', path, { body: '40/nowhere,' });
    expect((await poll).text).toBe('44/nowhere,{"message":"Invalid namespace"}');
  });

  it('answer 404 to WebSockets elsewhere, 426 to what is none, and 405', async () => {
    const token = await api.token('admin');
    for (const path of ['/', '/wss', '/ws/x', '/socket.io/x', '/api/batches/', `${ONBOARDING}/migration`]) {
      const client = keep(openRaw(`${api.url}${path}?token=${token}`));
      await eventually('the refusal', () => client.refusal === 404);
    }
    const plain = await api.request('GET', '/ws', { as: 'admin' });
    expect([plain.status, plain.headers.get('Upgrade')]).toEqual([426, 'websocket']);
    expect((await api.request('DELETE', '/socket.io/?EIO=4')).status).toBe(405);
    expect((await api.request('GET', '/socket.io/?EIO=3&transport=polling')).status).toBe(400);
  });

  it('let polling pages of allowed origins in, after asking', async () => {
    const origin = 'https://app.example.org';
    const shop = await startApi({ env: { CORS_ORIGINS: origin } });
    const path = '/socket.io/?EIO=4&transport=polling';
    const asked = await shop.request('OPTIONS', path, {
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect([asked.status, asked.headers.get('Access-Control-Allow-Origin')]).toEqual([204, origin]);
    const polled = await shop.request('GET', path, { headers: { Origin: origin } });
    expect([polled.status, polled.headers.get('Access-Control-Allow-Origin')]).toEqual([200, origin]);
    const other = await shop.request('GET', path, { headers: { Origin: 'https://elsewhere.example.org' } });
    expect(other.headers.get('Access-Control-Allow-Origin')).toBeNull();
    await shop.stop();
  });

  it('never let a token into the log', async () => {
    const token = await api.token('owner');
    await opened(openRaw(`${api.url}/ws?token=${token}`));
    await opened(openSocketIo(api.url, { query: { token }, transports: ['polling'] }));
    keep(openRaw(`${api.url}/elsewhere?token=${token}`));
    await eventually('requests in the log', () =>
      api.log.some((line) => line.message === 'request' && JSON.stringify(line).includes('/socket.io')),
    );
    expect(api.log.some((line) => line.message === 'a WebSocket was opened')).toBe(true);
    expect(JSON.stringify(api.log)).not.toContain(token);
  });
});
