const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Years that a date here can be meant to have; others are slips of the hand. */
const MIN_YEAR = 1900;
const MAX_YEAR = 2199;

const DASH = 0x2d;
const SLASH = 0x2f;

/**
 * A date of the calendar written `YYYY-MM-DD` or `DD/MM/YYYY`, as `YYYY-MM-DD`; undefined for all other text and for
 * days that do not exist.
 */
export function asDate(text: string): string | undefined {
  if (text.length !== 10) return undefined;
  if (text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH)
    return isDay(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)) ? text : undefined;
  if (text.charCodeAt(2) === SLASH && text.charCodeAt(5) === SLASH)
    return isDay(digits(text, 6, 10), digits(text, 3, 5), digits(text, 0, 2))
      ? `${text.slice(6, 10)}-${text.slice(3, 5)}-${text.slice(0, 2)}`
      : undefined;
  return undefined;
}

/** Days of a month of the Gregorian calendar, 1 to 12. */
export function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
}

/** The same day some months later, or the last of that month: 2025-08-31 and six months is 2026-02-28. */
export function addMonths(date: string, months: number): string {
  const count = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const year = Math.floor(count / 12);
  const month = (count % 12) + 1;
  const day = Math.min(Number(date.slice(8, 10)), daysIn(year, month));
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** Days from one `YYYY-MM-DD` to another. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function isDay(year: number, month: number, day: number): boolean {
  return year >= MIN_YEAR && year <= MAX_YEAR && month >= 1 && day >= 1 && day <= daysIn(year, month);
}

/** The number of some digits, -1 when other characters are among them. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
