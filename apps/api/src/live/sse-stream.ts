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
  private told: Told = { version: -1, progress: undefined, lastEntryId: NO_ENTRY };
  private isEnding = false;

  override _read(): void {
    // Pushed as it comes.
  }

  begin({ snapshot, lastEntryId, resume }: Beginning): void {
    this.write(`retry: ${RETRY_MS.least + Math.floor(Math.random() * RETRY_MS.spread)}\n\n`);
    if (resume) {
      this.told = { version: resume.seen.version, progress: undefined, lastEntryId: resume.seen.entryId };
      for (const entry of resume.missed) this.tell(entry);
    } else this.told = { ...this.told, lastEntryId: lastEntryId ?? NO_ENTRY };
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
    const { progress } = this.told;
    if (progress) this.write(frame('done', { ...progress, deleted: true }));
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

  private tell(entry: FeedEntry): void {
    if (this.isEnding) return;
    const { bytes, after, isLast } = tellingOf(entry, this.told);
    this.told = after;
    if (bytes.length > 0) this.write(bytes);
    if (isLast) this.close();
  }

  private write(text: string | Buffer): void {
    if (this.isEnding || this.destroyed) return;
    this.push(text);
    if (this.readableLength <= MAX_BUFFERED_BYTES) return;
    this.destroy(new AppError('slow_client', 408, 'The client reads too slowly'));
  }
}

/** What a client has been told. */
interface Told {
  version: number;
  progress: SubjectProgress | undefined;
  lastEntryId: string;
}

interface Telling {
  before: Told;
  after: Told;
  /** The events, ready to send. */
  bytes: Buffer;
  /** Nothing follows. */
  isLast: boolean;
}

/** The last telling of each entry: hundreds who watch one batch have mostly been told the same, and get the same bytes. */
const tellings = new WeakMap<FeedEntry, Telling>();

function tellingOf(entry: FeedEntry, before: Told): Telling {
  const last = tellings.get(entry);
  if (last && isSame(last.before, before)) return last;
  const telling = { before, ...tell(entry, before) };
  tellings.set(entry, telling);
  return telling;
}

function isSame(one: Told, other: Told): boolean {
  return (
    one.version === other.version && one.progress === other.progress && one.lastEntryId === other.lastEntryId
  );
}

/** What an entry tells those who were told what came before. */
function tell({ id, state, items }: FeedEntry, before: Told): Omit<Telling, 'before'> {
  const isNews = state.version > before.version;
  const progress = isNews || !before.progress ? state.progress : before.progress;
  const names = isNews ? changes(before.progress, state) : [];
  const events = [
    ...items.map((item) => ({ name: 'item', data: { ...progress, item } })),
    ...names.map((name) => ({ name, data: progress })),
  ];
  const after = {
    version: isNews ? state.version : before.version,
    progress: isNews ? progress : before.progress,
    lastEntryId: id ?? before.lastEntryId,
  };
  const eventId = `${after.version}.${after.lastEntryId}`;
  const frames = events.map(({ name, data }, n) =>
    frame(name, data, n === events.length - 1 ? eventId : undefined),
  );
  return { after, bytes: Buffer.from(frames.join('')), isLast: isNews && state.isFinal };
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
