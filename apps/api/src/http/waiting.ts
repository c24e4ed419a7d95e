import { type Database, rows } from '@sluice/kernel/db';
import { type EventHub, type SubjectLoader, type SubjectState } from '@sluice/kernel/events';
import { IN_FORCE } from '@sluice/kernel/queue';
import { type RedisClient } from '@sluice/kernel/redis';
import { parsePrefer } from './prefer';

/** Seconds after which asking again makes sense, for answers that came before the end. */
export const RETRY_AFTER_SECONDS = 2;
/** How often a wait looks whether anyone is there to do the work. */
const LOOK_EVERY_MS = 2_000;

export interface WaitingOptions {
  db: Database;
  redis: RedisClient;
  hub: EventHub;
  /** A worker that was not heard of for so long is not counted on. */
  leaseMs: number;
}

/** What a request waits for. */
export interface WaitFor {
  subjectId: string;
  load: SubjectLoader;
  /** The queue whose workers bring the subject to its end. */
  queue: string;
  /** The request's `Prefer` header. */
  prefer: string | string[] | undefined;
  /** How long to wait when the client has no preference; 0 answers at once. */
  defaultSeconds: number;
  /** Aborts when the client hangs up: the wait ends, the work goes on. */
  signal: AbortSignal;
}

export interface Waited {
  /** The final state; undefined when the subject has not ended in time. */
  end: SubjectState | undefined;
  /** Whether any time was given to the work, so that what is known of the subject may be old. */
  hasWaited: boolean;
  /** `Preference-Applied`, when something was. */
  headers: Record<string, string>;
}

/**
 * Bounded waiting for queued work (RFC 7240). A wait costs no polling: it is a listener like those of the
 * event streams. Nobody waits for work that nobody does: without Redis or a live worker, or while operators hold the
 * work back, the answer comes at once.
 */
export class Waiting {
  /** Ends each wait that is under way. */
  private readonly waits = new Set<() => void>();
  private isClosed = false;

  constructor(private readonly options: WaitingOptions) {}

  /** Waits for the end of a subject as long as the client prefers, or the default says. */
  async wait(request: WaitFor): Promise<Waited> {
    const { waitSeconds, respondAsync } = parsePrefer(request.prefer);
    const seconds = waitSeconds ?? (respondAsync ? 0 : request.defaultSeconds);
    const isUp = this.options.redis.status === 'ready' && !this.isClosed;
    const mayWait = seconds > 0 && isUp && (await this.isServed(request.queue));
    const end = mayWait ? await this.untilEnd(request, seconds * 1000) : undefined;
    const applied = [
      ...(respondAsync && !end ? ['respond-async'] : []),
      ...(waitSeconds !== undefined && (mayWait || seconds === 0) ? [`wait=${seconds}`] : []),
    ];
    return {
      end,
      hasWaited: mayWait,
      headers: applied.length > 0 ? { 'Preference-Applied': applied.join(', ') } : {},
    };
  }

  /** Ends all waits, as if their time were over, and begins no more. */
  close(): void {
    this.isClosed = true;
    for (const giveUp of this.waits) giveUp();
  }

  private async untilEnd(request: WaitFor, waitMs: number): Promise<SubjectState | undefined> {
    const { subjectId, load, queue, signal } = request;
    const { promise: end, resolve } = withResolvers<SubjectState | undefined>();
    const giveUp = (): void => resolve(undefined);
    this.waits.add(giveUp);
    if (this.isClosed) giveUp();
    signal.addEventListener('abort', giveUp);
    const timer = setTimeout(giveUp, waitMs);
    const look = setInterval(
      () => void this.isServed(queue).then((served) => served || giveUp()),
      LOOK_EVERY_MS,
    );
    const unwatch = await this.options.hub.watch(subjectId, load, {
      onEntry: ({ state }) => state.isFinal && resolve(state),
      onGone: giveUp,
    });
    try {
      // What ended before we listened was told to nobody here.
      // What was accepted stays accepted: a database that is away now is a wait in vain, not an error.
      const [state] = await load([subjectId]).catch(() => []);
      if (state?.isFinal) return state;
      return signal.aborted ? undefined : await end;
    } finally {
      unwatch();
      clearInterval(look);
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      this.waits.delete(giveUp);
    }
  }

  private async isServed(queue: string): Promise<boolean> {
    const { db, leaseMs } = this.options;
    const [workers] = await rows<{ alive: boolean }>(
      db,
      `SELECT EXISTS (
         SELECT 1 FROM workers WHERE $1 = ANY(queues) AND seen_at > now() - $2 * interval '1 millisecond'
           AND NOT EXISTS (
             SELECT 1 FROM drains WHERE ${IN_FORCE}
               AND (scope = 'all' OR (scope = 'queue' AND target = $1) OR (scope = 'worker' AND target = workers.id)))
       ) AS alive`,
      [queue, leaseMs],
    ).catch(() => []);
    return workers?.alive ?? false;
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
