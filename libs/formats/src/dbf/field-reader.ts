import { type DbfField } from './dbf-field';
import { type DbfValue, faultAt } from './dbf-value';
import {
  BUDDHIST_YEARS_AHEAD,
  isBlank,
  isBuddhistDate,
  isBuddhistYear,
  isDay,
  isNumber,
  isoDate,
  isOverflow,
  isUnset,
  packedDate,
} from './field-bytes';
import { type Charset } from '../charset';

/** Reads a value from the range that a cursor gives; an empty one is null. */
export type FieldReader = (bytes: Buffer, start: number, end: number) => DbfValue;

const JULIAN_DAY_OF_1970 = 2_440_588;
const DAY_MS = 86_400_000;
/** Julian days of 0001-01-01 and 9999-12-31. */
const FIRST_JULIAN_DAY = 1_721_426;
const LAST_JULIAN_DAY = 5_373_484;

/**
 * The reader for a field's values:
 * - text as it is; numbers as their digits; dates `YYYY-MM-DD`; logicals `true` and `false`, `?` is null
 * - timestamps `YYYY-MM-DDTHH:MM:SS`, with `.mmm` when it is no whole second; currency with four decimals
 * - Varbinary as base64
 *
 * Memos are in another file: see `memoReaderOf`; asked here for such a field, RangeError.
 */
export function fieldReaderOf(field: DbfField, charset: Charset): FieldReader {
  switch (field.kind) {
    case 'text':
      return (bytes, start, end) => (start === end ? null : readText(bytes, start, end, charset));
    case 'number':
      return readNumber;
    case 'date':
      return readDate;
    case 'logical':
      return readLogical;
    case 'timestamp':
      return readTimestamp;
    case 'integer':
      return (bytes, start, end) => (start === end ? null : String(bytes.readInt32LE(start)));
    case 'currency':
      return readCurrency;
    case 'double':
      return readDouble;
    case 'binary':
      return (bytes, start, end) => (start === end ? null : bytes.toString('base64', start, end));
    case 'memo':
    case 'binary_memo':
      throw new RangeError(`The values of ${field.name} are in a memo file`);
  }
}

/** Text of a range, or the fault `bad_text`. */
export function readText(bytes: Buffer, start: number, end: number, charset: Charset): DbfValue {
  const text = charset.decode(bytes, start, end);
  const isDoubtful = text.includes('\uFFFD') && !canWrite(bytes, start, end, charset);
  return isDoubtful || text.includes('\0') ? faultAt('bad_text', bytes, start, end) : text;
}

/** A replacement character stands for bytes that are no text, unless it is in the text itself. */
function canWrite(bytes: Buffer, start: number, end: number, charset: Charset): boolean {
  const target = Buffer.allocUnsafe(charset.maxUtf8Bytes(end - start));
  return charset.writeUtf8(bytes, start, end, target, 0) >= 0;
}

function readNumber(bytes: Buffer, start: number, end: number): DbfValue {
  if (isBlank(bytes, start, end)) return null;
  if (isNumber(bytes, start, end)) return bytes.toString('latin1', start, end);
  return faultAt(isOverflow(bytes, start, end) ? 'number_overflow' : 'not_a_number', bytes, start, end);
}

function readDate(bytes: Buffer, start: number, end: number): DbfValue {
  const packed = packedDate(bytes, start, end);
  if (packed === 0) return null;
  if (packed < 0) return faultAt('bad_date', bytes, start, end);
  const value = isoDate(packed);
  return isBuddhistDate(bytes, start) ? { value, warning: 'buddhist_year' } : value;
}

function readLogical(bytes: Buffer, start: number, end: number): DbfValue {
  if (isBlank(bytes, start, end)) return null;
  const letter = bytes.toString('latin1', start, end);
  if (letter === '?') return null;
  if ('TtYy'.includes(letter)) return 'true';
  return 'FfNn'.includes(letter) ? 'false' : faultAt('not_a_logical', bytes, start, end);
}

/**
 * A Julian day and the milliseconds since midnight, in no time zone. Visual FoxPro counts in whole seconds and
 * keeps some of them a millisecond short.
 */
function readTimestamp(bytes: Buffer, start: number, end: number): DbfValue {
  if (start === end || isUnset(bytes, start, end)) return null;
  const julianDay = bytes.readUInt32LE(start);
  const ms = bytes.readUInt32LE(start + 4);
  if (julianDay < FIRST_JULIAN_DAY || julianDay > LAST_JULIAN_DAY || ms >= DAY_MS) {
    return { fault: 'bad_timestamp', text: `day ${julianDay}, ${ms} ms` };
  }
  const wholeMs = ms % 1000 === 999 ? ms + 1 : ms;
  const iso = new Date((julianDay - JULIAN_DAY_OF_1970) * DAY_MS + wholeMs).toISOString();
  const time = iso.slice(10, wholeMs % 1000 === 0 ? 19 : 23);
  const year = Number(iso.slice(0, 4));
  if (!isBuddhistYear(year)) return iso.slice(0, 10) + time;
  const month = Number(iso.slice(5, 7));
  const day = Number(iso.slice(8, 10));
  if (!isDay(year - BUDDHIST_YEARS_AHEAD, month, day)) {
    return { fault: 'bad_timestamp', text: iso.slice(0, 10) + time };
  }
  return { value: `${year - BUDDHIST_YEARS_AHEAD}${iso.slice(4, 10)}${time}`, warning: 'buddhist_year' };
}

/** Ten-thousandths in 64 bits: a double would lose digits. */
function readCurrency(bytes: Buffer, start: number, end: number): DbfValue {
  if (start === end) return null;
  const value = bytes.readBigInt64LE(start);
  const digits = String(value < 0n ? -value : value).padStart(5, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

function readDouble(bytes: Buffer, start: number, end: number): DbfValue {
  if (start === end) return null;
  const value = bytes.readDoubleLE(start);
  return Number.isFinite(value) ? String(value) : { fault: 'not_a_number', text: String(value) };
}
