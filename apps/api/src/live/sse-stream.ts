import { Readable } from 'node:stream';
import { AppError } from '@sluice/kernel/errors';
import {
  type FeedEntry,
  type Listener,
  type SubjectProgress,
  type SubjectState,
} from '@sluice/kernel/events';

/** A client that is so far behind is cut off; it comes back and resumes. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** Clients of a process that ends come back at different moments. */
const RETRY_MS = { least: 1_000, spread: 2_000 };

/** Where a client left off, as its `Last-Event-ID` says. */
export interface Resumption {
  version: number;
  entryId: string;
}

/** The id of an event: the version the client has seen with it, and the entry of the feed. */
const EVENT_ID = /^(\d{1,15})\.(\d{1,15}-\d{1,15})$/;
/** Stands for "before anything in the feed". */
const NO_ENTRY = '0-0';

/** Reads a `Last-Event-ID`; undefined for what is none of ours. */
export function parseEventId(header: string | string[] | undefined): Resumption | undefined {
  const [, version, entryId] = EVENT_ID.exec(String(header ?? '')) ?? [];
  return version === undefined || entryId === undefined ? undefined : { version: Number(version), entryId };
}

/** What a stream begins with. */
export interface Beginning {
  /** The present state, from Postgres. */
  snapshot: SubjectState;
  /** The last entry of the feed before the snapshot was taken. */
  lastEntryId?: string | undefined;
  /** For a client that comes back: what it has seen, and what was published since. */
  resume?: { seen: Resumption; missed: FeedEntry[] } | undefined;
}

/**
 * One client's event stream (WHATWG HTML §9.2). Of each new state a client is told `status` when the status
 * changed, `progress` when the counts did, and `done` when it is final; a version is told once and an older one
 * never after a newer one. Each piece that ends is an `item`. Only the last event of an entry has an id, so
 * that a client that lost its connection in the middle gets the whole entry again.
 */
export class SseStream extends Readable implements Listener {
  /** What came before {@link begin}. */
  private held: FeedEntry[] | undefined = [];
  private version = -1;
  private told: SubjectProgress | undefined;
  private lastEntryId = NO_ENTRY;
  private isEnding = false;

  override _read(): void {
    // Pushed as it comes.
  }

  begin({ snapshot, lastEntryId, resume }: Beginning): void {
    this.write(`retry: ${RETRY_MS.least + Math.floor(Math.random() * RETRY_MS.spread)}\n\n`);
    if (resume) {
      this.version = resume.seen.version;
      this.lastEntryId = resume.seen.entryId;
      for (const entry of resume.missed) this.tell(entry);
    } else this.lastEntryId = lastEntryId ?? NO_ENTRY;
    this.tell({ state: snapshot, items: [] });
    const held = this.held ?? [];
    this.held = undefined;
    const replayed = new Set(resume?.missed.map((entry) => entry.id));
    for (const entry of held) if (entry.id === undefined || !replayed.has(entry.id)) this.tell(entry);
  }

  onEntry(entry: FeedEntry): void {
    if (this.held) this.held.push(entry);
    else this.tell(entry);
  }

  /** A deleted subject: the last that was known of it, and that it is gone. Coming back is answered 404. */
  onGone(): void {
    if (this.told) this.write(frame('done', { ...this.told, deleted: true }));
    this.close();
  }

  /** Something for proxies that close silent connections; clients ignore it. */
  beat(): void {
    this.write(':\n\n');
  }

  /** Ends the answer; the client comes back and resumes, unless it was told `done`. */
  close(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.push(null);
  }

  private tell({ id, state, items }: FeedEntry): void {
    if (this.isEnding) return;
    const isNews = state.version > this.version;
    const progress = isNews || !this.told ? state.progress : this.told;
    const events: [name: string, data: object][] = items.map((item) => ['item', { ...progress, item }]);
    if (isNews) {
      events.push(...changes(this.told, state).map((name): [string, object] => [name, progress]));
      this.version = state.version;
      this.told = progress;
    }
    this.lastEntryId = id ?? this.lastEntryId;
    const eventId = `${this.version}.${this.lastEntryId}`;
    const last = events.length - 1;
    if (last >= 0) {
      this.write(
        events.map(([name, data], n) => frame(name, data, n === last ? eventId : undefined)).join(''),
      );
    }
    if (isNews && state.isFinal) this.close();
  }

  private write(text: string): void {
    if (this.isEnding || this.destroyed) return;
    this.push(text);
    if (this.readableLength <= MAX_BUFFERED_BYTES) return;
    this.destroy(new AppError('slow_client', 408, 'The client reads too slowly'));
  }
}

/** Names of the events that a state is worth to those who were told another, or none, before. */
function changes(before: SubjectProgress | undefined, { progress, isFinal }: SubjectState): string[] {
  const counts = ['processed', 'failed', 'total'] as const;
  const names: string[] = [];
  if (before?.status !== progress.status) names.push('status');
  if (!before || counts.some((count) => before[count] !== progress[count])) names.push('progress');
  if (isFinal) names.push('done');
  return names;
}

function frame(name: string, data: object, id?: string): string {
  // JSON has no line breaks of its own, so one `data` line holds it.
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
