import { setImmediate } from 'node:timers/promises';
import {
  bomOf,
  type Charset,
  charsetNamed,
  guessUtf16,
  Utf8Check,
  utf8FromUtf16,
} from '@sluice/formats/charset';
import { type CsvRow, detectDelimiter, readCsv } from '@sluice/formats/csv';
import { JsonError, type JsonRecord, readJsonRecords } from '@sluice/formats/json';
import { AppError } from '@sluice/kernel/errors';

/** A content as a file has it, before anybody has judged it, or why the row itself can't be read. */
export type RawContent = { sent: unknown } | { fault: string };

/** More is another file. */
export const MAX_IMPORT_ROWS = 10_000;
/** So much is in memory at once. */
export const MAX_IMPORT_BYTES = 5 * 1024 * 1024;
const SAMPLE_BYTES = 64 * 1024;

/** Columns by their names without case, blanks, hyphens and underscores. */
const COLUMNS: Readonly<Record<string, string>> = {
  contentid: 'contentId',
  id: 'contentId',
  creator: 'creator',
  title: 'title',
  description: 'description',
  contenttype: 'contentType',
  price: 'price',
  tokengating: 'tokenGating',
  refundable: 'refundable',
  refundwindowdays: 'refundWindowDays',
};

/**
 * Rows of a file: JSON when it begins like it, else CSV with a header.
 * @throws AppError 400 for what is neither, has no rows, or too many
 */
export async function readImport(bytes: Buffer): Promise<RawContent[]> {
  const charset = bomOf(bytes)?.charset ?? guessUtf16(bytes.subarray(0, SAMPLE_BYTES));
  const plain = charset === 'utf-16le' || charset === 'utf-16be' ? await utf8Of(bytes, charset) : bytes;
  const contents = /^(\ufeff)?\s*[[{]/.test(plain.toString('utf8', 0, 256))
    ? await fromJson(plain)
    : await fromCsv(plain);
  if (contents.length === 0) throw badFile('The file has no rows');
  return contents;
}

async function utf8Of(bytes: Buffer, charset: 'utf-16le' | 'utf-16be'): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of utf8FromUtf16(inOne(bytes), charset)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A list of contents, an object that has one as `contents`, or a content a line. */
async function fromJson(bytes: Buffer): Promise<RawContent[]> {
  const contents: RawContent[] = [];
  try {
    for await (const block of readJsonRecords(inOne(bytes), { shape: 'auto', recordsMember: 'contents' })) {
      while (block.next()) {
        if (contents.length === MAX_IMPORT_ROWS) throw tooMany();
        contents.push(contentIn(block.record));
      }
      // What is in memory already is there at once: without this, blocks would follow each other in one turn.
      await setImmediate();
    }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new AppError('malformed_json', 400, error.message, { cause: error });
  }
  return contents;
}

function contentIn({ kind, fault, bytes, start, end }: JsonRecord): RawContent {
  if (kind === 'oversized') return { fault: 'The row is too long' };
  if (kind === 'broken') return { fault: fault?.message ?? 'The row is no JSON' };
  return { sent: JSON.parse(bytes.toString('utf8', start, end)) as unknown };
}

async function fromCsv(bytes: Buffer): Promise<RawContent[]> {
  const check = new Utf8Check();
  const charset = charsetNamed(check.feed(bytes) && check.end() ? 'utf-8' : 'windows-1252') as Charset;
  const delimiter = detectDelimiter(bytes.subarray(0, SAMPLE_BYTES)) ?? ',';
  const contents: RawContent[] = [];
  let fields: (string | undefined)[] | undefined;
  for await (const block of readCsv(inOne(bytes), { delimiter })) {
    while (block.next()) {
      const { row } = block;
      if (row.kind === 'blank') continue;
      if (!fields) fields = fieldsOf(row, charset);
      else if (contents.length === MAX_IMPORT_ROWS) throw tooMany();
      else contents.push(contentOf(row, fields, charset));
    }
    await setImmediate();
  }
  return contents;
}

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** What each column holds; undefined for one that is none of ours. */
function fieldsOf(row: CsvRow, charset: Charset): (string | undefined)[] {
  if (row.kind === 'broken') throw badFile('The header is broken');
  const names = cellsOf(row, charset);
  const fields = names.map((name) => COLUMNS[name.toLowerCase().replace(/[\s_-]/g, '')]);
  const missing = ['title', 'description', 'contentType', 'price'].filter((field) => !fields.includes(field));
  if (missing.length > 0) throw badFile(`Columns are missing: ${missing.join(', ')}`);
  const twice = fields.find((field, at) => field !== undefined && fields.indexOf(field) !== at);
  if (twice !== undefined) throw badFile(`There are two columns for ${twice}`);
  return fields;
}

function contentOf(row: CsvRow, fields: (string | undefined)[], charset: Charset): RawContent {
  if (row.kind === 'broken') return { fault: 'The row is broken: a quote does not end, or it is too long' };
  if (row.fieldCount > fields.length) {
    return { fault: `The row has ${row.fieldCount} fields, the header ${fields.length}` };
  }
  const sent: Record<string, unknown> = {};
  for (const [at, cell] of cellsOf(row, charset).entries()) {
    const field = fields[at];
    if (field !== undefined) sent[field] = valueOf(field, cell);
  }
  return { sent };
}

function cellsOf({ bytes, starts, ends, fieldCount }: CsvRow, charset: Charset): string[] {
  return Array.from({ length: fieldCount }, (_, at) =>
    charset.decode(bytes, starts[at] as number, ends[at] as number),
  );
}

/** What a cell means where a cell is all there is; text that means nothing stays text, and is judged as such. */
function valueOf(field: string, cell: string): unknown {
  if (field === 'description') return cell;
  if (cell.trim() === '') return undefined;
  if (field === 'price') return cell.trim();
  if (field === 'refundWindowDays') return /^\s*\d{1,9}\s*$/.test(cell) ? Number(cell) : cell;
  if (field === 'refundable') return booleanOf(cell) ?? cell;
  if (field === 'tokenGating') return booleanOf(cell) ?? objectOf(cell);
  return cell;
}

function booleanOf(cell: string): boolean | undefined {
  const word = cell.trim().toLowerCase();
  if (['true', '1', 'yes'].includes(word)) return true;
  return ['false', '0', 'no'].includes(word) ? false : undefined;
}

function objectOf(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}

function badFile(message: string): AppError {
  return new AppError('bad_file', 400, message);
}

function tooMany(): AppError {
  return new AppError('too_many_rows', 400, `An import may have at most ${MAX_IMPORT_ROWS} rows`);
}
