const ZERO = 0x30;
const NINE = 0x39;
const STAR = 0x2a;

/** Years that are taken for Buddhist ones. Later ones are none either: 9999-12-31 is how many programs say never. */
const FIRST_BUDDHIST_YEAR = 2400;
const LAST_BUDDHIST_YEAR = 2699;
export const BUDDHIST_YEARS_AHEAD = 543;

const LONGEST_MONTHS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a range has but blanks (0x20) and NULs. */
export function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== 0x20 && bytes[at] !== 0) return false;
  }
  return true;
}

/** Whether a binary value is none: all its bytes are 0x00, or all are blanks. Block 32 (20 00 00 00) is one. */
export function isUnset(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start];
  if (first !== 0 && first !== 0x20) return false;
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] !== first) return false;
  }
  return true;
}

/** dBase fills a field with stars when the number is too long for it. */
export function isOverflow(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== STAR) return false;
  }
  return end > start;
}

/** Whether a trimmed range is a number: sign, digits with one point, exponent; `12`, `-.5`, `1.5E+03`. */
export function isNumber(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
  const wholeFrom = at;
  at = skipDigits(bytes, at, end);
  let digits = at - wholeFrom;
  if (at < end && bytes[at] === 0x2e) {
    const fractionFrom = ++at;
    at = skipDigits(bytes, at, end);
    digits += at - fractionFrom;
  }
  if (digits === 0) return false;
  if (at < end && (bytes[at]! | 0x20) === 0x65) {
    at++;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++;
    const exponentFrom = at;
    at = skipDigits(bytes, at, end);
    if (at === exponentFrom) return false;
  }
  return at === end;
}

function skipDigits(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE) at++;
  return at;
}

/**
 * A date of eight digits, `YYYYMMDD`, as the number 20250630, years from 2400 to 2699 taken for Buddhist ones
 * and 543 subtracted. 0 for blanks or zeros; -1 when it is no day of the calendar.
 */
export function packedDate(bytes: Buffer, start: number, end: number): number {
  if (isBlank(bytes, start, end)) return 0;
  if (end - start !== 8) return -1;
  let packed = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    packed = packed * 10 + digit;
  }
  if (packed === 0) return 0;
  const year = Math.floor(packed / 10_000);
  const converted = isBuddhistYear(year) ? packed - BUDDHIST_YEARS_AHEAD * 10_000 : packed;
  return isDay(Math.floor(converted / 10_000), Math.floor(packed / 100) % 100, packed % 100) ? converted : -1;
}

/** Whether {@link packedDate} converted the year of this date of eight digits. */
export function isBuddhistDate(bytes: Buffer, start: number): boolean {
  return isBuddhistYear(((bytes[start]! - ZERO) * 10 + bytes[start + 1]! - ZERO) * 100);
}

export function isBuddhistYear(year: number): boolean {
  return year >= FIRST_BUDDHIST_YEAR && year <= LAST_BUDDHIST_YEAR;
}

/** Whether the calendar has this day; years from 1 on. */
export function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > LONGEST_MONTHS[month]!) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month !== 2 || day < 29 || isLeap;
}

/** `2025-06-30` for 20250630. */
export function isoDate(packed: number): string {
  const digits = String(packed).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
