import { setImmediate } from 'node:timers/promises';
import { type CsvBlock, type CsvRow } from '@sluice/formats/csv';
import { brokenRowData, DEFAULT_CURRENCY, type MigrationJob, rowDataOf } from '@sluice/systems/csv-migration';
import { type ChunkPool } from '../../copy/copy-chunks';
import { Candidates, type PaymentClaim, type TargetLines } from './candidates';
import { ErrorLines } from './error-lines';
import { type RowJudge, type RowVerdict } from './judge';
import { RowCells } from './row-cells';
import { type Finding, structureFault, undecodable } from './row-faults';
import { type RowSpans } from './rows-in';
import { charsetOf, type Place } from './stored-csv';

/**
 * Rows of the first piece; each next one has twice as many. The document promises word of every hundred rows, and what
 * is told must be committed: so people see small files move, and large ones soon have pieces that are worth a commit.
 */
const FIRST_PIECE_ROWS = 100;
/** Rows committed together at most: fewer cost more commits than they are worth, more are lost with a worker. */
const PIECE_ROWS = 10_000;
/** The same in bytes; two pieces are in memory, one that is written while the next is read. */
const PIECE_BYTES = 6 * 1024 * 1024;
/**
 * Other work of the process waits no longer than this: above all the statements of the piece before, between which
 * Postgres waits for us.
 */
const TURN_MS = 2;
/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 32;

/** Rows that are committed together. */
export interface Piece {
  candidates: Candidates;
  /** What the judge found; what Postgres finds comes on top. */
  errors: ErrorLines;
  /** Rows that are not blank. */
  processed: number;
  /** Of these, with errors that the judge found. */
  invalid: number;
  /** Where the next piece begins. */
  end: Place;
  isLast: boolean;
}

export interface PieceOptions {
  job: MigrationJob;
  judge: RowJudge;
  target: TargetLines;
  /** Rows that are in since an earlier run of the same job. */
  alreadyIn: RowSpans;
  from: Place;
  /** Where chunks come from. */
  pool: ChunkPool;
  signal: AbortSignal;
}

/** Judges rows behind a place and makes pieces of them; at least one, the last one. */
export async function* readPieces(
  blocks: AsyncIterable<CsvBlock>,
  options: PieceOptions,
): AsyncGenerator<Piece> {
  const { signal, from } = options;
  const maker = new PieceMaker(options);
  let limit = FIRST_PIECE_ROWS;
  let turnEnd = performance.now() + TURN_MS;
  let unseen = 0;
  let hasHeader = from.offset > 0;
  let offset = from.offset;
  for await (const block of blocks) {
    signal.throwIfAborted();
    let mayCut = true;
    while (block.next()) {
      const { row } = block;
      if (row.kind === 'blank') continue;
      if (!hasHeader) {
        hasHeader = true;
        continue;
      }
      maker.add(row, block.mayHaveNul);
      // Lines behind a broken row may be read as the reader goes on, not as one that begins there would.
      if (row.kind === 'broken') mayCut = false;
      if (mayCut && maker.isFull(limit)) {
        yield maker.take(block.endOffset, false);
        limit = Math.min(2 * limit, PIECE_ROWS);
      }
      if (++unseen < ROWS_A_LOOK) continue;
      unseen = 0;
      if (performance.now() < turnEnd) continue;
      await setImmediate(undefined, { signal });
      turnEnd = performance.now() + TURN_MS;
    }
    offset = block.endOffset;
    if (maker.isFull(limit)) {
      yield maker.take(offset, false);
      limit = Math.min(2 * limit, PIECE_ROWS);
    }
  }
  yield maker.take(offset, true);
}

/** Gathers rows until they are taken. */
class PieceMaker {
  private readonly cells: RowCells;
  private readonly values: string[] = [];
  private readonly claimOf: ((verdict: RowVerdict) => PaymentClaim) | undefined;
  private candidates: Candidates;
  private errors: ErrorLines;
  private row: number;
  private processed = 0;
  private invalid = 0;

  constructor(private readonly options: PieceOptions) {
    const { job, from, pool, judge } = options;
    this.cells = new RowCells(charsetOf(job));
    this.claimOf = job.importType === 'payment' ? claimReader(judge) : undefined;
    this.candidates = new Candidates(pool);
    this.errors = new ErrorLines(job.id, pool);
    this.row = from.row;
  }

  isFull(limit: number): boolean {
    return this.processed >= limit || this.candidates.bytes + this.errors.lines.size >= PIECE_BYTES;
  }

  add(row: CsvRow, mayHaveNul: boolean): void {
    const { job, alreadyIn } = this.options;
    const rowNumber = ++this.row;
    this.processed++;
    if (alreadyIn.has(rowNumber)) return;
    const fault = structureFault(row, job.header.length, mayHaveNul);
    if (fault) this.addInvalid(row, [fault]);
    else if (!this.cells.read(row, this.options.judge.cells, this.values))
      this.addInvalid(row, [undecodable(job.encoding)]);
    else this.judge(row);
  }

  take(offset: number, isLast: boolean): Piece {
    const { candidates, errors, processed, invalid, row } = this;
    const { job, pool } = this.options;
    this.candidates = new Candidates(pool);
    this.errors = new ErrorLines(job.id, pool);
    this.processed = this.invalid = 0;
    return { candidates, errors, processed, invalid, end: { row, offset }, isLast };
  }

  private judge(row: CsvRow): void {
    const { judge, target } = this.options;
    const verdict = judge.judge(this.values);
    if (verdict.errors.length > 0) {
      this.addInvalid(row, verdict.errors, verdict.warnings);
      return;
    }
    if (verdict.warnings.length > 0) this.errors.add(this.row, this.dataOf(row), [], verdict.warnings);
    if (this.claimOf) this.candidates.payments.push(this.claimOf(verdict));
    this.candidates.add(this.row, target.lineOf(verdict, this.row), verdict.keys, row);
  }

  private addInvalid(row: CsvRow, errors: readonly Finding[], warnings?: readonly Finding[]): void {
    this.invalid++;
    this.errors.add(this.row, this.dataOf(row), errors, warnings);
  }

  private dataOf(row: CsvRow): ReturnType<typeof rowDataOf> {
    if (row.kind === 'broken') return brokenRowData(this.cells.raw(row));
    return rowDataOf(this.options.job.header, this.cells.all(row));
  }
}

/** Finds what is claimed among the columns of a payment that was judged. */
function claimReader({ target }: RowJudge): (verdict: RowVerdict) => PaymentClaim {
  const slotOf = (name: string): number => target.findIndex((column) => column.name === name);
  const [jamaah, paket, jumlah] = [slotOf('jamaah_id'), slotOf('paket_id'), slotOf('jumlah')];
  const [jenis, status, currency] = [slotOf('jenis_pembayaran'), slotOf('status'), slotOf('mata_uang')];
  return ({ columns, jamaahKind }) => {
    if (!jamaahKind) throw new Error('A payment without errors names a pilgrim');
    const amount = columns[jumlah] as string;
    const counted = columns[jenis] === 'refund' ? `-${amount}` : amount;
    return {
      jamaah: columns[jamaah] as string,
      kind: jamaahKind,
      jamaahId: null,
      paketId: columns[paket] ?? null,
      amount: columns[status] === 'rejected' ? '0' : counted,
      currency: columns[currency] ?? DEFAULT_CURRENCY,
    };
  };
}
