import { readable, textEncodingOf } from '@sluice/formats/charset';
import {
  CsvError,
  type CsvErrorCode,
  type Delimiter,
  detectDelimiter,
  readHeader,
} from '@sluice/formats/csv';
import { type FileStore } from '@sluice/kernel/storage';
import { type OpenedCsv } from './csv-records';
import { UnreadableUpload } from './sent-records';

/** Shows kind, encoding and delimiter of a file. */
const SAMPLE_BYTES = 64 * 1024;

const SPREADSHEET = 'The file is an Excel workbook or a ZIP, not CSV; save it as CSV and send that';
const NO_TEXT = 'The file is not CSV text';

/** What the first bytes tell of files that are no text, whatever they are called. */
const OTHER_KINDS: [firstBytes: string, reason: string][] = [
  ['PK\u0003\u0004', SPREADSHEET],
  ['\u00d0\u00cf\u0011\u00e0', SPREADSHEET],
  ['%PDF-', NO_TEXT],
  ['\u001f\u008b', NO_TEXT],
  ['\u0089PNG', NO_TEXT],
  ['\u00ff\u00d8\u00ff', NO_TEXT],
];

const FAULTS: Readonly<Record<CsvErrorCode, string>> = {
  empty_file: 'The file is empty',
  bad_header: 'The header is broken: its quotes do not match, or it is too long',
  bad_header_text: 'The header has characters that can not be read',
};

/**
 * Finds out how a CSV file is written.
 * @param given the delimiter, when its sender named it
 * @throws UnreadableUpload when it is none
 */
export async function openCsv(store: FileStore, key: string, given: string | null): Promise<OpenedCsv> {
  const sample = await store.read(key, 0, SAMPLE_BYTES);
  const first = sample.toString('latin1', 0, 8);
  const [, reason] = OTHER_KINDS.find(([bytes]) => first.startsWith(bytes)) ?? [];
  if (reason !== undefined) throw new UnreadableUpload(reason);
  const encoding = await textEncodingOf(sample, () => store.createReadStream(key));
  const delimiter = (given as Delimiter | null) ?? detectDelimiter(await inUtf8(sample, encoding)) ?? ',';
  const stream = await store.createReadStream(key);
  try {
    const { source, charset } = readable(stream, encoding);
    const { names, endOffset } = await readHeader(source, { delimiter, charset });
    if (names.some((name) => name.includes('\0'))) throw new UnreadableUpload(NO_TEXT);
    return { encoding, charset, delimiter, header: uniqueNames(names), dataOffset: endOffset };
  } catch (error) {
    throw error instanceof CsvError ? new UnreadableUpload(FAULTS[error.code]) : error;
  } finally {
    stream.destroy();
  }
}

async function inUtf8(sample: Buffer, encoding: OpenedCsv['encoding']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readable(inOne(sample), encoding).source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Members by which cells can be told apart: a blank one is called `column_3` by its place, a repeated one `name_2`. */
function uniqueNames(cells: readonly string[]): string[] {
  // A blank name at the end is what a delimiter at the end of the line leaves.
  const named = cells.length > 1 && cells.at(-1) === '' ? cells.slice(0, -1) : cells;
  const taken = new Set<string>();
  return named.map((cell, at) => {
    const name = cell === '' ? `column_${at + 1}` : cell;
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name}_${count}`;
    taken.add(unique);
    return unique;
  });
}
