import { ArrayCursor } from './array-cursor';
import { detectShape } from './detect-shape';
import { EnvelopeCursor, type EnvelopeLimits } from './envelope-cursor';
import { type JsonBlock, type JsonCheckpoint, type JsonShape } from './json-record';
import { JsonWindow } from './json-window';
import { LinesCursor } from './lines-cursor';
import { utf8MarkLength } from '../charset';

export interface ReadJsonOptions {
  /** `auto` looks at the beginning, see {@link detectShape}. */
  shape: JsonShape | 'auto';
  /** The member of an envelope that has the records. Default `records`. */
  recordsMember?: string;
  /** Where a block ended, with a source that begins at its `offset`; its shape comes before `shape`. */
  from?: JsonCheckpoint;
  /**
   * A record with more bytes is `oversized`. Of a line all counts but blanks in front and its line end. Default 1 MiB.
   */
  maxRecordBytes?: number;
  /** Bytes of the other members of an envelope together, each from its name to its value's end. Default 64 KiB. */
  maxMembersBytes?: number;
  /** Arrays and objects in one another, the record itself counted. Default 32. */
  maxDepth?: number;
  /** Bytes of a block, three at least; a record that takes more than half of it makes it larger. Default 128 KiB. */
  blockBytes?: number;
}

type Cursor = ArrayCursor | EnvelopeCursor | LinesCursor;

const RECORDS_MEMBER = 'records';
const MAX_RECORD_BYTES = 1024 * 1024;
const MAX_MEMBERS_BYTES = 64 * 1024;
const MAX_DEPTH = 32;
const BLOCK_BYTES = 128 * 1024;

/**
 * Records of JSON as they were sent: what JSON.parse accepts is read, in UTF-8, and nothing else. A byte order mark at
 * the beginning is left out. A block, its cursor and its bytes are valid until the next one is asked for. Memory is
 * that of a block, or of some times the longest record that is allowed, whatever is in the file.
 *
 * A block is read while its `next` is called, in about a millisecond in all. Who must not hold the event loop and has
 * no source that lets go of it, as the store does, does so between blocks.
 *
 * Everything is checked, what stands behind the records too: only who reads to the end knows that it is JSON. A fault
 * in an array or envelope ends the reading, in a line it is that record's.
 *
 * Reading may begin anew behind any record, from its block's `checkpoint`: the records are the same, and what follows
 * them is checked again.
 *
 * @throws JsonError, from the generator and from `next` of a block
 */
export async function* readJsonRecords(
  source: AsyncIterable<Buffer>,
  options: ReadJsonOptions,
): AsyncGenerator<JsonBlock, void, undefined> {
  const { from, recordsMember = RECORDS_MEMBER, maxRecordBytes = MAX_RECORD_BYTES } = options;
  const given = from?.shape ?? options.shape;
  if (given === 'auto') {
    const detected = await detectShape(source, recordsMember, maxRecordBytes);
    yield* readJsonRecords(detected.source, { ...options, shape: detected.shape });
    return;
  }
  const window = new JsonWindow(options.blockBytes ?? BLOCK_BYTES, from?.offset ?? 0);
  const limits = { maxRecordBytes, maxDepth: options.maxDepth ?? MAX_DEPTH };
  const maxMembersBytes = options.maxMembersBytes ?? MAX_MEMBERS_BYTES;
  const cursor = cursorFor(given, window, { ...limits, recordsMember, maxMembersBytes }, from);
  let isBegun = window.offset > 0;
  const open = (isLast: boolean): JsonBlock => {
    if (!isBegun) cursor.skip(utf8MarkLength(window.bytes.subarray(0, window.filled)));
    isBegun = true;
    return cursor.open(isLast);
  };
  for await (const chunk of source) {
    let taken = 0;
    while (taken < chunk.length) {
      taken += window.fill(chunk, taken);
      if (!window.isFull) break;
      yield open(false);
      cursor.close();
    }
  }
  yield open(true);
  cursor.close();
}

function cursorFor(
  shape: JsonShape,
  window: JsonWindow,
  limits: EnvelopeLimits,
  from: JsonCheckpoint | undefined,
): Cursor {
  switch (shape) {
    case 'array':
      return new ArrayCursor(window, limits, from);
    case 'envelope':
      return new EnvelopeCursor(window, limits, from);
    case 'lines':
      return new LinesCursor(window, limits, from);
  }
}
