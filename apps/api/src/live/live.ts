import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import {
  EventFeed,
  EventHub,
  NoticeFeed,
  NoticeHub,
  type SubjectLoader,
  type SubjectState,
} from '@sluice/kernel/events';
import { type Log } from '@sluice/kernel/log';
import { type RedisClient } from '@sluice/kernel/redis';
import { Gauge } from 'prom-client';
import { type Authenticator, createAuthenticator } from '../auth';
import { type Reply } from '../http/route';
import { Waiting } from '../http/waiting';
import { draining } from './draining';
import { Rounds } from './rounds';
import { Sockets } from './sockets';
import { parseEventId, SseStream } from './sse-stream';

const openStreams = new Gauge({ name: 'sluice_event_streams', help: 'Clients that listen to events' });

export interface LiveOptions {
  config: Config;
  db: Database;
  redis: RedisClient;
  log: Log;
  /** Each stream and socket is looked after so often: a sign of life, and whether its client still may listen. */
  beatEveryMs?: number;
}

/** A client that wants to listen. */
export interface ListenRequest {
  subjectId: string;
  load: SubjectLoader;
  /** The present state. @throws AppError for those who may not see it */
  find: () => Promise<SubjectState>;
  lastEventId: string | string[] | undefined;
  /** What the client authorized itself with; asked again while it listens. Undefined where nobody asks. */
  authorization: string | undefined;
}

/** Proxies close connections that are silent for a minute. */
const BEAT_EVERY_MS = 15_000;
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
  readonly sockets: Sockets;
  private readonly authenticator: Authenticator;
  private readonly requests = new Map<SseStream, ListenRequest>();
  private readonly streams: Rounds<SseStream>;
  private isClosed = false;

  constructor({ config, db, redis, log, beatEveryMs = BEAT_EVERY_MS }: LiveOptions) {
    this.streams = new Rounds(beatEveryMs, (stream) => this.beat(stream));
    this.authenticator = createAuthenticator({ config, db });
    this.feed = new EventFeed(redis, config.redisPrefix, log);
    this.notices = new NoticeFeed(redis, config.redisPrefix, log);
    this.hub = new EventHub({ redis, feed: this.feed, log });
    this.waiting = new Waiting({ db, redis, hub: this.hub, leaseMs: config.leaseMs });
    this.sockets = new Sockets({
      authenticator: this.authenticator,
      hub: new NoticeHub({ redis, feed: this.notices, log }),
      log,
      beatEveryMs,
    });
  }

  /** Event streams that are open now. */
  get size(): number {
    return this.requests.size;
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

  /** Ends all streams, sockets and waits, so that the server can close; clients go on at another process. */
  close(): void {
    this.isClosed = true;
    this.waiting.close();
    this.sockets.close();
    const streams = this.streams.list();
    for (const stream of streams) stream.close();
    // Who does not read would hold the server open.
    setTimeout(() => streams.forEach((stream) => stream.destroy()), LAST_WORDS_MS).unref();
    this.streams.stop();
    this.hub.close();
  }

  private remember(stream: SseStream, request: ListenRequest): void {
    if (stream.destroyed) return;
    this.requests.set(stream, request);
    openStreams.inc();
    if (this.isClosed) return stream.close();
    this.streams.add(stream);
  }

  private forget(stream: SseStream): void {
    this.streams.delete(stream);
    if (this.requests.delete(stream)) openStreams.dec();
  }

  private beat(stream: SseStream): void {
    stream.beat();
    const { authorization } = this.requests.get(stream) as ListenRequest;
    if (authorization === undefined) return;
    this.authenticator.authenticate(authorization).catch((error: unknown) => {
      // Only a clear no: while the database is away nobody is shut out.
      if (error instanceof AppError) stream.close();
    });
  }
}
