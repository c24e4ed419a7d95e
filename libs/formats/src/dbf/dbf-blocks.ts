import { DbfCursor } from './dbf-cursor';
import { DbfError } from './dbf-error';
import { type FieldLayout } from './dbf-field';
import { type DbfSource } from './dbf-source';
import { type RowBlock } from '../rows';

/** What is known of a table's records. */
export interface RecordLayout extends FieldLayout {
  recordCount: number;
  headerLength: number;
}

export interface ReadBlocksOptions {
  /** Number of the first record to read, from 1, deleted ones counted: one more than the last one that was done. */
  fromRow?: number;
  /** Bytes of a block, rounded down to whole records, one at least. Default 256 KiB. */
  blockBytes?: number;
  /** Leaves out the blanks in front of texts too: for tables whose texts are codes, some of them written to the right. */
  trimTexts?: boolean;
}

const DEFAULT_BLOCK_BYTES = 256 * 1024;

/**
 * Records from `fromRow` to the last one the header counts, in blocks. A block, its cursor and its bytes are valid
 * until the next one is asked for. The memory is that of one block, whatever the table's size. DbfError
 * `file_changed` when the source ends early.
 */
export async function* readBlocks(
  source: DbfSource,
  layout: RecordLayout,
  { fromRow = 1, blockBytes = DEFAULT_BLOCK_BYTES, trimTexts = false }: ReadBlocksOptions = {},
): AsyncGenerator<RowBlock, void, undefined> {
  if (!Number.isSafeInteger(fromRow) || fromRow < 1) throw new RangeError('Rows are counted from 1');
  const { headerLength, recordLength, recordCount } = layout;
  let row = fromRow;
  let rowsLeft = recordCount - fromRow + 1;
  if (rowsLeft <= 0) return;
  const blockRows = Math.min(rowsLeft, Math.max(1, Math.floor(blockBytes / recordLength)));
  const bytes = Buffer.allocUnsafeSlow(blockRows * recordLength);
  const cursor = new DbfCursor(layout, bytes, trimTexts);
  let wanted = bytes.length;
  let filled = 0;
  for await (const chunk of await source.stream(headerLength + (fromRow - 1) * recordLength)) {
    let taken = 0;
    while (taken < chunk.length) {
      const count = Math.min(wanted - filled, chunk.length - taken);
      chunk.copy(bytes, filled, taken, taken + count);
      taken += count;
      filled += count;
      if (filled < wanted) break;
      const rows = wanted / recordLength;
      yield cursor.standBefore(row, rows);
      row += rows;
      rowsLeft -= rows;
      if (rowsLeft === 0) return;
      wanted = Math.min(rowsLeft, blockRows) * recordLength;
      filled = 0;
    }
  }
  throw new DbfError('file_changed', `The file ended at record ${row} although it was longer before`, {
    row,
  });
}
