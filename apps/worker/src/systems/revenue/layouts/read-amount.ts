const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
/** Digits that a double holds exactly. */
const EXACT_DIGITS = 15;

/** A number as it is written, taken apart. The same object for every call of {@link scanNumber}. */
export interface WrittenNumber {
  isNegative: boolean;
  /** Digits before the point, leading zeros left out. */
  wholeDigits: number;
  /** Digits behind the point, trailing zeros left out. */
  decimals: number;
}

const written: WrittenNumber = { isNegative: false, wholeDigits: 0, decimals: 0 };

/**
 * Takes `-12.50` apart: an optional sign, digits, an optional point, digits; no commas, no exponent.
 * @returns undefined when the range holds something else; the object is overwritten by the next call
 */
export function scanNumber(bytes: Buffer, start: number, end: number): WrittenNumber | undefined {
  const sign = bytes[start];
  let at = sign === MINUS || sign === PLUS ? start + 1 : start;
  let digits = 0;
  let wholeDigits = 0;
  let decimals = 0;
  let isZero = true;
  let point = -1;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === POINT && point < 0) {
      point = at;
      continue;
    }
    if (byte < 0x30 || byte > 0x39) return undefined;
    digits += 1;
    if (byte !== 0x30) isZero = false;
    if (point < 0) wholeDigits += wholeDigits > 0 || byte !== 0x30 ? 1 : 0;
    else if (byte !== 0x30) decimals = at - point;
  }
  if (digits === 0) return undefined;
  written.isNegative = sign === MINUS && !isZero;
  written.wholeDigits = wholeDigits;
  written.decimals = decimals;
  return written;
}

/**
 * The value of a number for comparison: equal amounts are equal however they are written.
 * @returns NaN when the range holds no number
 */
export function readAmount(bytes: Buffer, start: number, end: number): number {
  const parts = scanNumber(bytes, start, end);
  if (!parts) return NaN;
  if (end - start > EXACT_DIGITS) return Number(bytes.toString('latin1', start, end));
  let value = 0;
  let scale = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === POINT) scale = 1;
    else if (byte >= 0x30) {
      value = value * 10 + byte - 0x30;
      scale *= 10;
    }
  }
  const size = scale > 1 ? value / scale : value;
  return parts.isNegative ? -size : size;
}
