import { packedDate } from '@sluice/formats/dbf';

/** Nobody who was treated was born earlier. */
const FIRST_DAY = 1850_01_01;

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
  const day = packedDate(bytes, start, end);
  return day >= FIRST_DAY ? day : 0;
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
