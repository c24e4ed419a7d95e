const DIGITS = 13;

/**
 * Thai citizen ids: 13 digits, "check = (11 − Σ d_i·(13−i) mod 11) mod 10" over the first twelve, counted
 * from 0.
 */
export function isCitizenId(bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== DIGITS) return false;
  let sum = 0;
  for (let i = 0; i < DIGITS; i++) {
    const digit = (bytes[start + i] as number) - 0x30;
    if (digit < 0 || digit > 9) return false;
    if (i === DIGITS - 1) return digit === (11 - (sum % 11)) % 10;
    sum += digit * (DIGITS - i);
  }
  return false;
}
