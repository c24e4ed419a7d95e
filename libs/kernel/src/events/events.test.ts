import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { silentLog } from '../log';
import { eventually, testPrefix, testRedisUrl } from '../testing';
import { EventFeed, EventHub, type FeedEntry, percentageOf, type SubjectState } from '.';

const TOTAL = 10;

function state(id: string, version: number, isFinal = false): SubjectState {
  const progress = {
    id,
    status: isFinal ? 'completed' : 'processing',
    processed: version,
    failed: 0,
    total: TOTAL,
    progress_percentage: percentageOf(version, TOTAL),
  };
  return { version, isFinal, progress };
}

const versions = (entries: FeedEntry[] = []): number[] => entries.map((entry) => entry.state.version);

describe('events', () => {
  let redis: Redis;
  let prefix: string;
  let feed: EventFeed;
  let hub: EventHub;
  /** What Postgres would say. */
  let truth: Map<string, SubjectState>;
  let queries: string[][];
  let id: string;

  const load = async (ids: string[]): Promise<SubjectState[]> => {
    queries.push(ids);
    return ids.flatMap((subjectId) => truth.get(subjectId) ?? []);
  };

  /** Collects what one listener is told. */
  async function listen(subjectId: string) {
    const heard: FeedEntry[] = [];
    const told = { heard, isGone: false, stop: (): void => undefined };
    const listener = { onEntry: (entry: FeedEntry) => heard.push(entry), onGone: () => (told.isGone = true) };
    told.stop = await hub.watch(subjectId, load, listener);
    return told;
  }

  const channels = async (): Promise<number> => (await redis.pubsub('CHANNELS', `${prefix}:*`)).length;

  before(async () => {
    redis = new Redis(testRedisUrl(), { lazyConnect: true });
    await redis.connect();
  });
  after(() => redis.quit());
  beforeEach(() => {
    prefix = testPrefix();
    id = randomUUID();
    truth = new Map();
    queries = [];
    feed = new EventFeed(redis, prefix, silentLog);
    hub = new EventHub({ redis, feed, log: silentLog, pollEveryMs: 100 });
  });
  afterEach(() => hub.close());

  describe('the feed', () => {
    /** The whole stream, read from an entry that is published first. */
    async function published(work: () => Promise<void>): Promise<FeedEntry[]> {
      await feed.publish(id, state(id, 0));
      const first = (await feed.lastEntryId(id)) as string;
      await work();
      return (await feed.entriesAfter(id, first)) as FeedEntry[];
    }

    it('keeps what was published, in order, with its items', async () => {
      const entries = await published(async () => {
        await feed.publish(id, state(id, 1), [{ index: 1 }, { index: 2 }]);
        await feed.publish(id, state(id, 2));
      });
      expect(entries).toEqual([
        { id: expect.any(String), state: state(id, 1), items: [{ index: 1 }, { index: 2 }] },
        { id: expect.any(String), state: state(id, 2), items: [] },
      ]);
    });

    it('never goes back: an older version brings its items only, with the newest state', async () => {
      const entries = await published(async () => {
        await feed.publish(id, state(id, 5));
        await feed.publish(id, state(id, 4), [{ index: 4 }]);
        await feed.publish(id, state(id, 3));
      });
      expect(versions(entries)).toEqual([5, 5]);
      expect(entries[1]).toMatchObject({ state: state(id, 5), items: [{ index: 4 }] });
    });

    it('publishes nothing after the end, unless the subject is taken up again', async () => {
      const entries = await published(async () => {
        await feed.publish(id, state(id, 5, true));
        await feed.publish(id, state(id, 4), [{ index: 4 }]);
        await feed.publish(id, state(id, 6));
      });
      expect(versions(entries)).toEqual([5, 6]);
    });

    it('is bounded and expires', async () => {
      for (let version = 1; version <= 900; version++) void feed.publish(id, state(id, version));
      await feed.publish(id, state(id, 901));
      const key = feed.channel(id);
      expect(await redis.xlen(key)).toBeLessThanOrEqual(400);
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    });

    it('says so when the entry to go on from is not there any more', async () => {
      await feed.publish(id, state(id, 1));
      expect(await feed.entriesAfter(id, '1-1')).toBeUndefined();
      expect(await feed.entriesAfter(randomUUID(), '1-1')).toBeUndefined();
    });
  });

  describe('the hub', () => {
    it('tells every listener of a subject, over one subscription, and no others', async () => {
      const [one, two, other] = [await listen(id), await listen(id), await listen(randomUUID())];
      expect(await channels()).toBe(2);
      await feed.publish(id, state(id, 1), [{ index: 1 }]);
      await eventually('both to hear', () => one.heard.length === 1 && two.heard.length === 1);
      expect(one.heard[0]).toMatchObject({ state: state(id, 1), items: [{ index: 1 }] });
      expect(other.heard).toEqual([]);
    });

    it('leaves nothing behind when the last listener has gone', async () => {
      const listeners = await Promise.all([listen(id), listen(id), listen(randomUUID())]);
      for (const listener of listeners) {
        listener.stop();
        listener.stop();
      }
      expect([hub.listeners, hub.size]).toEqual([0, 0]);
      await eventually('the subscriptions to end', async () => (await channels()) === 0);
    });

    it('listens again to a subject that was left a moment ago', async () => {
      const first = await listen(id);
      first.stop();
      const second = await listen(id);
      await feed.publish(id, state(id, 1));
      await eventually('the second to hear', () => second.heard.length === 1);
      expect(first.heard).toEqual([]);
    });

    it('finds in Postgres what no message said, and asks for all subjects at once', async () => {
      const ids = [id, randomUUID(), randomUUID()];
      for (const each of ids) truth.set(each, state(each, 1));
      const listeners = await Promise.all(ids.map(listen));
      for (const each of ids) truth.set(each, state(each, 2, true));
      await eventually('the end to be seen', () =>
        listeners.every(({ heard }) => heard.some((entry) => entry.state.isFinal)),
      );
      expect(queries.some((query) => query.length === 3)).toBe(true);
    });

    it('tells that a subject is gone', async () => {
      const listener = await listen(id);
      await eventually('it to be told', () => listener.isGone);
    });

    it('asks Postgres of nothing when nobody listens', async () => {
      const listener = await listen(id);
      await eventually('the first query', () => queries.length > 0);
      listener.stop();
      let beats = 0;
      const pacemaker = new EventHub({ redis, feed, log: silentLog, pollEveryMs: 100 });
      const beat = async (): Promise<SubjectState[]> => {
        beats++;
        return [];
      };
      await pacemaker.watch(randomUUID(), beat, { onEntry: () => undefined, onGone: () => undefined });
      const before = queries.length;
      await eventually('as much time to pass as some queries take', () => beats >= 4);
      expect(queries.length).toBe(before);
      pacemaker.close();
    });

    it('listens again when its connection was cut, and catches up on what it missed', async () => {
      const listener = await listen(id);
      truth.set(id, state(id, 3));
      for (const client of String(await redis.client('LIST')).split('\n')) {
        const [, clientId] = client.includes(`name=${prefix}:`) ? (/^id=(\d+)/.exec(client) ?? []) : [];
        if (clientId) await redis.call('CLIENT', 'KILL', 'ID', clientId);
      }
      await eventually('it to catch up', () => versions(listener.heard).includes(3));
      await eventually('it to be subscribed', async () => (await channels()) === 1);
      await feed.publish(id, state(id, 4));
      await eventually('it to hear again', () => listener.heard.some((entry) => entry.id !== undefined));
    });
  });
});
