import { type Charset, charsetNamed } from '../../charset';
import { type RowKind } from '../../rows';
import { type CsvBlock, type CsvFault, readCsv, type ReadCsvOptions } from '..';

/** A row as tests look at it. */
export interface ReadRow {
  number: number;
  kind: RowKind;
  fault: CsvFault | undefined;
  values: string[];
  raw: string;
  /** Where it ends in the file. */
  end: number;
}

export interface ReadRowsOptions extends ReadCsvOptions {
  /** Bytes of a chunk of the source. Default 64 KiB. */
  chunkBytes?: number;
  charset?: Charset;
  /** Told where each block ends, after how many rows of all. */
  onBlock?: (block: CsvBlock, rows: number) => void;
}

export async function* chunksOf(file: Buffer, chunkBytes = 64 * 1024): AsyncGenerator<Buffer> {
  // Each in memory of its own that is cleared, as a stream may use its memory again.
  for (let at = 0; at < file.length; at += chunkBytes) {
    const chunk = Buffer.from(file.subarray(at, at + chunkBytes));
    yield chunk;
    chunk.fill('?');
  }
}

/** Reads all rows of a file, or those behind `startOffset`. */
export async function readRows(file: Buffer, options: ReadRowsOptions): Promise<ReadRow[]> {
  const { chunkBytes, charset = charsetNamed('utf-8')!, onBlock, ...rest } = options;
  const rows: ReadRow[] = [];
  for await (const block of readCsv(chunksOf(file.subarray(options.startOffset), chunkBytes), rest)) {
    while (block.next()) rows.push(rowOf(block, charset));
    onBlock?.(block, rows.length);
  }
  return rows;
}

function rowOf({ row, endOffset }: CsvBlock, charset: Charset): ReadRow {
  const { bytes, starts, ends } = row;
  return {
    number: row.rowNumber,
    kind: row.kind,
    fault: row.kind === 'broken' ? row.fault : undefined,
    values: Array.from({ length: row.fieldCount }, (_, i) => charset.decode(bytes, starts[i]!, ends[i]!)),
    raw: charset.decode(bytes, row.rawStart, row.rawEnd),
    end: endOffset,
  };
}

/** Values of all rows. */
export async function readValues(file: Buffer, options: ReadRowsOptions): Promise<string[][]> {
  return (await readRows(file, options)).map(({ values }) => values);
}
