import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import {
  EventFeed,
  EventHub,
  NoticeFeed,
  type SubjectLoader,
  type SubjectState,
} from '@sluice/kernel/events';
import { type Log } from '@sluice/kernel/log';
import { type Redis } from 'ioredis';
import { Gauge } from 'prom-client';
import { type Authenticator, createAuthenticator } from '../auth';
import { type Reply } from '../http/route';
import { Waiting } from '../http/waiting';
import { parseEventId, SseStream } from './sse-stream';

const openStreams = new Gauge({ name: 'sluice_event_streams', help: 'Clients that listen to events' });

export interface LiveOptions {
  config: Config;
  db: Database;
  redis: Redis;
  log: Log;
  /** Each stream is looked after so often: a sign of life, and whether its client still may listen. */
  beatEveryMs?: number;
}

/** A client that wants to listen. */
export interface ListenRequest {
  subjectId: string;
  load: SubjectLoader;
  /** The present state. @throws AppError for those who may not see it */
  find: () => Promise<SubjectState>;
  lastEventId: string | string[] | undefined;
  /** What the client authorized itself with; asked again while it listens. */
  authorization: string;
}

/** Proxies close connections that are silent for a minute. */
const BEAT_EVERY_MS = 15_000;
/** A few at a time, so that thousands do not hold up everybody else at one moment. */
const BEAT_SLOTS = 30;

/** Time for clients to read the end of their streams when the process ends. */
const LAST_WORDS_MS = 2_000;

const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Proxies must neither keep, nor change (compress), nor gather it.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** All that listens and waits in this process. */
export class Live {
  readonly feed: EventFeed;
  /** What sockets are told. */
  readonly notices: NoticeFeed;
  readonly hub: EventHub;
  readonly waiting: Waiting;
  private readonly authenticator: Authenticator;
  private readonly beatEveryMs: number;
  private readonly streams = new Map<SseStream, ListenRequest>();
  private slots: SseStream[][] = [];
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor({ config, db, redis, log, beatEveryMs = BEAT_EVERY_MS }: LiveOptions) {
    this.beatEveryMs = beatEveryMs;
    this.authenticator = createAuthenticator({ config, db });
    this.feed = new EventFeed(redis, config.redisPrefix, log);
    this.notices = new NoticeFeed(redis, config.redisPrefix, log);
    this.hub = new EventHub({ redis, feed: this.feed, log });
    this.waiting = new Waiting({ db, redis, hub: this.hub, leaseMs: config.leaseMs });
  }

  /** Event streams that are open now. */
  get size(): number {
    return this.streams.size;
  }

  /**
   * The answer to a client that wants to listen: its stream, or 204 when it has seen the end already, which
   * tells an EventSource not to come back.
   */
  async listen(request: ListenRequest): Promise<Reply> {
    if (this.isClosed) throw draining();
    const stream = new SseStream();
    const unwatch = await this.hub.watch(request.subjectId, request.load, stream);
    stream.once('close', () => {
      unwatch();
      this.forget(stream);
    });
    try {
      const seen = parseEventId(request.lastEventId);
      const missed = seen && (await this.feed.entriesAfter(request.subjectId, seen.entryId));
      const lastEntryId = missed ? undefined : await this.feed.lastEntryId(request.subjectId);
      // Read after the subscription stands and the feed was read: whatever happens from here on is heard.
      const snapshot = await request.find();
      if (seen && snapshot.isFinal && snapshot.version <= seen.version) {
        stream.destroy();
        return { status: 204 };
      }
      stream.begin({ snapshot, lastEntryId, resume: seen && missed && { seen, missed } });
      this.remember(stream, request);
      return { status: 200, headers: STREAM_HEADERS, stream };
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  /** Ends all streams and waits, so that the server can close; clients go on at another process. */
  close(): void {
    this.isClosed = true;
    this.waiting.close();
    const streams = [...this.streams.keys()];
    for (const stream of streams) stream.close();
    // Who does not read would hold the server open.
    setTimeout(() => streams.forEach((stream) => stream.destroy()), LAST_WORDS_MS).unref();
    this.stopBeating();
    this.hub.close();
  }

  private remember(stream: SseStream, request: ListenRequest): void {
    if (stream.destroyed) return;
    this.streams.set(stream, request);
    openStreams.inc();
    if (this.isClosed) return stream.close();
    this.timer ??= setInterval(() => this.beat(), this.beatEveryMs / BEAT_SLOTS).unref();
  }

  private forget(stream: SseStream): void {
    if (this.streams.delete(stream)) openStreams.dec();
    if (this.streams.size === 0) this.stopBeating();
  }

  private stopBeating(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.slots = [];
  }

  private beat(): void {
    if (this.slots.length === 0) this.slots = inSlots([...this.streams.keys()], BEAT_SLOTS);
    for (const stream of this.slots.pop() ?? []) {
      const request = this.streams.get(stream);
      if (!request) continue;
      stream.beat();
      this.authenticator.authenticate(request.authorization).catch((error: unknown) => {
        // Only a clear no: while the database is away nobody is shut out.
        if (error instanceof AppError) stream.close();
      });
    }
  }
}

function inSlots<T>(things: T[], count: number): T[][] {
  const slots = Array.from({ length: count }, (): T[] => []);
  things.forEach((thing, n) => slots[n % count]?.push(thing));
  return slots;
}

function draining(): AppError {
  return new AppError('unavailable', 503, 'This process is about to end', {
    headers: { 'Retry-After': '1' },
  });
}
