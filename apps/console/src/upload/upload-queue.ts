import { idempotencyKey, SluiceError } from '@sluice/client';
import { queries } from '../app/queries';
import { client } from '../app/session';
import { beginBatch, isResumable } from './begin-batch';
import { forgetSending, keepArrived, keepSending, keptSendings } from './kept-sendings';
import { bytesOf, type Fields, type Sending, type SentSystem, type ShownSending } from './sending';

const AT_ONCE = 2;
/** One request: what a pause or a broken connection may cost. */
const CHUNK_BYTES = 8 * 2 ** 20;
/** Answers that a batch is refused with when an upload of it is not there. */
const MAY_BE_GONE = [400, 404, 410, 422];

/** What is on its way. It lives outside of pages: going to another one, or reloading, stops nothing. */
let shown: readonly ShownSending[] = [];
const listeners = new Set<() => void>();
const running = new Map<string, AbortController>();

export const uploadQueue = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  now: (): readonly ShownSending[] => shown,

  /** Takes up what an earlier load of the page has left, of this user alone. */
  async takeUp(userId: string): Promise<void> {
    const known = new Set(shown.map(({ id }) => id));
    for (const sending of await keptSendings(userId)) if (!known.has(sending.id)) add(sending, false);
    work();
  },

  async send(userId: string, system: SentSystem, fields: Fields, files: File[]): Promise<void> {
    const sending: Sending = {
      id: crypto.randomUUID(),
      userId,
      system,
      fields,
      files,
      key: idempotencyKey(),
      uploadIds: [],
    };
    add(sending, !(await keepSending(sending)));
    work();
  },

  pause(id: string): void {
    change(id, { state: 'paused', bytesPerSecond: undefined });
    running.get(id)?.abort(new Error('Paused'));
  },

  /** After a pause, or a failure. */
  goOn(id: string): void {
    change(id, { state: 'queued', error: undefined });
    work();
  },

  async remove(id: string): Promise<void> {
    running.get(id)?.abort(new Error('Removed'));
    shown = shown.filter((sending) => sending.id !== id);
    tell();
    await forgetSending(id);
  },

  /** Stops all of it in this window, for whoever signs out. */
  stop(): void {
    for (const { id } of shown) running.get(id)?.abort(new Error('Signed out'));
    shown = [];
    tell();
  },
};

function add(sending: Sending, isLoose: boolean): void {
  const { files, uploadIds } = sending;
  const start = {
    sent: bytesOf(files.slice(0, uploadIds.length)),
    bytes: bytesOf(files),
    bytesPerSecond: undefined,
    error: undefined,
    place: undefined,
  };
  shown = [...shown, { ...sending, ...start, state: 'queued', isLoose }];
  tell();
}

function change(id: string, what: Partial<ShownSending>): void {
  shown = shown.map((sending) => (sending.id === id ? { ...sending, ...what } : sending));
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Begins what waits, as far as there is room. */
function work(): void {
  for (const sending of shown) {
    if (sending.state === 'queued' && running.size < AT_ONCE && !running.has(sending.id)) void run(sending);
  }
}

async function run(sending: ShownSending): Promise<void> {
  const { id } = sending;
  const stop = new AbortController();
  running.set(id, stop);
  change(id, { state: 'sending' });
  try {
    const uploadIds = isResumable(sending) ? await sendFiles(sending, stop.signal) : [];
    stop.signal.throwIfAborted();
    change(id, { state: 'beginning', sent: sending.bytes, bytesPerSecond: undefined });
    const place = await beginBatch(sending, uploadIds);
    change(id, { state: 'begun', place });
    await forgetSending(id);
    await queries.invalidateQueries({ queryKey: ['batches'] });
  } catch (error) {
    // The API keeps uploads for a day only: what it does not know any more is sent again.
    if (error instanceof SluiceError && MAY_BE_GONE.includes(error.status)) await haveArrived(sending, []);
    if (!stop.signal.aborted)
      change(id, { state: 'failed', error: error as Error, bytesPerSecond: undefined });
  } finally {
    running.delete(id);
    work();
  }
}

/** One file after the other, those that have arrived left out. @returns the ids of their uploads */
async function sendFiles(sending: ShownSending, signal: AbortSignal): Promise<string[]> {
  const { id, files } = sending;
  const startedAt = performance.now();
  const uploadIds = [...sending.uploadIds];
  let before = bytesOf(files.slice(0, uploadIds.length));
  let first: number | undefined;
  for (const file of files.slice(uploadIds.length)) {
    const onProgress = (bytes: number): void => {
      const sent = before + bytes;
      first ??= sent;
      const seconds = (performance.now() - startedAt) / 1000;
      const rate = sent > first ? (sent - first) / seconds : undefined;
      change(id, { sent, bytesPerSecond: rate });
    };
    uploadIds.push(
      await client.uploadFile({ file, filename: file.name, chunkBytes: CHUNK_BYTES, signal, onProgress }),
    );
    before += file.size;
    change(id, { sent: before });
    await haveArrived(sending, uploadIds);
  }
  return uploadIds;
}

async function haveArrived(sending: ShownSending, uploadIds: string[]): Promise<void> {
  change(sending.id, { uploadIds: [...uploadIds] });
  if (!sending.isLoose) await keepArrived({ ...sending, uploadIds });
}

// A network that was away ends tries after a while; when it is back they go on by themselves.
addEventListener('online', () => {
  for (const { id, state, error } of shown) {
    if (state === 'failed' && !(error instanceof SluiceError)) uploadQueue.goOn(id);
  }
});

// Only what could not be kept is lost by leaving.
addEventListener('beforeunload', (event) => {
  if (shown.some(({ isLoose, state }) => isLoose && state !== 'begun' && state !== 'failed'))
    event.preventDefault();
});
