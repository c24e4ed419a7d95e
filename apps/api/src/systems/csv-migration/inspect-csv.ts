import { setImmediate } from 'node:timers/promises';
import { type Charset, readable, type TextEncoding, textEncodingOf } from '@sluice/formats/charset';
import { type CsvBlock, type Delimiter, detectDelimiter, readCsv } from '@sluice/formats/csv';
import { type FileStore } from '@sluice/kernel/storage';
import { badFile } from './csv-migration.refusals';
import { uniqueNames } from './header-cells';

/** What can be told of a CSV file without judging it. */
export interface InspectedCsv {
  encoding: TextEncoding;
  delimiter: Delimiter;
  /** Names of the columns in their order, each once. */
  header: string[];
  /** Rows with data: neither blank nor the header. */
  totalRows: number;
  /** The first rows, cells in the order of the header; long cells are cut. */
  sampleRows: string[][];
}

/** Shows kind, encoding and delimiter of a file. */
const SAMPLE_BYTES = 64 * 1024;
/** Mappings are suggested by these. */
const SAMPLE_ROWS = 20;
/** Characters of a cell in a sample. No character has more than four bytes. */
const SHOWN_CHARACTERS = 1_000;

const SPREADSHEET = 'File adalah Excel atau ZIP, bukan CSV; simpan sebagai CSV lalu unggah kembali';
const NO_TEXT = 'File bukan teks CSV';

/** What the first bytes tell of files that are no text, whatever they are called. */
const OTHER_KINDS: [firstBytes: string, reason: string][] = [
  ['PK\u0003\u0004', SPREADSHEET],
  ['\u00d0\u00cf\u0011\u00e0', SPREADSHEET],
  ['%PDF-', NO_TEXT],
  ['\u001f\u008b', NO_TEXT],
  ['\u0089PNG', NO_TEXT],
  ['\u00ff\u00d8\u00ff', NO_TEXT],
];

/**
 * Reads a file from end to end, in blocks between which others have their turn; of its rows only the first are kept.
 * @throws AppError 400 when there are no rows, or it is no CSV
 */
export async function inspectCsv(store: FileStore, key: string): Promise<InspectedCsv> {
  const sample = await store.read(key, 0, SAMPLE_BYTES);
  const [, reason] =
    OTHER_KINDS.find(([first]) => sample.toString('latin1', 0, first.length) === first) ?? [];
  if (reason !== undefined) throw badFile(reason);
  const encoding = await textEncodingOf(sample, () => store.createReadStream(key));
  const delimiter = (await delimiterOf(sample, encoding)) ?? ',';
  const stream = await store.createReadStream(key);
  try {
    const { source, charset } = readable(stream, encoding);
    const rows = new RowCount(charset);
    for await (const block of readCsv(source, { delimiter })) {
      rows.count(block);
      // What was read ahead is there at once: without this, blocks would follow each other in one turn.
      await setImmediate();
    }
    return { encoding, delimiter, ...rows.end() };
  } finally {
    stream.destroy();
  }
}

async function delimiterOf(sample: Buffer, encoding: TextEncoding): Promise<Delimiter | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of readable(inOne(sample), encoding).source) chunks.push(chunk);
  return detectDelimiter(Buffer.concat(chunks));
}

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Goes through the rows of a file. */
class RowCount {
  private header: string[] | undefined;
  private totalRows = 0;
  private readonly sampleRows: string[][] = [];

  constructor(private readonly charset: Charset) {}

  count(block: CsvBlock): void {
    while (block.next()) {
      const { row } = block;
      if (row.kind === 'blank') continue;
      if (block.mayHaveNul && row.bytes.subarray(row.rawStart, row.rawEnd).includes(0)) {
        throw badFile(
          `Terdapat byte NUL ${this.header ? `pada baris data ${this.totalRows + 1}` : 'pada header'}`,
        );
      }
      if (!this.header) this.header = this.readHeader(block);
      else this.countRow(block, this.header.length);
    }
  }

  end(): Pick<InspectedCsv, 'header' | 'totalRows' | 'sampleRows'> {
    const { header, totalRows, sampleRows } = this;
    if (!header) throw badFile('File kosong');
    if (totalRows === 0) throw badFile('File hanya berisi header, tidak ada baris data');
    return { header, totalRows, sampleRows };
  }

  private readHeader({ row }: CsvBlock): string[] {
    if (row.kind === 'broken') throw badFile('Header rusak: tanda kutip tidak lengkap, atau terlalu panjang');
    return uniqueNames(this.cells(row, row.fieldCount));
  }

  private countRow({ row }: CsvBlock, columns: number): void {
    this.totalRows++;
    if (this.sampleRows.length === SAMPLE_ROWS || row.kind === 'broken') return;
    this.sampleRows.push(this.cells(row, columns));
  }

  private cells({ bytes, starts, ends, fieldCount }: CsvBlock['row'], columns: number): string[] {
    return Array.from({ length: columns }, (_, at) => {
      if (at >= fieldCount) return '';
      const start = starts[at] as number;
      const end = Math.min(ends[at] as number, start + 4 * SHOWN_CHARACTERS);
      const text = this.charset.decode(bytes, start, end);
      return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
    });
  }
}
