import { type CsvBlock, type CsvShape } from './csv-block';
import { CsvCursor } from './csv-cursor';
import { CsvWindow } from './csv-window';
import { utf8MarkLength } from '../charset';

export interface ReadCsvOptions extends Pick<CsvShape, 'delimiter'> {
  /** Fields that a row should have, those of the header; without it no row is `ragged`. */
  columns?: number;
  /** Where in the file the source begins: behind the header, or where a block ended. */
  startOffset?: number;
  /** Number of the first row that is read, from 1. */
  firstRowNumber?: number;
  /** A row with more bytes is `broken`. Default 1 MiB. */
  maxRowBytes?: number;
  /** Bytes of a block, three at least; a row that takes more than half of it makes it larger. Default 128 KiB. */
  blockBytes?: number;
}

const MAX_ROW_BYTES = 1024 * 1024;
const BLOCK_BYTES = 128 * 1024;

/**
 * Rows of a CSV file in UTF-8 or a charset of single bytes, as they stand: see {@link CsvCursor} for what is read and
 * how. A byte order mark at the beginning of the file is left out. A block, its cursor and its bytes are valid until
 * the next one is asked for. Memory is that of a block, or of some times the longest row that is allowed, whatever is
 * in the file.
 *
 * Reading may begin anew where a block ended, with a source from there: the rows are the same.
 */
export async function* readCsv(
  source: AsyncIterable<Buffer>,
  options: ReadCsvOptions,
): AsyncGenerator<CsvBlock, void, undefined> {
  const { delimiter, columns, startOffset = 0, firstRowNumber = 1 } = options;
  const { maxRowBytes = MAX_ROW_BYTES, blockBytes = BLOCK_BYTES } = options;
  const window = new CsvWindow(blockBytes, startOffset);
  const cursor = new CsvCursor(window, { delimiter, columns, maxRowBytes }, firstRowNumber - 1);
  let isBegun = startOffset > 0;
  const open = (isLast: boolean): CsvBlock => {
    if (!isBegun) cursor.skip(utf8MarkLength(window.bytes.subarray(0, window.filled)));
    isBegun = true;
    return cursor.open(isLast);
  };
  for await (const chunk of source) {
    let taken = 0;
    while (taken < chunk.length) {
      taken += window.fill(chunk, taken);
      if (!window.isFull) break;
      yield open(false);
      cursor.close();
    }
  }
  yield open(true);
}
