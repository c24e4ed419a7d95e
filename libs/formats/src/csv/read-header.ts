import { type Delimiter } from './csv-classes';
import { CsvError } from './csv-error';
import { readCsv } from './read-csv';
import { type Charset } from '../charset';

/** The names of a file's columns, as they stand: they may be blank, or the same. */
export interface CsvHeader {
  names: string[];
  /** Where the data begins: rows are read from here, the first one is number 1. */
  endOffset: number;
}

export interface ReadHeaderOptions {
  delimiter: Delimiter;
  charset: Charset;
}

/**
 * Reads the first row that is not blank, from the beginning of a file; the source is left after it. CsvError when
 * there is none, or it is broken, or no text of the charset.
 */
export async function readHeader(
  source: AsyncIterable<Buffer>,
  { delimiter, charset }: ReadHeaderOptions,
): Promise<CsvHeader> {
  for await (const block of readCsv(source, { delimiter })) {
    while (block.next()) {
      const { row } = block;
      if (row.kind === 'blank') continue;
      if (row.kind === 'broken') throw new CsvError('bad_header', `The header is broken: ${row.fault}`);
      const names = Array.from({ length: row.fieldCount }, (_, field) =>
        nameOf(row.bytes, row.starts[field]!, row.ends[field]!, charset),
      );
      return { names, endOffset: block.endOffset };
    }
  }
  throw new CsvError('empty_file', 'The file has no header');
}

function nameOf(bytes: Buffer, start: number, end: number, charset: Charset): string {
  const target = Buffer.allocUnsafe(charset.maxUtf8Bytes(end - start));
  const length = charset.writeUtf8(bytes, start, end, target, 0);
  if (length < 0) throw new CsvError('bad_header_text', `The header is no text in ${charset.name}`);
  return target.toString('utf8', 0, length);
}
