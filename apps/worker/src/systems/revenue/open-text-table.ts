import { bomOf, type Charset } from '@sluice/formats/charset';
import {
  CsvError,
  type CsvErrorCode,
  type Delimiter,
  detectDelimiter,
  readCsv,
  readHeader,
} from '@sluice/formats/csv';
import { type RowBlock } from '@sluice/formats/rows';
import { type FileStore } from '@sluice/kernel/storage';
import { type FileColumn, type RevenueFile } from '@sluice/systems/revenue';
import { bindTable } from './bind-table';
import { invalidFormat, type Place, type Table } from './table';
import { charsetByBytes, judgeText, namedCharset } from './table-charset';

/** Shows delimiter and kind of a file. */
const SAMPLE_BYTES = 64 * 1024;

/** What names and first bytes tell of files that are no text, whatever they are called. */
const OTHER_KINDS: [firstBytes: string, detail: string][] = [
  ['PK\u0003\u0004', 'ไฟล์นี้เป็น ZIP หรือ Excel ไม่ใช่ไฟล์ข้อความ กรุณาบันทึกเป็น CSV หรือส่งเป็น .zip'],
  ['\u00d0\u00cf\u0011\u00e0', 'ไฟล์นี้เป็น Excel ไม่ใช่ไฟล์ข้อความ กรุณาบันทึกเป็น CSV'],
];

const FAULTS: Readonly<Record<CsvErrorCode, string>> = {
  empty_file: 'ไฟล์ว่างเปล่า ไม่มีหัวตาราง',
  bad_header: 'หัวตารางเสียหาย (เครื่องหมายคำพูดไม่ครบ หรือยาวเกินไป)',
  bad_header_text: 'หัวตารางมีตัวอักษรที่อ่านไม่ได้',
};

/** Opens a CSV or TXT file, whose first row names its columns. TableRefusal when it is none. */
export async function openTextTable(store: FileStore, file: RevenueFile): Promise<Table> {
  const { fileKey } = file;
  const sample = await store.read(fileKey, 0, SAMPLE_BYTES);
  refuseOtherKinds(sample);
  const charset = await charsetOf(store, file);
  const delimiter = detectDelimiter(sample) ?? (file.fileType === 'TXT' ? '|' : ',');
  const stream = await store.createReadStream(fileKey);
  try {
    const { names, endOffset } = await readHeader(stream, { delimiter, charset });
    const columns = toColumns(names);
    const { dates, judged, judge, warnings } = bindTable(file, columns, charset);
    return {
      columns: columns.map((column, index) => ({
        ...column,
        form: dates.has(index) ? 'date' : 'text',
        isJudged: judged.has(index),
        read: undefined,
      })),
      charset,
      memos: [],
      judge,
      warnings,
      blocks: (from) =>
        blocksOf(
          store,
          fileKey,
          delimiter,
          columns.length,
          from.row === 0 ? { row: 0, offset: endOffset } : from,
        ),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalidFormat(error.code, FAULTS[error.code]);
  } finally {
    stream.destroy();
  }
}

async function* blocksOf(
  store: FileStore,
  key: string,
  delimiter: Delimiter,
  columns: number,
  { row, offset }: Place,
): AsyncGenerator<RowBlock> {
  const source = await store.createReadStream(key, { start: offset });
  yield* readCsv(source, { delimiter, columns, startOffset: offset, firstRowNumber: row + 1 });
}

function refuseOtherKinds(sample: Buffer): void {
  const [, detail] =
    OTHER_KINDS.find(([first]) => sample.toString('latin1', 0, first.length) === first) ?? [];
  if (detail !== undefined) throw invalidFormat('not_text', detail);
  const mark = bomOf(sample);
  if (mark && mark.charset !== 'utf-8') {
    throw invalidFormat('utf_16', 'ไฟล์เป็น UTF-16 กรุณาบันทึกเป็น UTF-8 หรือ TIS-620');
  }
  const lineEnd = sample.indexOf('\n');
  const header = lineEnd === -1 ? sample : sample.subarray(0, lineEnd);
  if (header.includes(0)) throw invalidFormat('not_text', 'ไฟล์นี้ไม่ใช่ไฟล์ข้อความ');
}

async function charsetOf(store: FileStore, { fileKey, charset, claimTable }: RevenueFile): Promise<Charset> {
  if (charset !== null) return namedCharset(charset);
  return charsetByBytes(await judgeText(await store.createReadStream(fileKey)), claimTable !== null);
}

/** A blank name at the end is what a delimiter at the end of the line leaves. */
function toColumns(names: readonly string[]): FileColumn[] {
  const named = names.at(-1) === '' ? names.slice(0, -1) : names;
  const blank = named.indexOf('');
  if (named.length === 0 || blank >= 0) {
    throw invalidFormat('blank_column', `คอลัมน์ที่ ${blank + 1} ในหัวตารางไม่มีชื่อ`);
  }
  const seen = new Set<string>();
  for (const name of named) {
    if (seen.has(name.toUpperCase())) {
      throw invalidFormat('duplicate_column', `มีคอลัมน์ชื่อ ${name} มากกว่าหนึ่งคอลัมน์`);
    }
    seen.add(name.toUpperCase());
  }
  return named.map((name) => ({ name, type: 'C', width: 0, decimals: 0 }));
}
