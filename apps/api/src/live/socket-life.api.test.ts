import { once } from 'node:events';
import { type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { type JwtPayload, sign, verify } from 'jsonwebtoken';
import { WebSocket } from 'ws';
import { createApp } from '../app';
import { createHttpServer } from '../http/server';
import { type RunningApi, startApi } from '../http/testing/running-api';
import { type ListeningClient, openRaw, openSocketIo } from './testing/listening-client';
import { Live } from '.';

/** Pongs must be back in this time, on a busy machine too. */
const BEAT_EVERY_MS = 500;
const MAX_NOTICES = 400;
/** What is left of a token when its client connects. */
const LAST_SECONDS = 8;

describe('a socket', () => {
  let api: RunningApi;
  /** Of a server of its own, with a faster pulse. */
  let live: Live;
  let server: Server;
  let url: string;
  let tenantId: string;
  let clients: { close(): void }[];

  before(async () => {
    api = await startApi();
    const { body } = await api.request('GET', '/api/auth/me', { as: 'admin' });
    tenantId = body['tenant_id'] as string;
  });
  after(() => api.stop());
  beforeEach(async () => {
    clients = [];
    live = new Live({ ...api.deps, beatEveryMs: BEAT_EVERY_MS });
    server = createHttpServer(createApp({ ...api.deps, live }));
    live.sockets.attach(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    for (const client of clients) client.close();
    live.close();
    server.close();
    server.closeAllConnections();
  });

  const keep = <Client extends { close(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  const opened = async (client: ListeningClient): Promise<ListeningClient> => {
    await eventually('it to open', () => keep(client).isOpen());
    return client;
  };
  /** Without what clients do by themselves. */
  const bare = async (path: string): Promise<WebSocket> => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`);
    keep({ close: () => socket.terminate() });
    await once(socket, 'open');
    return socket;
  };
  /** A raw one, a socket.io one by WebSocket and one by polling. */
  const openAll = async (token: string): Promise<ListeningClient[]> =>
    Promise.all([
      opened(openRaw(`${url}/ws?token=${token}`)),
      opened(openSocketIo(url, { query: { token }, transports: ['websocket'] })),
      opened(openSocketIo(url, { query: { token }, transports: ['polling'] })),
    ]);
  const endingsOf = async (open: ListeningClient[]): Promise<unknown[]> => {
    for (const client of open) await eventually('the end', () => client.ending !== undefined);
    await eventually('all to be forgotten', () => live.sockets.size === 0);
    return open.map(({ ending }) => ending);
  };
  const tell = (data: object): void =>
    live.notices.publish({ tenantId, ownerId: tenantId, event: 'migration:status', data });

  async function get(path: string, options: { method?: string; headers?: object; body?: string } = {}) {
    const { method = 'GET', headers = {}, body } = options;
    const sent = request(`${url}${path}`, { method, headers: { ...headers } }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  }

  it('is closed when its token’s time is over', async () => {
    const { secret = '' } = api.deps.config.jwt;
    const claims = verify(await api.token('admin'), secret) as JwtPayload;
    const token = sign({ ...claims, exp: Math.floor(Date.now() / 1000) + LAST_SECONDS }, secret);
    const open = await openAll(token);
    expect(await endingsOf(open)).toEqual([4401, 'io server disconnect', 'io server disconnect']);
    const refused = keep(openRaw(`${url}/ws?token=${token}`));
    await eventually('the refusal', () => refused.refusal === 401);
  });

  it('is closed when its user is disabled', async () => {
    const open = await openAll(await api.token('agent'));
    await api.db.query(`UPDATE users SET disabled_at = now() WHERE username = 'agent'`);
    expect(await endingsOf(open)).toEqual([4401, 'io server disconnect', 'io server disconnect']);
  });

  it('is cut off when the client gives no sign of life', async () => {
    const address = `${url}/ws?token=${await api.token('admin')}`;
    const silent = await opened(openRaw(address, { autoPong: false }));
    const lively = await opened(openRaw(address));
    await eventually('the end', () => silent.ending !== undefined);
    expect([silent.ending, lively.ending]).toEqual([1006, undefined]);
  });

  it('is closed when the client sends more than a few bytes; what is shorter is not looked at', async () => {
    const token = await api.token('admin');
    const raw = await bare(`/ws?token=${token}`);
    raw.send('x'.repeat(4000));
    tell({ n: 1 });
    await once(raw, 'message');
    raw.send('x'.repeat(5000));
    expect((await once(raw, 'close'))[0]).toBe(1009);

    const engine = await bare('/socket.io/?EIO=4&transport=websocket');
    engine.send('x'.repeat(5000));
    expect((await once(engine, 'close'))[0]).toBe(1009);

    const polling = '/socket.io/?EIO=4&transport=polling';
    const { sid } = JSON.parse((await text(await get(polling))).slice(1)) as { sid: string };
    const posted = await fetch(`${url}${polling}&sid=${sid}`, { method: 'POST', body: 'x'.repeat(5000) });
    expect(posted.status).toBe(413);
    await eventually('all to be forgotten', () => live.sockets.size === 0);
  });

  it('is cut off when the client does not read, and others notice nothing', async () => {
    const token = await api.token('owner');
    const raw = await bare(`/ws?token=${token}`);
    const engine = await bare('/socket.io/?EIO=4&transport=websocket');
    engine.send(`40${JSON.stringify({ token })}`);
    const polling = '/socket.io/?EIO=4&transport=polling';
    const { sid } = JSON.parse((await text(await get(polling))).slice(1)) as { sid: string };
    await fetch(`${url}${polling}&sid=${sid}`, { method: 'POST', body: `40${JSON.stringify({ token })}` });
    await eventually('all three to be let in', () => live.sockets.size === 3);
    for (const socket of [raw, engine]) socket.pause();

    const reader = await opened(openRaw(`${url}/ws?token=${token}`));
    const padding = 'x'.repeat(100_000);
    let told = 0;
    await eventually('the slow ones to be cut off', async () => {
      if (told < MAX_NOTICES) tell({ n: told++, padding });
      return live.sockets.size === 1;
    });
    await eventually('the other one to hear all', () => reader.heard.length === told);
    expect(reader.heard.map(({ data }) => (data as { n: number }).n)).toEqual([...Array(told).keys()]);
    expect(reader.ending).toBeUndefined();
  });

  it('hears again when Redis was away', async () => {
    const [raw] = (await openAll(await api.token('admin'))) as [ListeningClient];
    const { redis, config } = api.deps;
    for (const client of String(await redis.client('LIST')).split('\n')) {
      const isOurs = client.includes(`name=${config.redisPrefix}:notices:`);
      const [, clientId] = isOurs ? (/^id=(\d+)/.exec(client) ?? []) : [];
      if (clientId) await redis.call('CLIENT', 'KILL', 'ID', clientId);
    }
    await eventually('it to hear', () => {
      tell({ n: 1 });
      return raw.heard.length > 0;
    });
  });

  it('is sent elsewhere by a process that is about to end, which lets nobody in any more', async () => {
    const token = await api.token('admin');
    const open = await openAll(await api.token('admin'));
    const unnamed = await bare('/socket.io/?EIO=4&transport=websocket');
    live.close();
    await once(unnamed, 'close');
    expect(await endingsOf(open)).toEqual([1001, 'transport close', 'transport close']);
    const refused = [
      openRaw(`${url}/ws?token=${token}`),
      openRaw(`${url}/socket.io/?EIO=4&transport=websocket&token=${token}`),
    ];
    for (const client of refused) await eventually('the refusal', () => keep(client).refusal === 503);
    expect((await get('/socket.io/?EIO=4&transport=polling')).statusCode).toBe(503);
  });

  it('is counted in the metrics', async () => {
    const count = async (): Promise<string | undefined> =>
      /^sluice_sockets (\d+)$/m.exec((await api.request('GET', '/metrics')).text)?.[1];
    const before = Number(await count());
    const open = await openAll(await api.token('admin'));
    expect(Number(await count())).toBe(before + 3);
    for (const client of open) client.close();
    await eventually('them to be gone', async () => Number(await count()) === before);
  });

  it('is not all that may be offered: requests that offer another protocol are answered as they are', async () => {
    const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' };
    const health = await get('/healthz', { headers: offer });
    expect([health.statusCode, JSON.parse(await text(health))]).toEqual([200, { status: 'ok' }]);
    const login = await get('/api/auth/login', {
      method: 'POST',
      headers: { ...offer, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'username=admin&password=admin123',
    });
    expect([login.statusCode, await text(login)]).toEqual([200, expect.stringContaining('access_token')]);
  });
});
