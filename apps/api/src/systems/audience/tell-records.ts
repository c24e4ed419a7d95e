import { Readable } from 'node:stream';
import { csvLine } from '@sluice/formats/csv';
import { type JsonRecord } from '@sluice/formats/json';
import { fieldNameOf } from '@sluice/systems/audience';
import { recordBlocks } from './record-blocks';
import { type RecordRange } from './record-pages';
import { type RecordTexts } from './record-texts';
import { RecordNames } from './record-names';

/** One JSON array, as a stream of text. */
export async function* jsonArrayOf(texts: AsyncIterable<string[]>): AsyncGenerator<string> {
  let before = '[';
  for await (const some of texts) {
    yield before + some.join(',');
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

/** A record a line. White space of JSON may be line ends, a string can't have any. */
export async function* linesOf(texts: AsyncIterable<string[]>): AsyncGenerator<string> {
  for await (const some of texts) yield `${some.map(onOneLine).join('\n')}\n`;
}

function onOneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, ' ') : text;
}

/**
 * CSV of records: the fields of the upload first, then all other keys there are. Texts are written without their
 * quotes, null as nothing, arrays and objects as JSON.
 * @param isComplete whether `fields` are all there are; if not, the records are read twice
 */
export async function* csvOf(
  texts: RecordTexts,
  range: RecordRange,
  fields: readonly string[],
  isComplete: boolean,
): AsyncGenerator<string> {
  const columns = isComplete ? fields : await columnsOf(texts(range), fields);
  const places = new Map(columns.map((field, at) => [field, at]));
  yield csvLine(columns);
  for await (const block of recordBlocks(bytesOf(linesOf(texts(range))), 'lines')) {
    let lines = '';
    while (block.next()) lines += csvLine(cellsOf(block.record, places));
    yield lines;
  }
}

async function columnsOf(texts: AsyncIterable<string[]>, fields: readonly string[]): Promise<string[]> {
  const names = new RecordNames();
  for await (const block of recordBlocks(bytesOf(linesOf(texts)), 'lines')) {
    while (block.next()) {
      names.read(block.record);
      names.list(block.record);
    }
  }
  return [...new Set([...fields, ...names.fields])];
}

function cellsOf(record: JsonRecord, places: ReadonlyMap<string, number>): (string | null)[] {
  const cells: (string | null)[] = new Array<null>(places.size).fill(null);
  for (let member = 0; member < record.memberCount; member++) {
    const place = places.get(fieldNameOf(record.key(member)));
    if (place !== undefined) cells[place] = cellOf(record, member);
  }
  return cells;
}

function cellOf(record: JsonRecord, member: number): string | null {
  const type = record.typeOf(member);
  if (type === 'null') return null;
  if (type === 'string') return record.string(member);
  return record.bytes.toString('utf8', record.valueStarts[member], record.valueEnds[member]);
}

async function* bytesOf(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}

/** A stream that is read as fast as its reader takes it. */
export function streamOf(texts: AsyncIterable<string>): Readable {
  return Readable.from(texts, { objectMode: false });
}
