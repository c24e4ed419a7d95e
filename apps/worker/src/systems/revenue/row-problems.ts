import { type Charset } from '@sluice/formats/charset';
import { type RowCursor } from '@sluice/formats/rows';
import { type FileColumn } from '@sluice/systems/revenue';
import { type RowFault } from './table-messages';
import { type ChunkPool, CopyChunks, putInt16, putInt32, uuidCell } from '../../copy/copy-chunks';

/** Characters of a wrong value that are kept with its problem. */
const VALUE_CHARACTERS = 200;
const VALUE_BYTES = 3 * VALUE_CHARACTERS;
/** `file_id, row_number, column_name, code, message, value, is_warning` */
const FIELDS = 7;
/** A character takes three bytes of UTF-8 at most, two of them four. */
const BYTES_A_CHARACTER = 3;

/**
 * What is wrong with rows, as rows of `revenue_record_errors`. A row is begun, then its problems are added in any
 * order.
 */
export class RowProblems {
  private readonly fileId: Buffer;
  private chunks: CopyChunks;
  private row!: RowCursor;
  /** For each column the last row with an error in it. */
  private readonly lastErrorRow: Int32Array;

  /** Whether the row has an error; warnings are none. */
  hasErrors = false;
  /** Problems since {@link take}. */
  count = 0;

  constructor(
    fileId: string,
    private readonly columns: readonly FileColumn[],
    private readonly charset: Charset,
    private readonly pool: ChunkPool,
  ) {
    this.chunks = new CopyChunks(pool);
    this.fileId = uuidCell(fileId);
    this.lastErrorRow = new Int32Array(columns.length);
  }

  get size(): number {
    return this.chunks.size;
  }

  begin(row: RowCursor): void {
    this.row = row;
    this.hasErrors = false;
  }

  hasErrorIn(column: number): boolean {
    return this.lastErrorRow[column] === this.row.rowNumber;
  }

  /** @param column its place in the table; one that the table does not have, such as -1, is about the row */
  readonly add = (column: number, code: string, message: string, isWarning: boolean): void => {
    if (!isWarning) {
      this.hasErrors = true;
      if (column >= 0) this.lastErrorRow[column] = this.row.rowNumber;
    }
    const name = this.columns[column]?.name ?? null;
    this.write(this.row.rowNumber, name, code, message, this.valueOf(column), isWarning);
  };

  /** About the row as a whole, which is no data. */
  addFault({ code, message, start, end }: RowFault): void {
    this.hasErrors = true;
    this.write(this.row.rowNumber, null, code, message, this.textOf(start, end), false);
  }

  /** A warning about the file as a whole: of row 0. */
  warnOfFile(code: string, message: string): void {
    this.write(0, null, code, message, null, true);
  }

  /** What was added, ready for COPY; what is added from now on is for the next. */
  take(): Buffer[] {
    const taken = this.count === 0 ? [] : this.chunks.end();
    if (this.count > 0) this.chunks = new CopyChunks(this.pool);
    this.count = 0;
    return taken;
  }

  private valueOf(column: number): string | null {
    const { starts, ends, fieldCount } = this.row;
    if (column < 0 || column >= fieldCount || column >= this.columns.length) return null;
    return this.textOf(starts[column]!, ends[column]!);
  }

  private textOf(start: number, end: number): string | null {
    if (start === end) return null;
    const text = this.charset.decode(this.row.bytes, start, Math.min(end, start + VALUE_BYTES));
    return storable(text).slice(0, VALUE_CHARACTERS);
  }

  private write(
    rowNumber: number,
    column: string | null,
    code: string,
    message: string,
    value: string | null,
    isWarning: boolean,
  ): void {
    const { chunks } = this;
    const characters = (column?.length ?? 0) + code.length + message.length + (value?.length ?? 0);
    chunks.makeRoom(64 + characters * BYTES_A_CHARACTER);
    const target = chunks.bytes;
    let at = putInt16(target, chunks.at, FIELDS);
    at += this.fileId.copy(target, at);
    at = putInt32(target, putInt32(target, at, 4), rowNumber);
    at = putText(target, at, column);
    at = putText(target, at, code);
    at = putText(target, at, message);
    at = putText(target, at, value);
    at = putInt32(target, at, 1);
    target[at] = isWarning ? 1 : 0;
    chunks.at = at + 1;
    this.count++;
  }
}

/** Text that Postgres takes: it holds every character but NUL. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

function putText(target: Buffer, at: number, text: string | null): number {
  if (text === null) return putInt32(target, at, -1);
  const length = target.write(text, at + 4, 'utf8');
  return putInt32(target, at, length) + length;
}
