import {
  type DbfSource,
  type DbfTable,
  type DbfValue,
  fieldReaderOf,
  isMemoField,
  type MemoFile,
  memoReaderOf,
  openDbf,
} from '..';
import { type Charset } from '../../charset';
import { type RowKind } from '../../rows';

/** A record as the reader gives it. */
export interface ReadRecord {
  rowNumber: number;
  kind: RowKind;
  values: DbfValue[];
}

/** All records of a table from `fromRow` on, with their values. */
export async function readRecords(
  table: DbfTable,
  charset: Charset,
  { memo, fromRow, blockBytes }: { memo?: MemoFile; fromRow?: number; blockBytes?: number } = {},
): Promise<ReadRecord[]> {
  const readers = table.fields.map((field) =>
    isMemoField(field) ? memoReaderOf(field, charset, memo) : fieldReaderOf(field, charset),
  );
  const records: ReadRecord[] = [];
  for await (const block of table.blocks({ fromRow, blockBytes })) {
    const { row } = block;
    while (block.next()) {
      const record: ReadRecord = { rowNumber: row.rowNumber, kind: row.kind, values: [] };
      for (const [i, read] of readers.entries()) {
        record.values.push(await read(row.bytes, row.starts[i]!, row.ends[i]!));
      }
      records.push(record);
    }
  }
  return records;
}

/** The same bytes, streamed in chunks of `chunkBytes`. */
export function chunkedTable(bytes: Buffer, chunkBytes: number): DbfSource {
  return {
    size: bytes.length,
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
    stream: async function* (start) {
      for (let at = start; at < bytes.length; at += chunkBytes) {
        await Promise.resolve();
        yield bytes.subarray(at, Math.min(bytes.length, at + chunkBytes));
      }
    },
  };
}

/** The values of the only live record of a table. */
export async function onlyValues(source: DbfSource, charset: Charset, memo?: MemoFile): Promise<DbfValue[]> {
  const [record] = await readRecords(await openDbf(source), charset, { memo });
  return record!.values;
}
