import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { silentLog } from '../log';
import { connectRedis } from '../redis';
import { eventually, testPrefix, testRedisUrl } from '../testing';
import { ChannelSubscriber } from './channel-subscriber';
import { type HeardNotice, NoticeFeed, NoticeHub } from '.';

describe('notices', () => {
  let redis: Redis;
  let prefix: string;
  let feed: NoticeFeed;
  let hubs: NoticeHub[];
  let tenantId: string;
  const ownerId = randomUUID();

  function openHub(): NoticeHub {
    const hub = new NoticeHub({ redis, feed, log: silentLog });
    hubs.push(hub);
    return hub;
  }

  async function listen(hub: NoticeHub, toTenant = tenantId) {
    const heard: HeardNotice[] = [];
    const stop = await hub.watch(toTenant, { onNotice: (notice) => heard.push(notice) });
    return { heard, stop };
  }

  const tell = (n: number): void => feed.publish({ tenantId, ownerId, event: 'test:count', data: { n } });
  const counts = ({ heard }: { heard: HeardNotice[] }): unknown[] =>
    heard.map(({ data }) => (data as { n: number }).n);
  const channels = async (): Promise<number> => (await redis.pubsub('CHANNELS', `${prefix}:*`)).length;

  before(async () => {
    redis = new Redis(testRedisUrl(), { lazyConnect: true });
    await redis.connect();
  });
  after(() => redis.quit());
  beforeEach(() => {
    prefix = testPrefix();
    tenantId = randomUUID();
    feed = new NoticeFeed(redis, prefix, silentLog);
    hubs = [];
  });
  afterEach(() => hubs.forEach((hub) => hub.close()));

  it('reach every listener to the tenant in every process, in order, and nobody else', async () => {
    const [one, two] = [openHub(), openHub()];
    const listeners = [await listen(one), await listen(one), await listen(two)];
    const stranger = await listen(one, randomUUID());
    for (const n of [1, 2, 3]) tell(n);
    for (const listener of listeners) {
      await eventually('all to be heard', () => listener.heard.length === 3);
      expect(counts(listener)).toEqual([1, 2, 3]);
    }
    expect(listeners[0]?.heard[0]).toEqual({
      tenantId,
      ownerId,
      event: 'test:count',
      data: { n: 1 },
      text: '{"event":"test:count","data":{"n":1}}',
    });
    expect(stranger.heard).toEqual([]);
  });

  it('reach more listeners than are told in one turn, each once, but not those who left meanwhile', async () => {
    const hub = openHub();
    const listeners = await Promise.all(Array.from({ length: 250 }, () => listen(hub)));
    const last = listeners[249] as { heard: HeardNotice[]; stop: () => void };
    await hub.watch(tenantId, { onNotice: () => last.stop() });
    tell(1);
    tell(2);
    await eventually('the last ones to hear', () => counts(last).length > 0);
    await eventually('the others to hear', () => listeners.every(({ heard }) => heard.length > 0));
    await eventually('both', () => listeners.slice(0, 249).every(({ heard }) => heard.length === 2));
    expect(counts(last)).toEqual([1]);
  });

  it('leave no subscription behind when the last listener has gone', async () => {
    const hub = openHub();
    const listeners = [await listen(hub), await listen(hub), await listen(hub, randomUUID())];
    expect([hub.size, await channels()]).toEqual([2, 2]);
    for (const { stop } of listeners) {
      stop();
      stop();
    }
    expect(hub.size).toBe(0);
    await eventually('the subscriptions to end', async () => (await channels()) === 0);
    const again = await listen(hub);
    tell(1);
    await eventually('it to hear', () => again.heard.length === 1);
  });

  it('are heard again when the connection was cut', async () => {
    const listener = await listen(openHub());
    for (const client of String(await redis.client('LIST')).split('\n')) {
      const [, clientId] = client.includes(`name=${prefix}:`) ? (/^id=(\d+)/.exec(client) ?? []) : [];
      if (clientId) await redis.call('CLIENT', 'KILL', 'ID', clientId);
    }
    await eventually('the connection to be lost', async () => (await channels()) === 0);
    await eventually('it to be subscribed again', async () => (await channels()) === 1);
    tell(1);
    await eventually('it to hear', () => counts(listener).includes(1));
  });

  it('are let go when Redis is away, and nobody waits or fails', async () => {
    const log = { ...silentLog };
    const away = connectRedis({ url: 'redis://127.0.0.1:1', role: 'worker', log });
    new NoticeFeed(away, prefix, log).publish({ tenantId, ownerId, event: 'test:count', data: {} });
    const hub = new NoticeHub({ redis: away, feed, log });
    const stop = await hub.watch(tenantId, { onNotice: () => undefined });
    stop();
    hub.close();
    away.disconnect();
  });
});

describe('a subscription', () => {
  it('finds out that its connection is dead although nothing closed it', async (t) => {
    const url = new URL(testRedisUrl());
    const { hostname, port } = url;
    const pipes: [Socket, Socket][] = [];
    const proxy = createServer((client) => {
      const server = connect(Number(port), hostname);
      client.pipe(server).pipe(client);
      for (const end of [client, server]) end.on('error', () => undefined);
      pipes.push([client, server]);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    url.port = String((proxy.address() as AddressInfo).port);
    const through = connectRedis({ url: url.href, role: 'api', log: silentLog });
    const direct = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
    const channel = `${testPrefix()}:channel`;
    const heard: string[] = [];
    const subscriber = new ChannelSubscriber({
      redis: through,
      name: channel,
      log: silentLog,
      onMessage: (_channel, message) => heard.push(message),
      pingEveryMs: 50,
    });
    t.after(() => {
      subscriber.close();
      through.disconnect();
      direct.disconnect();
      proxy.close();
      for (const ends of pipes) for (const end of ends) end.destroy();
    });
    await eventually('Redis', () => through.status === 'ready' && direct.status === 'ready');
    await subscriber.add(channel);
    await direct.publish(channel, 'one');
    await eventually('the first', () => heard.length === 1);
    const [client, server] = pipes[1] as [Socket, Socket];
    client.unpipe(server);
    server.unpipe(client);
    await eventually('another connection', () => pipes.length > 2);
    await eventually('the second', async () => {
      await direct.publish(channel, 'two');
      return heard.includes('two');
    });
  });
});
