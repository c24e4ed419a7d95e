import { type CsvRow } from '@sluice/formats/csv';
import { type JamaahReferenceKind, type MigrationJob, TARGET_TABLES } from '@sluice/systems/csv-migration';
import { newRowId } from '../../copy/row-ids';
import { type ChunkPool } from '../../copy/copy-chunks';
import { COPY_NULL, copyCell } from '../../copy/copy-text';
import { RowBytes } from '../../copy/row-bytes';
import { type RowJudge, type RowVerdict, type TargetColumn } from './judge';

/** What a payment says, until its pilgrim has been found. */
export interface PaymentClaim {
  /** Uuid, NIK or e-mail, as its kind says. */
  jamaah: string;
  kind: JamaahReferenceKind;
  /** Known once the pilgrim was found. */
  jamaahId: string | null;
  paketId: string | null;
  /** What it adds to what was paid: nothing when it was rejected, less than nothing for a refund. */
  amount: string;
  currency: string;
}

/** Stands for a uuid that is not known yet, in as many characters. */
const UNKNOWN_ID = '00000000-0000-0000-0000-000000000000';
const LINE_END = Buffer.from('\n');

/** How rows of a job are written for COPY. */
export class TargetLines {
  /** `COPY … FROM STDIN` for the rows. */
  readonly statement: string;
  private readonly columns: readonly (TargetColumn & { slot: number })[];
  /** Position of a payment's `jamaah_id` among the judge's columns; -1 where there is none. */
  private readonly referenceSlot: number;
  private readonly owner: string;

  constructor({ id, tenantId, importType }: MigrationJob, { target }: RowJudge) {
    this.referenceSlot = importType === 'payment' ? target.findIndex(({ name }) => name === 'jamaah_id') : -1;
    this.columns = target
      .map((column, slot) => ({ ...column, slot }))
      .filter(({ slot }) => slot !== this.referenceSlot);
    this.owner = `\t${tenantId}\t${id}\t`;
    const names = [
      'id',
      'tenant_id',
      'migration_job_id',
      'row_number',
      ...this.columns.map(({ name }) => name),
    ];
    // What is filled in later comes first, where it is easy to find.
    if (this.referenceSlot >= 0) names.unshift('jamaah_id');
    this.statement = `COPY ${TARGET_TABLES[importType]} (${names.join(', ')}) FROM STDIN`;
  }

  lineOf({ columns }: RowVerdict, rowNumber: number): string {
    let line = this.referenceSlot >= 0 ? `${UNKNOWN_ID}\t` : '';
    line += newRowId() + this.owner + String(rowNumber);
    for (const { slot, isPlain } of this.columns) {
      const value = columns[slot] as string | null;
      line += value === null ? `\t${COPY_NULL}` : `\t${isPlain ? value : copyCell(value)}`;
    }
    return `${line}\n`;
  }
}

/** Rows of a piece that the judge found nothing wrong with; whether they go in is for Postgres to say. */
export class Candidates {
  /** Row numbers, ascending. */
  readonly numbers: number[] = [];
  /** Of which candidate each key is. */
  readonly keyRows: number[] = [];
  /** One for each row of an import of payments; else none. */
  readonly payments: PaymentClaim[] = [];
  /** Rows for COPY. */
  readonly lines: RowBytes;
  /** The same rows as they stand in the file. */
  readonly raw: RowBytes;
  /** As strings they would be many, live long, and hold on to the text of their rows. */
  private readonly keyBytes: RowBytes;

  constructor(pool: ChunkPool) {
    this.lines = new RowBytes(pool);
    this.raw = new RowBytes(pool);
    this.keyBytes = new RowBytes(pool);
  }

  get count(): number {
    return this.numbers.length;
  }

  get bytes(): number {
    return this.lines.size + this.raw.size + this.keyBytes.size;
  }

  add(rowNumber: number, line: string, keys: readonly string[], row: CsvRow): void {
    for (const key of keys) {
      this.keyBytes.addText(key);
      this.keyRows.push(this.count);
    }
    this.numbers.push(rowNumber);
    this.lines.addText(line);
    this.raw.addRange(row.bytes, row.rawStart, row.rawEnd);
  }

  /** What no other row may have. */
  keys(): string[] {
    return Array.from({ length: this.keyBytes.count }, (_, at) => this.keyBytes.row(at).toString());
  }

  /** Fills in the pilgrim of a payment. */
  setPilgrim(candidate: number, id: string): void {
    (this.payments[candidate] as PaymentClaim).jamaahId = id;
    this.lines.row(candidate).write(id, 'latin1');
  }

  /** Some rows as they stand in the file, each with a line end. */
  rawRows(candidates: readonly number[]): Buffer {
    return Buffer.concat(candidates.flatMap((candidate) => [this.raw.row(candidate), LINE_END]));
  }

  /** Nothing of it is looked at any more. */
  release(): void {
    this.lines.release();
    this.raw.release();
    this.keyBytes.release();
  }
}
