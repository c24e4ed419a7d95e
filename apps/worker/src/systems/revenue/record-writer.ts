import { type Charset } from '@sluice/formats/charset';
import { type DbfValue, isBuddhistDate, isFault, isNumber, packedDate } from '@sluice/formats/dbf';
import { type RowCursor } from '@sluice/formats/rows';
import { type ChunkPool, CopyChunks, putInt16, putInt32, uuidCell } from '../../copy/copy-chunks';
import { type RowProblems, storable } from './row-problems';
import { type TableColumn } from './table';
import { faultMessage } from './table-messages';

/** `file_id, row_number, is_valid, values` */
const FIELDS = 4;
/** The type of the array's elements: `array_send` in Postgres writes dimensions, nulls, type, length, first index. */
const TEXT_OID = 25;
const ARRAY_HEADER_BYTES = 20;
/** Where in a row the open places are: behind the number of fields and the uuid, each value behind its length. */
const ROW_NUMBER_AT = 2 + 20 + 4;
const IS_VALID_AT = ROW_NUMBER_AT + 4 + 4;
const LENGTH_AT = IS_VALID_AT + 1;
/** What a row takes besides its values. */
const ROW_BYTES = LENGTH_AT + 4 + ARRAY_HEADER_BYTES;
const FORMS = { text: 0, number: 1, date: 2, other: 3 } as const;
/** Length of a value; and what a date grows by. */
const VALUE_BYTES = 8;
const ZERO = 0x30;
const DASH = 0x2d;

/**
 * Writes rows of a table as rows of `revenue_records`: fields go as bytes from the file's buffer into that of COPY,
 * and become strings only where something is wrong with them or they are of a rare type.
 */
export class RecordWriter {
  private chunks: CopyChunks;
  /** What all rows begin with, up to their values. */
  private readonly front: Buffer;
  private readonly forms: Uint8Array;
  /** Bytes that the row at hand needs at most, but for values that become strings. */
  private rowBytes = 0;
  /** Rows since {@link take}. */
  count = 0;

  constructor(
    fileId: string,
    private readonly columns: readonly TableColumn[],
    private readonly charset: Charset,
    private readonly problems: RowProblems,
    private readonly pool: ChunkPool,
  ) {
    this.chunks = new CopyChunks(pool);
    this.front = frontOf(fileId, columns.length);
    this.forms = Uint8Array.from(columns, ({ form }) => FORMS[form]);
  }

  get size(): number {
    return this.chunks.size;
  }

  /**
   * Writes the row that the problems were begun with. What can't be read is added to them, and the row is valid
   * when it has no error in the end.
   * @param memos values of memo columns, by column
   */
  write(row: RowCursor, memos?: ReadonlyMap<number, DbfValue>): void {
    const { chunks, columns } = this;
    const count = columns.length;
    this.rowBytes = ROW_BYTES + count * VALUE_BYTES + this.charset.maxUtf8Bytes(lengthOf(row, count));
    chunks.makeRoom(this.rowBytes);
    chunks.bytes.set(this.front, chunks.at);
    let at = chunks.at + this.front.length;
    for (let column = 0; column < count; column++) {
      const memo = memos === undefined ? undefined : memos.get(column);
      at = memo === undefined ? this.putCell(row, column, at) : this.putValue(column, memo, at);
    }
    // Only now it is known where the row stands and whether it is valid.
    const target = chunks.bytes;
    putInt32(target, chunks.at + ROW_NUMBER_AT, row.rowNumber);
    target[chunks.at + IS_VALID_AT] = this.problems.hasErrors ? 0 : 1;
    putInt32(target, chunks.at + LENGTH_AT, at - chunks.at - LENGTH_AT - 4);
    chunks.at = at;
    this.count++;
  }

  /** What was written, ready for COPY; what is written from now on is for the next. */
  take(): Buffer[] {
    const taken = this.count === 0 ? [] : this.chunks.end();
    if (this.count > 0) this.chunks = new CopyChunks(this.pool);
    this.count = 0;
    return taken;
  }

  private putCell(row: RowCursor, index: number, at: number): number {
    const target = this.chunks.bytes;
    if (index >= row.fieldCount) return putInt32(target, at, -1);
    const { bytes } = row;
    const start = row.starts[index]!;
    const end = row.ends[index]!;
    if (start === end) return putInt32(target, at, -1);
    switch (this.forms[index]) {
      case FORMS.text:
        return this.putText(index, bytes, start, end, at);
      case FORMS.number:
        if (isNumber(bytes, start, end)) return putAscii(target, at, bytes, start, end);
        break;
      case FORMS.date: {
        const date = packedDate(bytes, start, end);
        if (date <= 0) break;
        if (!this.columns[index]!.isJudged && isBuddhistDate(bytes, start)) this.warnOfBuddhistYear(index);
        return putDate(target, at, date);
      }
    }
    const { read } = this.columns[index]!;
    if (!read) return this.putText(index, bytes, start, end, at);
    return this.putValue(index, read(bytes, start, end), at);
  }

