import { BLANKS, BLANKS_IN_LINE, LF, OPEN_ARRAY, OPEN_OBJECT } from './json-bytes';
import { JsonError } from './json-error';
import { type JsonShape } from './json-record';
import { ScannedRecord } from './scanned-record';
import { BROKEN, INCOMPLETE } from './token-scanner';
import { ValueScanner } from './value-scanner';
import { utf8MarkLength } from '../charset';

export interface DetectedShape {
  shape: JsonShape;
  /** All bytes of the source, those included that were looked at. */
  source: AsyncIterable<Buffer>;
}

const NUL = Buffer.alloc(1);
/** Deeper than any record may be, so that depth decides nothing. */
const MAX_DEPTH = 1024;

/**
 * Finds out what a file is by its beginning, with at most `maxBytes` and a chunk in memory.
 *
 * One that begins with `[` is an array. One that begins with `{` is read as lines when its first line is an object
 * by itself and more follows, or when that has no array `recordsMember`. It is an envelope when its first object goes
 * on over lines, or has such an array and nothing behind it. When the object has a fault, or does not end within
 * `maxBytes`, that array or a line end in front decides for the envelope; but a `{` at the beginning of a line, where
 * none can be, begins another record. Lines do the least harm: there a fault is one record's.
 *
 * @throws JsonError `empty`, or `wrong_shape` for a file that begins with anything else
 */
export async function detectShape(
  source: AsyncIterable<Buffer>,
  recordsMember: string,
  maxBytes: number,
): Promise<DetectedShape> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let filled = 0;
  let lookAt = 1;
  try {
    for (;;) {
      const { value: chunk, done } = await iterator.next();
      if (done !== true) {
        head = withRoom(head, filled, filled + chunk.length);
        filled += chunk.copy(head, filled);
        // Not at each chunk: small ones would be looked at over and over.
        if (filled < lookAt) continue;
        lookAt = Math.min(2 * filled, maxBytes);
      }
      const end = Math.min(filled, maxBytes);
      const shape = shapeOf(
        Buffer.concat([head.subarray(0, end), NUL]),
        recordsMember,
        end === maxBytes || done === true,
      );
      if (shape !== undefined) return { shape, source: replay(head.subarray(0, filled), iterator) };
    }
  } catch (error) {
    await iterator.return?.();
    throw error;
  }
}

/** @param head ends with a NUL @param isAll nothing more will be looked at @returns undefined when it can't be said yet */
function shapeOf(head: Buffer, recordsMember: string, isAll: boolean): JsonShape | undefined {
  const filled = head.length - 1;
  const start = skipBlanks(head, utf8MarkLength(head));
  if (start < filled && head[start] === OPEN_ARRAY) return 'array';
  if (start < filled && head[start] === OPEN_OBJECT) return shapeOfObject(head, start, recordsMember, isAll);
  if (start === filled && !isAll) return undefined;
  if (start === filled) throw new JsonError('empty', 'There is no JSON, nothing but blanks', start);
  // The mark may be cut.
  if (start === 0 && filled < 3 && !isAll) return undefined;
  throw new JsonError('wrong_shape', 'The file begins with neither [ nor {: it holds no JSON records', start);
}

function shapeOfObject(
  head: Buffer,
  start: number,
  recordsMember: string,
  isAll: boolean,
): JsonShape | undefined {
  const filled = head.length - 1;
  const record = new ScannedRecord(0);
  record.bytes = head;
  const scanner = new ValueScanner(record, BLANKS, MAX_DEPTH);
  scanner.begin(start);
  const end = scanner.scan(head, filled, false);
  if (end === INCOMPLETE && !isAll) return undefined;
  const hasRecords = hasArray(record, scanner.isInMember, recordsMember);
  if (end >= 0) {
    const next = skipBlanks(head, end);
    if (next === filled && !isAll) return undefined;
    if (hasLineEnd(head, start, end)) return 'envelope';
    return next < filled || !hasRecords ? 'lines' : 'envelope';
  }
  if (end === BROKEN && beginsLine(head, scanner.faultAt)) return 'lines';
  return hasRecords || hasLineEnd(head, start, end === BROKEN ? scanner.faultAt : filled)
    ? 'envelope'
    : 'lines';
}

/** Whether an object, or what there is of one, has an array as the member of this name. */
function hasArray(record: ScannedRecord, isInMember: boolean, name: string): boolean {
  const count = record.memberCount + (isInMember ? 1 : 0);
  for (let member = 0; member < count; member++) {
    if (record.typeOf(member) === 'array' && record.key(member) === name) return true;
  }
  return false;
}

function hasLineEnd(head: Buffer, start: number, end: number): boolean {
  return head.subarray(start, end).includes(LF);
}

/** Whether an object begins there, and a line. */
function beginsLine(head: Buffer, at: number): boolean {
  let before = at - 1;
  while (BLANKS_IN_LINE[head[before]!] === 1) before--;
  return head[at] === OPEN_OBJECT && head[before] === LF;
}

function skipBlanks(head: Buffer, from: number): number {
  let at = from;
  while (BLANKS[head[at]!] === 1) at++;
  return at;
}

function withRoom(head: Buffer, filled: number, bytes: number): Buffer {
  if (bytes <= head.length) return head;
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * head.length));
  head.copy(larger, 0, 0, filled);
  return larger;
}

async function* replay(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    for (;;) {
      const { value, done } = await rest.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}
