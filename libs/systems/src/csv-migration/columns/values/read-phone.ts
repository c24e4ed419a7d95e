import { areDigits } from './digits';
import { invalid, type ValueFault } from './value-fault';

/** What people write between the digits. */
const BETWEEN = /[ \u00a0().\-/]+/g;
const MIN_DIGITS = 9;
/** As the columns say; and E.164 has no longer ones. */
const MAX_DIGITS = 15;

/** An Indonesian telephone number, stored as E.164: `0812-3456-7890` becomes `+6281234567890`. */
export function readPhone(label: string): (text: string) => string | ValueFault {
  return (text) => asPhone(text) ?? asPhone(text.replace(BETWEEN, '')) ?? invalid(label, text);
}

/** `08…`, `62…` or `+62…` in digits; a 0 after 62 is a mistake. */
function asPhone(text: string): string | undefined {
  const digits = text.startsWith('+') ? text.length - 1 : text.length;
  if (digits < MIN_DIGITS || digits > MAX_DIGITS) return undefined;
  const prefix = text.startsWith('08') ? 1 : text.startsWith('62') ? 2 : text.startsWith('+62') ? 3 : 0;
  if (prefix === 0 || text[prefix] === '0' || !areDigits(text, prefix)) return undefined;
  return text.length - prefix + 2 > MAX_DIGITS ? undefined : `+62${text.slice(prefix)}`;
}