  /** ASCII is copied up to the first byte that is not; the charset does the rest. */
  private putText(index: number, bytes: Buffer, start: number, end: number, at: number): number {
    const target = this.chunks.bytes;
    let from = start;
    let to = at + 4;
    while (from < end) {
      const byte = bytes[from]!;
      if (byte === 0 || byte >= 0x80) break;
      target[to++] = byte;
      from++;
    }
    if (from < end) {
      to = hasNul(bytes, from, end) ? -1 : this.charset.writeUtf8(bytes, from, end, target, to);
      if (to < 0) return this.putBadText(index, bytes, start, end, at);
    }
    putInt32(target, at, to - at - 4);
    return to;
  }

  private putBadText(index: number, bytes: Buffer, start: number, end: number, at: number): number {
    this.addFault(index, 'bad_text');
    return this.putString(this.charset.decode(bytes, start, end), at);
  }

  /** A value that is no range of bytes any more. */
  private putValue(index: number, value: DbfValue, at: number): number {
    if (value === null) return putInt32(this.chunks.bytes, at, -1);
    if (typeof value === 'string') return this.putString(value, at);
    if (isFault(value)) {
      this.addFault(index, value.fault);
      return this.putString(value.text, at);
    }
    this.warnOfBuddhistYear(index);
    return this.putString(value.value, at);
  }

  private putString(text: string, at: number): number {
    const safe = storable(text);
    const length = Buffer.byteLength(safe);
    // Of any length; behind it there must be room for the rest of the row.
    const here = this.chunks.growRow(at, 4 + length + this.rowBytes);
    const target = this.chunks.bytes;
    target.write(safe, here + 4, 'utf8');
    return putInt32(target, here, length) + length;
  }

  private addFault(index: number, code: string): void {
    if (this.problems.hasErrorIn(index)) return;
    this.problems.add(index, code, faultMessage(code), false);
  }

  private warnOfBuddhistYear(index: number): void {
    this.problems.add(index, 'buddhist_year', faultMessage('buddhist_year'), true);
  }
}

/** Bytes of all fields that have a column. */
function lengthOf({ starts, ends, fieldCount }: RowCursor, columns: number): number {
  let length = 0;
  for (let field = 0; field < fieldCount && field < columns; field++) length += ends[field]! - starts[field]!;
  return length;
}

function hasNul(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === 0) return true;
  return false;
}

/** Row number, validity and length of the values are left open. */
function frontOf(fileId: string, columns: number): Buffer {
  const front = Buffer.alloc(LENGTH_AT + 4 + ARRAY_HEADER_BYTES);
  let at = putInt16(front, 0, FIELDS);
  at += uuidCell(fileId).copy(front, at);
  at = putInt32(front, putInt32(front, at, 4), 0);
  at = putInt32(front, at, 1);
  at = putInt32(front, at + 1, 0);
  // One dimension, which has nulls; its length, and the index it begins with.
  at = putInt32(front, putInt32(front, at, 1), 1);
  at = putInt32(front, putInt32(front, at, TEXT_OID), columns);
  putInt32(front, at, 1);
  return front;
}

function putAscii(target: Buffer, at: number, bytes: Buffer, start: number, end: number): number {
  let to = putInt32(target, at, end - start);
  for (let from = start; from < end; from++) target[to++] = bytes[from]!;
  return to;
}

/** `2025-06-30` for 20250630. */
function putDate(target: Buffer, at: number, date: number): number {
  let to = putInt32(target, at, 10);
  const year = Math.floor(date / 10_000);
  to = putTwoDigits(target, putTwoDigits(target, to, Math.floor(year / 100)), year % 100);
  target[to++] = DASH;
  to = putTwoDigits(target, to, Math.floor(date / 100) % 100);
  target[to++] = DASH;
  return putTwoDigits(target, to, date % 100);
}

function putTwoDigits(target: Buffer, at: number, value: number): number {
  target[at] = ZERO + Math.floor(value / 10);
  target[at + 1] = ZERO + (value % 10);
  return at + 2;
}
