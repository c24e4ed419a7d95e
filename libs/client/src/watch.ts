import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Client } from 'openapi-fetch';
import { errorOf, SluiceError } from './errors';
import { type paths } from './schema';
import { eventsPath, lookAt, type Subject, type SubjectProgress } from './subjects';

export { type Subject, type SubjectProgress } from './subjects';

/** Something that happened to a subject. The last one is `done`. */
export interface SubjectEvent {
  name: 'status' | 'progress' | 'item' | 'done';
  /** How far it is now; of an `item` also what ended, in the system's own form, as `item`. */
  data: SubjectProgress & { item?: unknown; deleted?: true };
}

export interface WatchOptions {
  signal?: AbortSignal;
  /** Between two looks where events can't be had. Default 2 s. */
  pollEveryMs?: number;
  /** A stream without a byte for so long, heartbeats included, is taken for dead. Default 45 s. */
  silentMs?: number;
}

export interface WatchDeps {
  http: Client<paths>;
  get(path: string, init: RequestInit): Promise<Response>;
}

/** Streams that break off without having told anything before polling takes over. */
const MAX_EMPTY_STREAMS = 3;
const RETRY_MS = 1_000;

/** See {@link SluiceClient.watch}. */
export async function* watchSubject(
  deps: WatchDeps,
  subject: Subject,
  options: WatchOptions,
): AsyncGenerator<SubjectEvent, void> {
  const cursor: Cursor = { lastEventId: undefined, retryMs: RETRY_MS };
  for (let empty = 0; empty < MAX_EMPTY_STREAMS; empty++) {
    options.signal?.throwIfAborted();
    try {
      for await (const event of streamOnce(deps, subject, cursor, options)) {
        empty = -1;
        yield event;
        if (event.name === 'done') return;
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isFinalRefusal(error)) throw error;
    }
    await pause(empty < 0 ? cursor.retryMs : RETRY_MS, options.signal);
  }
  yield* poll(deps, subject, options);
}

interface Cursor {
  lastEventId: string | undefined;
  /** What the server asks for. */
  retryMs: number;
}

/** 401, 403, 404…: coming back won't help. A proxy that has no event streams answers 5xx or something else. */
function isFinalRefusal(error: unknown): boolean {
  return error instanceof SluiceError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

/** One connection, to its end. */
async function* streamOnce(
  { get, http }: WatchDeps,
  subject: Subject,
  cursor: Cursor,
  { signal, silentMs = 45_000 }: WatchOptions,
): AsyncGenerator<SubjectEvent, void> {
  const silence = new AbortController();
  const stop = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  let timer = setTimeout(() => silence.abort(), silentMs);
  try {
    const headers = {
      Accept: 'text/event-stream',
      ...(cursor.lastEventId !== undefined && { 'Last-Event-ID': cursor.lastEventId }),
    };
    const response = await get(eventsPath(subject), { headers, signal: stop });
    if (response.status === 204) {
      // It ended, and this client has been told everything but that.
      yield { name: 'done', data: (await lookAt(http, subject)).progress };
      return;
    }
    const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
    if (!response.ok) throw await errorOf(response);
    if (!isStream || !response.body) throw new Error('The answer is no stream of events');
    const messages: EventSourceMessage[] = [];
    const parser = createParser({
      onEvent: (message) => messages.push(message),
      onRetry: (ms) => (cursor.retryMs = ms),
    });
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      timer = setTimeout(() => silence.abort(), silentMs);
      parser.feed(decoder.decode(value, { stream: true }));
      for (const message of messages.splice(0)) {
        if (message.id !== undefined) cursor.lastEventId = message.id;
        yield {
          name: message.event as SubjectEvent['name'],
          data: JSON.parse(message.data) as SubjectEvent['data'],
        };
      }
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** The same from progress that is asked for now and then; items are not told. */
async function* poll(
  { http }: WatchDeps,
  subject: Subject,
  { signal, pollEveryMs = 2_000 }: WatchOptions,
): AsyncGenerator<SubjectEvent, void> {
  let told: SubjectProgress | undefined;
  for (;;) {
    const look = await lookAt(http, subject).catch((error: unknown) => {
      if (isFinalRefusal(error)) throw error;
      return undefined;
    });
    if (look) {
      const { progress, isFinal } = look;
      if (told?.status !== progress.status) yield { name: 'status', data: progress };
      if (JSON.stringify(told) !== JSON.stringify(progress)) yield { name: 'progress', data: progress };
      told = progress;
      if (isFinal) return yield { name: 'done', data: progress };
    }
    await pause(pollEveryMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
