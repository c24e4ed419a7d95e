import { behind, type Charset, isUtf16, readable, type TextEncoding } from '@sluice/formats/charset';
import { type CsvBlock, type Delimiter, readCsv } from '@sluice/formats/csv';
import { type FileStore } from '@sluice/kernel/storage';
import {
  type AudienceUpload,
  IDENTITY_MEMBERS,
  type IdentityMember,
  type IdentityValues,
} from '@sluice/systems/audience';
import { CsvJson } from './csv-json';
import { openCsv } from './open-csv';
import { type NameList } from './field-names';
import { type Place, type RecordFault, type SentBlock, type SentRecord } from './sent-records';

/** A CSV file whose header was understood. */
export interface OpenedCsv {
  encoding: TextEncoding;
  charset: Charset;
  delimiter: Delimiter;
  /** Names of its columns, each once. */
  header: string[];
  /** Where its data begins. */
  dataOffset: number;
}

const BROKEN: RecordFault = { code: 'broken_row', message: 'is a broken CSV row: its quotes do not match' };
const TOO_LONG: RecordFault = { code: 'record_too_large', message: 'is larger than 1 MiB' };

/**
 * Rows as records: an object of the cells that are not empty, in the order of the header, all of them texts. Blank rows
 * are none.
 */
export async function* readCsvRecords(
  store: FileStore,
  { fileKey, delimiter }: Pick<AudienceUpload, 'fileKey' | 'delimiter'>,
  from: Place,
): AsyncGenerator<SentBlock> {
  const csv = await openCsv(store, fileKey, delimiter);
  const begin = from.number === 0 ? { ...from, offset: csv.dataOffset } : from;
  const source = await sourceOf(store, fileKey, csv.encoding, begin.offset);
  const sent = new SentRows(csv, begin);
  const options = { delimiter: csv.delimiter, columns: csv.header.length, startOffset: begin.offset };
  for await (const block of readCsv(source, options)) yield sent.open(block);
}

async function sourceOf(
  store: FileStore,
  key: string,
  encoding: TextEncoding,
  offset: number,
): Promise<AsyncIterable<Buffer>> {
  if (!isUtf16(encoding)) return store.createReadStream(key, { start: offset });
  // Where a character of the UTF-8 is in the file is not known: what is done is read once more and left out.
  return behind(readable(await store.createReadStream(key), encoding).source, offset);
}

class SentRows implements SentBlock, SentRecord {
  readonly record = this;
  number: number;
  fault: RecordFault | undefined = undefined;
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;

  private readonly json: CsvJson;
  private readonly identityColumns: readonly [IdentityMember, number][];
  private readonly values: Partial<Record<IdentityMember, unknown>> = {};
  private readonly isTold: Uint8Array;
  private block: CsvBlock | undefined;
  /** Lines behind a broken row may be read as the reader goes on, not as one that begins there would. */
  private mayCut = true;

  constructor(
    private readonly csv: OpenedCsv,
    { number }: Place,
  ) {
    this.number = number;
    this.json = new CsvJson(csv.header, csv.charset);
    this.isTold = new Uint8Array(csv.header.length);
    this.identityColumns = IDENTITY_MEMBERS.map((name): [IdentityMember, number] => [
      name,
      csv.header.indexOf(name),
    ]).filter(([, column]) => column >= 0);
  }

  open(block: CsvBlock): this {
    this.block = block;
    this.mayCut = true;
    return this;
  }

  next(): boolean {
    const { block } = this;
    if (!block) return false;
    do {
      if (block.next()) continue;
      // Where a block ends reading can begin anew in any case.
      this.mayCut = true;
      return false;
    } while (block.row.kind === 'blank');
    this.number++;
    this.read(block);
    return true;
  }

  place(): Place | undefined {
    return this.mayCut && this.block ? { number: this.number, offset: this.block.endOffset } : undefined;
  }

  identityValues(): IdentityValues {
    const { values } = this;
    const { row } = this.block as CsvBlock;
    for (const [name, column] of this.identityColumns) {
      const start = row.starts[column]!;
      const end = row.ends[column]!;
      values[name] = start < end ? this.csv.charset.decode(row.bytes, start, end) : undefined;
    }
    return values;
  }

  tellNames(names: NameList): void {
    const { row } = this.block as CsvBlock;
    const { header } = this.csv;
    for (let column = 0; column < header.length; column++) {
      if (this.isTold[column] === 1 || row.starts[column] === row.ends[column]) continue;
      this.isTold[column] = 1;
      names.add(header[column]!);
    }
  }

  private read({ row }: CsvBlock): void {
    this.fault = this.faultOf(row);
    if (row.kind === 'broken') this.mayCut = false;
    if (!this.fault) {
      this.json.write(row);
      if (this.json.isText) {
        [this.bytes, this.start, this.end] = [this.json.bytes, 0, this.json.length];
        return;
      }
      this.fault = { code: 'bad_text', message: `has characters that are no ${this.csv.encoding}` };
    }
    [this.bytes, this.start, this.end] = [row.bytes, row.rawStart, row.rawEnd];
  }

  private faultOf(row: CsvBlock['row']): RecordFault | undefined {
    if (row.kind === 'broken') return row.fault === 'row_too_long' ? TOO_LONG : BROKEN;
    if (row.kind !== 'ragged') return undefined;
    const columns = this.csv.header.length;
    // Blank fields behind the last column come of a delimiter at the end of each line, and do no harm.
    if (row.fieldCount > columns && isBlankFrom(row, columns)) return undefined;
    return { code: 'ragged_row', message: `has ${row.fieldCount} fields, the header has ${columns}` };
  }
}

function isBlankFrom({ fieldCount, starts, ends }: CsvBlock['row'], column: number): boolean {
  for (let field = column; field < fieldCount; field++) if (starts[field]! < ends[field]!) return false;
  return true;
}
