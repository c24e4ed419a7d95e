/** Years from here on are of the Buddhist era: domain text, "year ≥2400 → Buddhist". */
const FIRST_BUDDHIST_YEAR = 2400;
/** The Buddhist era began so many years before the common one. */
const BUDDHIST_OFFSET = 543;
/** Nobody who was treated was born earlier. */
const FIRST_YEAR = 1850;

const DAYS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a year as written in a file is of the Buddhist era. */
export function isBuddhistYear(year: number): boolean {
  return year >= FIRST_BUDDHIST_YEAR;
}

/** The year of the common era for a year as written in a file. */
export function commonYear(year: number): number {
  return isBuddhistYear(year) ? year - BUDDHIST_OFFSET : year;
}

/** The number of `length` ASCII digits, -1 when one of them is none. */
export function digitsAt(bytes: Buffer, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Reads `YYYYMMDD` of either era.
 * @returns the same of the common era as one number, such as 20250531, so that later days are larger; 0 when the
 *   range holds no day that ever was
 */
export function readDate(bytes: Buffer, start: number, end: number): number {
  if (end - start !== 8) return 0;
  const written = digitsAt(bytes, start, 8);
  if (written < 0) return 0;
  const year = commonYear(Math.floor(written / 10_000));
  const month = Math.floor(written / 100) % 100;
  const day = written % 100;
  if (year < FIRST_YEAR || month < 1 || month > 12) return 0;
  if (day < 1 || day > (DAYS[month] as number)) return 0;
  if (month === 2 && day === 29 && !isLeapYear(year)) return 0;
  return year * 10_000 + month * 100 + day;
}

/** Reads `HHMM`; -1 when the range holds no time of a day. */
export function readTime(bytes: Buffer, start: number, end: number): number {
  if (end - start !== 4) return -1;
  const time = digitsAt(bytes, start, 4);
  return time >= 0 && time <= 2359 && time % 100 <= 59 ? time : -1;
}

const THAILAND_OFFSET_MS = 7 * 3_600_000;

/** The day that it is in Thailand, as {@link readDate} gives days. */
export function thaiDay(moment: Date): number {
  const there = new Date(moment.getTime() + THAILAND_OFFSET_MS);
  return there.getUTCFullYear() * 10_000 + (there.getUTCMonth() + 1) * 100 + there.getUTCDate();
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
