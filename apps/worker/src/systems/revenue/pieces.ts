import { setImmediate } from 'node:timers/promises';
import { type DbfValue } from '@sluice/formats/dbf';
import { type RowCursor, type RowKind } from '@sluice/formats/rows';
import { type ChunkPool } from '../../copy/copy-chunks';
import { RecordWriter } from './record-writer';
import { RowProblems } from './row-problems';
import { type Place, type Table } from './table';
import { rowFault } from './table-messages';

/** Rows committed together: fewer cost more commits than they are worth, more are lost with a worker. */
const PIECE_ROWS = 20_000;
/** The first piece is soon there: Postgres need not wait for work. */
const FIRST_PIECE_ROWS = 4_000;
/** The same in bytes; two pieces are in memory, one that is written while the next is read. */
const PIECE_BYTES = 8 * 1024 * 1024;
/** Other work of the process waits no longer than this. */
const TURN_MS = 10;

/** Rows that are committed together. */
export interface Piece {
  /** COPY of `revenue_records`; empty when there are none. */
  records: Buffer[];
  /** COPY of `revenue_record_errors`. */
  problems: Buffer[];
  valid: number;
  invalid: number;
  skipped: number;
  /** Where the next piece begins. */
  end: Place;
  isLast: boolean;
}

export interface PieceOptions {
  /** Where chunks come from; those of a piece go back to it when they have been sent. */
  pool: ChunkPool;
  fileId: string;
  /** Of the file's bytes, where the last piece ends. */
  fileSize: number;
  from: Place;
  signal: AbortSignal;
}

/** Reads a table from a place to its end, judges its rows and makes pieces of them; at least one, the last one. */
export async function* readPieces(table: Table, options: PieceOptions): AsyncGenerator<Piece> {
  const { from, signal, fileId, fileSize, pool } = options;
  const maker = new PieceMaker(table, fileId, from, pool);
  let limit = FIRST_PIECE_ROWS;
  let turnEnd = performance.now() + TURN_MS;
  for await (const block of table.blocks(from)) {
    signal.throwIfAborted();
    while (block.next()) {
      if (table.memos.length > 0) {
        // Memos may be long, so the piece may be full before the block ends; records are found by their number.
        if (maker.bytes >= PIECE_BYTES) yield maker.take(false);
        await maker.readMemos(block.row);
      }
      maker.add(block.row);
    }
    maker.moveTo(block.endOffset);
    if (maker.rows >= limit || maker.bytes >= PIECE_BYTES) {
      yield maker.take(false);
      limit = PIECE_ROWS;
    }
    if (performance.now() < turnEnd) continue;
    await setImmediate(undefined, { signal });
    turnEnd = performance.now() + TURN_MS;
  }
  maker.moveTo(fileSize);
  yield maker.take(true);
}

/** Gathers rows until they are taken. */
class PieceMaker {
  private readonly problems: RowProblems;
  private readonly records: RecordWriter;
  private readonly memos: Map<number, DbfValue> | undefined;
  private row: number;
  private offset: number;
  private valid = 0;
  private invalid = 0;
  private skipped = 0;

  constructor(
    private readonly table: Table,
    fileId: string,
    from: Place,
    pool: ChunkPool,
  ) {
    const { columns, charset, memos, warnings } = table;
    this.problems = new RowProblems(fileId, columns, charset, pool);
    this.records = new RecordWriter(fileId, columns, charset, this.problems, pool);
    this.memos = memos.length > 0 ? new Map() : undefined;
    this.row = from.row;
    this.offset = from.offset;
    if (from.row === 0) for (const { code, message } of warnings) this.problems.warnOfFile(code, message);
  }

  get rows(): number {
    return this.valid + this.invalid + this.skipped;
  }

  get bytes(): number {
    return this.records.size + this.problems.size;
  }

  add(row: RowCursor): void {
    const { problems, table } = this;
    this.row = row.rowNumber;
    const kind = this.kindOf(row);
    if (kind === 'deleted' || kind === 'blank') {
      this.skipped++;
      return;
    }
    problems.begin(row);
    if (kind === 'live') table.judge?.(row, problems.add);
    else problems.addFault(rowFault(row, table.columns.length));
    this.records.write(row, this.memos);
    if (problems.hasErrors) this.invalid++;
    else this.valid++;
  }

  /** Awaits only what must be read from the memo file. */
  async readMemos(row: RowCursor): Promise<void> {
    if (row.kind === 'deleted' || row.kind === 'blank') return;
    for (const { index, read } of this.table.memos) {
      const value = read(row.bytes, row.starts[index]!, row.ends[index]!);
      this.memos?.set(index, value instanceof Promise ? await value : value);
    }
  }

  moveTo(offset: number): void {
    this.offset = offset;
  }

  take(isLast: boolean): Piece {
    const { valid, invalid, skipped } = this;
    this.valid = this.invalid = this.skipped = 0;
    const end = { row: this.row, offset: this.offset };
    return {
      records: this.records.take(),
      problems: this.problems.take(),
      valid,
      invalid,
      skipped,
      end,
      isLast,
    };
  }

  /** Blank fields behind the last column come of a delimiter at the end of each line, and do no harm. */
  private kindOf({ kind, fieldCount, starts, ends }: RowCursor): RowKind {
    const { length } = this.table.columns;
    if (kind !== 'ragged' || fieldCount < length) return kind;
    for (let field = length; field < fieldCount; field++) if (starts[field]! < ends[field]!) return kind;
    return 'live';
  }
}
