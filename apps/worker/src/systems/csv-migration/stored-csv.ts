import { behind, type Charset, charsetNamed, isUtf16, utf8FromUtf16 } from '@sluice/formats/charset';
import { type CsvBlock, type Delimiter, readCsv } from '@sluice/formats/csv';
import { type FileStore } from '@sluice/kernel/storage';
import { type MigrationJob } from '@sluice/systems/csv-migration';

/** How far a file has been read. */
export interface Place {
  /** Data rows that are done; the blank ones among them do not count. */
  row: number;
  /** Bytes that are done, of the UTF-8 when the file is in UTF-16. */
  offset: number;
}

export const BEGINNING: Place = { row: 0, offset: 0 };

/** The charset of the bytes that {@link readStoredCsv} gives. */
export function charsetOf({ encoding }: MigrationJob): Charset {
  const charset = charsetNamed(isUtf16(encoding) ? 'utf-8' : encoding);
  if (!charset) throw new Error(`There is no charset ${encoding}`);
  return charset;
}

/** Rows of a job's file behind a place; at the beginning the header is the first that is not blank. */
export async function* readStoredCsv(
  store: FileStore,
  job: MigrationJob,
  { offset }: Place,
): AsyncGenerator<CsvBlock> {
  const { fileKey, encoding, delimiter, header } = job;
  const options = { delimiter: delimiter as Delimiter, columns: header.length, startOffset: offset };
  if (!isUtf16(encoding)) {
    yield* readCsv(await store.createReadStream(fileKey, { start: offset }), options);
    return;
  }
  // Where a character of the UTF-8 is in the file is not known: what is done is read once more and left out.
  const utf8 = utf8FromUtf16(await store.createReadStream(fileKey), encoding);
  yield* readCsv(behind(utf8, offset), options);
}

/** The rows of some bytes that are rows of such a file, each with its line end. */
export function readRows(rows: Buffer, { delimiter, header }: MigrationJob): AsyncGenerator<CsvBlock> {
  // An offset that is not 0: a mark at the beginning would be one of the file.
  const options = { delimiter: delimiter as Delimiter, columns: header.length, startOffset: 1 };
  return readCsv(inOne(rows), options);
}

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
