import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { AppError } from '../../errors';
import { isStorageAway, storageAway } from '../storage-away';
import { statusOf } from './s3-errors';

/** A store that has been silent for so long within an answer will not go on. */
const SILENCE_MS = 20_000;
/** Connections in a row that brought not one byte. */
const MAX_FAILURES = 5;
const FIRST_WAIT_MS = 100;
const BUFFERED_BYTES = 256 * 1024;

export interface ReadOnOptions {
  /** Asks for an object, or a range of it; `IfMatch` says of which version. */
  get: (options: { Range?: string; IfMatch?: string }) => Promise<GetObjectCommandOutput>;
  start?: number;
  /** Inclusive. */
  end?: number;
  /** A reader that takes nothing for so long gives its connection back; it gets another when it goes on. */
  patienceMs: number;
}

/** Streams an object; a connection that breaks or falls silent is replaced by one that goes on where it was. */
export async function readOn({ get, start = 0, end, patienceMs }: ReadOnOptions): Promise<Readable> {
  const isWhole = start === 0 && end === undefined;
  const first = await get(isWhole ? {} : { Range: rangeOf(start, end) }).catch((error: unknown) => {
    // "Range not satisfiable": it begins behind the end.
    if (statusOf(error) === 416) return undefined;
    throw error;
  });
  if (!first || first.ContentLength === 0) return Readable.from([]);
  const place = { at: start, end: start + (first.ContentLength ?? 0) };

  async function* bytes(): AsyncGenerator<Buffer> {
    let answer: GetObjectCommandOutput | undefined = first;
    let failures = 0;
    for (;;) {
      const from = place.at;
      try {
        answer ??= await get({ Range: rangeOf(place.at, place.end - 1), IfMatch: first?.ETag });
        yield* chunksOf(bodyOf(answer), place, patienceMs);
        if (place.at >= place.end) return;
        throw new Error('The answer ended early');
      } catch (error) {
        // When nothing is missing it is the content that is wrong: its checksum.
        if (stream.destroyed || place.at >= place.end || isFinal(error)) throw error;
        failures = place.at > from ? 0 : failures + 1;
        if (failures > MAX_FAILURES) throw storageAway(error);
        if (failures > 0) await wait(FIRST_WAIT_MS * 2 ** failures);
        answer = undefined;
      }
    }
  }
  const stream = Readable.from(bytes(), { objectMode: false, highWaterMark: BUFFERED_BYTES });
  return stream;
}

/** The store has answered, and will not answer otherwise; a connection that broke has no status. */
function isFinal(error: unknown): boolean {
  return statusOf(error) !== undefined || (error instanceof AppError && !isStorageAway(error));
}

/** Moves `place` on with what it yields, and gives the connection up when one of the two sides does nothing. */
async function* chunksOf(body: Readable, place: { at: number }, patienceMs: number): AsyncGenerator<Buffer> {
  const chunks = body.iterator() as AsyncIterator<Buffer>;
  const giveUp = (why: string) => () => body.destroy(new Error(why));
  try {
    for (;;) {
      const silence = setTimeout(giveUp('The store fell silent'), SILENCE_MS);
      const next = await chunks.next().finally(() => clearTimeout(silence));
      if (next.done) return;
      place.at += next.value.length;
      const patience = setTimeout(giveUp('The reader takes its time'), patienceMs);
      yield next.value;
      clearTimeout(patience);
    }
  } finally {
    body.destroy();
  }
}

function bodyOf(answer: GetObjectCommandOutput | undefined): Readable {
  const body = answer?.Body as Readable | undefined;
  if (!body) throw new Error('The store answered without a body');
  return body;
}

function rangeOf(start: number, end: number | undefined): string {
  return `bytes=${start}-${end ?? ''}`;
}
