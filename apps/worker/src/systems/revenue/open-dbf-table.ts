import { type Charset, charsetNamed } from '@sluice/formats/charset';
import {
  DbfError,
  type DbfField,
  type DbfFieldKind,
  type DbfSource,
  type DbfTable,
  fieldReaderOf,
  isMemoField,
  type MemoFile,
  memoReaderOf,
  openDbf,
  openMemo,
  type ReadBlocksOptions,
} from '@sluice/formats/dbf';
import { type RowBlock } from '@sluice/formats/rows';
import { type FileStore } from '@sluice/kernel/storage';
import { type FileColumn, type RevenueFile } from '@sluice/systems/revenue';
import { bindTable, type BoundTable } from './bind-table';
import { charsetByBytes, charsetByMemos, judgeText, namedCharset } from './table-charset';
import { invalidFormat, type MemoColumn, type Place, type Table, type TableColumn } from './table';
import { dbfDetail } from './table-messages';

/** A block is worked through without a pause: at most so many bytes, and so many records. */
const BLOCK_BYTES = 128 * 1024;
const BLOCK_ROWS = 2_000;

/** Opens a DBF table, the memo file beside it included. TableRefusal when it can't be believed. */
export async function openDbfTable(store: FileStore, file: RevenueFile): Promise<Table> {
  try {
    const source = await storedTable(store, file.fileKey);
    const dbf = await openDbf(source);
    const charset = await charsetOf(store, source, dbf, file);
    const columns = dbf.fields.map((field) => toColumn(field, charset));
    const bound = bindTable(file, columns, charset);
    const memo =
      dbf.hasMemo && file.memoKey !== null ? await openStoredMemo(store, file.memoKey, dbf) : undefined;
    return {
      columns: columns.map((column, index) => tableColumn(column, index, dbf.fields[index]!, charset, bound)),
      charset,
      memos: dbf.fields.flatMap((field, index) => memoColumn(field, index, charset, memo)),
      judge: bound.judge,
      warnings: bound.warnings,
      // Codes and amounts in text columns are written to the right by some programs.
      blocks: (from) => blocksOf(dbf, from, { trimTexts: file.claimTable !== null }),
    };
  } catch (error) {
    throw refusalOf(error);
  }
}

async function* blocksOf(
  dbf: DbfTable,
  { row }: Place,
  options: ReadBlocksOptions,
): AsyncGenerator<RowBlock> {
  try {
    const blockBytes = Math.min(BLOCK_BYTES, BLOCK_ROWS * dbf.recordLength);
    yield* dbf.blocks({ ...options, fromRow: row + 1, blockBytes });
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  return error instanceof DbfError ? invalidFormat(error.code, dbfDetail(error)) : error;
}

async function storedTable(store: FileStore, key: string): Promise<DbfSource> {
  return {
    size: await store.size(key),
    read: (position, length) => store.read(key, position, length),
    stream: (start) => store.createReadStream(key, { start }),
  };
}

async function openStoredMemo(store: FileStore, key: string, dbf: DbfTable): Promise<MemoFile> {
  return openMemo(await storedTable(store, key), dbf.version.memoKind);
}

/**
 * Text of a known claim file is windows-874 unless all of it is UTF-8; of any other table what its header says,
 * then what its bytes say: PRODUCT, section 6.
 */
async function charsetOf(
  store: FileStore,
  source: DbfSource,
  dbf: DbfTable,
  file: RevenueFile,
): Promise<Charset> {
  if (file.charset !== null) return namedCharset(file.charset);
  const isClaimFile = file.claimTable !== null;
  const marked = isClaimFile || dbf.charsetName === undefined ? undefined : charsetNamed(dbf.charsetName);
  if (marked) return marked;
  const bytes = await judgeText(textOf(source, dbf));
  if (bytes.kind !== 'ascii' || !dbf.hasMemo || file.memoKey === null) {
    return charsetByBytes(bytes, isClaimFile);
  }
  return charsetByMemos(await store.createReadStream(file.memoKey), isClaimFile);
}

/** Fields of these kinds hold readable characters only. */
const READABLE: readonly DbfFieldKind[] = ['text', 'number', 'date', 'logical'];

/** A table's records; of those that hold binary values as well the text alone, each value with a blank behind it. */
async function* textOf(source: DbfSource, dbf: DbfTable): AsyncGenerator<Buffer> {
  if (dbf.fields.every(({ kind, varyingBit }) => READABLE.includes(kind) && varyingBit === undefined)) {
    return yield* await source.stream(dbf.headerLength);
  }
  const indexes = dbf.fields.flatMap(({ kind }, index) => (kind === 'text' ? [index] : []));
  for await (const block of dbf.blocks()) {
    const { row } = block;
    // A text field is a byte wide at least, so that with the blanks it is at most twice as much.
    const text = Buffer.alloc(2 * row.bytes.length, 0x20);
    let at = 0;
    while (block.next()) {
      for (const index of indexes) at += row.bytes.copy(text, at, row.starts[index]!, row.ends[index]!) + 1;
    }
    yield text.subarray(0, at);
  }
}

function toColumn({ nameBytes, type, width, decimals }: DbfField, charset: Charset): FileColumn {
  return { name: charset.decode(nameBytes, 0, nameBytes.length).replaceAll('\0', ''), type, width, decimals };
}

function tableColumn(
  column: FileColumn,
  index: number,
  field: DbfField,
  charset: Charset,
  { dates, judged }: BoundTable,
): TableColumn {
  const isJudged = judged.has(index);
  switch (field.kind) {
    case 'text':
      return { ...column, form: dates.has(index) ? 'date' : 'text', isJudged, read: undefined };
    case 'number':
    case 'date':
      return { ...column, form: field.kind, isJudged, read: fieldReaderOf(field, charset) };
    case 'memo':
    case 'binary_memo':
      return { ...column, form: 'other', isJudged, read: undefined };
    default:
      return { ...column, form: 'other', isJudged, read: fieldReaderOf(field, charset) };
  }
}

function memoColumn(
  field: DbfField,
  index: number,
  charset: Charset,
  memo: MemoFile | undefined,
): MemoColumn[] {
  return isMemoField(field) ? [{ index, read: memoReaderOf(field, charset, memo) }] : [];
}
