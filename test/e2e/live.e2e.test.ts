import { readFile } from 'node:fs/promises';
import { after, before, describe, it, type TestContext } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack, type StackApi } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { EventClient, type ListenedEvent } from './event-client';
import { OmrClient } from './omr-client';

const SHEETS = 40;
const ALL = Array.from({ length: SHEETS }, (_, n) => n + 1);
const LISTENERS = 1_000;
/** A busy machine must not make the last of them wait for a connection to Postgres until that is refused. */
const OPENED_AT_ONCE = 100;
/** Of the batch that many listen to: each is told to every one of them. */
const FEWER_SHEETS = 8;

describe('listening to a batch', () => {
  let stack: Stack;
  let a: StackApi;
  let b: StackApi;
  let user: OmrClient;
  let zip: Buffer;
  let fewer: Buffer;

  before(async () => {
    stack = await startStack({ apis: 2, workers: 1, servers: 'own', env: { LEASE_MS: '4000' } });
    [a, b] = stack.apis as [StackApi, StackApi];
    user = await OmrClient.login(a.url, 'user');
    const sheets = await makeSheetSet({ count: SHEETS, distinct: 4, dpi: 100, taskId: '14900113' });
    zip = await makeZip(sheets);
    fewer = await makeZip(sheets.slice(0, FEWER_SHEETS));
  });
  after(() => stack?.stop());

  const listen = (api: StackApi, batchId: string, headers: Record<string, string> = {}) =>
    EventClient.open(`${api.url}/api/batches/${batchId}/events`, { ...user.authorization, ...headers });

  async function upload(file = zip): Promise<string> {
    const { status, body } = await user.upload(file);
    expect(status).toBe(202);
    return body.batch_id;
  }

  /** Uploads a batch and listens to it at a replica before any work is done. */
  async function listenFromTheStart(api: StackApi, listeners: number, file = zip) {
    const worker = stack.workers[0];
    // Not frozen: when it wakes half a minute later beside work, it takes itself for deaf and ends.
    await worker?.stop();
    const batchId = await upload(file);
    const clients: EventClient[] = [];
    while (clients.length < listeners) {
      const more = Math.min(OPENED_AT_ONCE, listeners - clients.length);
      clients.push(...(await Promise.all(Array.from({ length: more }, () => listen(api, batchId)))));
    }
    expect(clients.map(({ status }) => status)).toEqual(clients.map(() => 200));
    const begin = () => worker?.restart();
    return { batchId, clients, client: clients[0] as EventClient, begin };
  }

  /** Ends well: `done` comes last, once, and tells of the whole batch. */
  function expectEnd(events: ListenedEvent[], sheets = SHEETS): void {
    expect(events.at(-1)).toMatchObject({
      name: 'done',
      data: { status: 'completed', processed: sheets, failed: 0, total: sheets, progress_percentage: 100 },
    });
    expect(events.filter(({ name }) => name === 'done')).toHaveLength(1);
    const percentages = events.map(({ data }) => data.progress_percentage);
    expect(percentages).toEqual([...percentages].sort((x, y) => x - y));
  }

  /** What Redis holds for listeners of this stack. */
  async function inRedis(): Promise<{ channels: number; connections: number }> {
    const redis = new Redis(stack.redisUrl);
    const channels = (await redis.pubsub('CHANNELS', `${stack.redisPrefix}:events:*`)) as string[];
    const clients = String(await redis.client('LIST')).split('\n');
    await redis.quit();
    const connections = clients.filter((client) => client.includes(`name=${stack.redisPrefix}:events:hub`));
    return { channels: channels.length, connections: connections.length };
  }

  const nothingLeft = () =>
    eventually('the subscriptions to be given up', async () => (await inRedis()).channels === 0);

  it('hears at one replica of work accepted at another, sheet by sheet, until it is done', async () => {
    const { client, batchId, begin } = await listenFromTheStart(b, 1);
    await begin();
    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await client.closed();

    expect(client.hasEnded).toBe(true);
    expect(client.retryMs).toBeGreaterThan(0);
    expect(client.events[0]).toMatchObject({ name: 'status', data: { id: batchId } });
    expectEnd(client.events);
    expect([...client.items].sort((x, y) => x - y)).toEqual(ALL);
    expect(client.named('item')[0]?.data).toMatchObject({
      id: batchId,
      status: 'processing',
      processed: expect.any(Number),
      failed: 0,
      total: SHEETS,
      progress_percentage: expect.any(Number),
      item: { index: expect.any(Number), filename: expect.any(String), status: 'processed', error: null },
    });
    expect(client.named('status').map(({ data }) => data.status)).toContain('completed');
    await nothingLeft();
  });

  it('tells a client that comes late what became of it, and one that knows already not to come back', async () => {
    const batchId = await upload();
    await user.waitForEnd(batchId);
    const late = await listen(a, batchId);
    await late.closed();
    expectEnd(late.events);
    const again = await listen(b, batchId, { 'Last-Event-ID': late.lastId as string });
    expect(again.status).toBe(204);
  });

  it('resumes at the other replica where a connection was cut: no sheet is missed, none comes twice', async () => {
    const { client: first, batchId, begin } = await listenFromTheStart(a, 1);
    await begin();
    await eventually('some sheets to be told', () => first.items.length >= 4);
    first.cut();
    // What came after the last id was not whole, and comes again.
    const lastWhole = first.events.findIndex(({ lastId }) => lastId === first.lastId);
    const seen = first.events.slice(0, lastWhole + 1).flatMap(({ data }) => data.item?.index ?? []);
    const second = await listen(b, batchId, { 'Last-Event-ID': first.lastId as string });
    await second.closed();
    expectEnd(second.events);
    expect([...seen, ...second.items].sort((x, y) => x - y)).toEqual(ALL);
  });

  it('starts with the present state when the id to resume from is not known, or none of ours', async () => {
    const batchId = await upload();
    for (const id of ['0.1-1', '3.99999-0', 'nonsense', '\u00e9']) {
      const client = await listen(b, batchId, { 'Last-Event-ID': id });
      await eventually('the state', () => client.events.length > 0);
      expect(client.events[0]).toMatchObject({ name: 'status', data: { id: batchId } });
      client.cut();
    }
    await user.waitForEnd(batchId);
  });

  it('lets in only those who may see the batch, also with the token in the query', async () => {
    const batchId = await upload();
    const path = `${b.url}/api/batches/${batchId}/events`;
    expect((await EventClient.open(path, {})).status).toBe(401);
    expect((await EventClient.open(`${path}?access_token=x.y.z`, {})).status).toBe(401);
    const other = await OmrClient.login(a.url, 'agent');
    expect((await EventClient.open(path, other.authorization)).status).toBe(404);
    const token = user.authorization['Authorization']?.slice('Bearer '.length) as string;
    const client = await EventClient.open(`${path}?access_token=${token}`, {});
    await client.closed();
    expectEnd(client.events);
    const progress = await fetch(`${a.url}/api/batches/${batchId}/progress?access_token=${token}`);
    expect(progress.status).toBe(401);
    expect(b.output()).not.toContain(token);
  });

  it('answers HEAD without a stream', async () => {
    const batchId = await upload();
    const url = `${a.url}/api/batches/${batchId}/events`;
    const response = await fetch(url, { method: 'HEAD', headers: user.authorization });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^text\/event-stream/);
    await user.waitForEnd(batchId);
    await nothingLeft();
  });

  it('still tells the end when Redis loses everything in the middle', async () => {
    const batchId = await upload();
    const client = await listen(b, batchId);
    await eventually('some sheets to be told', () => client.items.length >= 4);
    const redis = new Redis(stack.redisUrl);
    await redis.flushall();
    await redis.quit();
    await client.closed();
    expectEnd(client.events);
  });

  it('still tells the end when Redis is killed in the middle and comes back', async () => {
    const batchId = await upload();
    const client = await listen(b, batchId);
    await eventually('some sheets to be told', () => client.items.length >= 4);
    await stack.services.redis.kill('SIGKILL');
    await stack.services.redis.start();
    await client.closed();
    expectEnd(client.events);
  });

  it('tells the end while Redis is away', async () => {
    const batchId = await upload();
    const client = await listen(b, batchId);
    await eventually('some sheets to be told', () => client.items.length >= 4);
    await stack.services.redis.kill('SIGKILL');
    const late = await listen(b, batchId);
    expect((await user.request('POST', `/api/batches/${batchId}/cancel`)).status).toBe(200);
    for (const each of [client, late]) {
      await each.closed();
      expect(each.events.at(-1)).toMatchObject({ name: 'done', data: { status: 'failed' } });
    }
    await stack.services.redis.start();
  });

  it('ends when the batch is deleted', async () => {
    const batchId = await upload();
    const client = await listen(b, batchId);
    const admin = await OmrClient.login(a.url, 'admin');
    expect((await admin.request('DELETE', `/api/batches/${batchId}`)).status).toBe(204);
    await client.closed();
    expect(client.events.at(-1)).toMatchObject({ name: 'done', data: { id: batchId, deleted: true } });
    expect((await listen(b, batchId)).status).toBe(404);
  });

  it(`tells ${LISTENERS} listeners of one process the end over one Redis connection`, async (t: TestContext) => {
    const before = await loadOf(b);
    const { clients, begin } = await listenFromTheStart(b, LISTENERS, fewer);
    const { channels, connections } = await inRedis();
    expect(channels).toBe(1);
    expect(connections).toBe(2);
    const during = await loadOf(b);
    await begin();
    await Promise.all(clients.map((client) => client.closed()));
    for (const client of clients) expectEnd(client.events, FEWER_SHEETS);
    const end = await loadOf(b);
    t.diagnostic(
      `memory ${before.mib} MiB before, ${during.mib} with ${LISTENERS} listeners, ${end.mib} after; ` +
        `event loop p99 ${end.delayMs} ms; ${clients.reduce((sum, { events }) => sum + events.length, 0)} events`,
    );
    await nothingLeft();
    await eventually('no stream to be open', async () => (await loadOf(b)).streams === 0);
  });

  it('leaves nothing behind of clients that hang up at once', async () => {
    const batchId = await upload();
    const clients = await Promise.all(Array.from({ length: 200 }, () => listen(b, batchId)));
    for (const client of clients) client.cut();
    await eventually('no stream to be open', async () => (await loadOf(b)).streams === 0);
    await user.waitForEnd(batchId);
    await nothingLeft();
  });

  it('ends its streams when a replica drains, and goes on at another', async () => {
    const worker = stack.workers[0];
    await worker?.stop();
    const batchId = await upload();
    const client = await listen(b, batchId);
    await eventually('the state', () => client.lastId !== undefined);
    const exit = b.exited();
    await b.kill('SIGTERM');
    await client.closed();
    expect(client.hasEnded).toBe(true);
    expect(client.named('done')).toEqual([]);
    expect(await exit).toMatchObject({ code: 0 });
    const next = await listen(a, batchId, { 'Last-Event-ID': client.lastId as string });
    await worker?.restart();
    await next.closed();
    expectEnd(next.events);
  });
});

/** What a process holds and how it fares; memory is 0 where there is no /proc. */
async function loadOf(api: StackApi): Promise<{ mib: number; delayMs: number; streams: number }> {
  const status = await readFile(`/proc/${api.pid}/status`, 'utf8').catch(() => '');
  const metrics = await (await fetch(`${api.url}/metrics`)).text();
  const metric = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(metrics)?.[1]);
  return {
    mib: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024),
    delayMs: Math.round(metric('nodejs_eventloop_lag_p99_seconds') * 1000),
    streams: metric('sluice_event_streams'),
  };
}
