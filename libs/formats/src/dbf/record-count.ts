import { DbfError } from './dbf-error';
import { type DbfSource } from './dbf-source';

/** What a header says about its records. */
export interface RecordClaim {
  recordCount: number;
  headerLength: number;
  recordLength: number;
}

const END_OF_FILE = 0x1a;
/** Files are filled up to a block or two; nobody fills up by more. */
const MAX_FILL_BYTES = 1024 * 1024;
const SLICE_BYTES = 64 * 1024;
/** What a file may be filled up with behind its end. */
const FILL = new Set([0x00, END_OF_FILE, 0x20, 0x0d, 0x0a]);

/**
 * Holds the number of records against the size of the file. Too many: `too_few_records`, or `truncated_record`
 * when the last one is cut. Too few would drop records in silence: behind the last one there may be nothing, or
 * 0x1A with filling or less than one record's rest of old bytes behind it, or filling without blanks; else
 * `too_many_records` or `trailing_bytes`.
 */
export async function checkRecordCount(source: DbfSource, claim: RecordClaim): Promise<void> {
  const { recordCount, headerLength, recordLength } = claim;
  const end = headerLength + recordCount * recordLength;
  if (source.size < end) throw tooFewRecords(source.size, claim);
  if (source.size === end) return;
  const [first] = await source.read(end, 1);
  const rest = source.size - end;
  if (first === END_OF_FILE && rest <= recordLength) return;
  if (rest <= MAX_FILL_BYTES && (await isFill(source, end, first === END_OF_FILE))) return;
  throw tooManyRecords(rest, claim);
}

async function isFill(source: DbfSource, start: number, mayHaveBlanks: boolean): Promise<boolean> {
  for (let at = start; at < source.size; at += SLICE_BYTES) {
    const slice = await source.read(at, Math.min(SLICE_BYTES, source.size - at));
    if (slice.some((byte) => !FILL.has(byte) || (byte === 0x20 && !mayHaveBlanks))) return false;
  }
  return true;
}

function tooFewRecords(size: number, { recordCount, headerLength, recordLength }: RecordClaim): DbfError {
  const bytes = size - headerLength;
  const actual = Math.floor(bytes / recordLength);
  const isCut = bytes % recordLength > 1;
  const text = `The header says that there are ${recordCount} records, but the file has ${actual}`;
  return new DbfError(
    isCut ? 'truncated_record' : 'too_few_records',
    isCut ? `${text} and a part of one: it is cut short` : text,
    { said: recordCount, actual },
  );
}

function tooManyRecords(rest: number, { recordCount, recordLength }: RecordClaim): DbfError {
  const more = Math.floor(rest / recordLength);
  if (more === 0) {
    const text = `Behind the last of ${recordCount} records there are ${rest} bytes that belong to none`;
    return new DbfError('trailing_bytes', text, { said: recordCount, bytes: rest });
  }
  const actual = recordCount + more;
  const text = `The header says that there are ${recordCount} records, but the file has room for ${actual}`;
  return new DbfError('too_many_records', text, { said: recordCount, actual });
}
