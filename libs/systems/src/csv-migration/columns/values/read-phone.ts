import { invalid, type ValueFault } from './value-fault';

/** What people write between the digits. */
const BETWEEN = /[ \u00a0().\-/]+/g;
/** `08…`, `62…` or `+62…`; a 0 after 62 is a mistake. */
const INDONESIAN = /^(?:0(?=8)|\+?62(?=[1-9]))(\d+)$/;
const PLUS = 0x2b;
const MIN_DIGITS = 9;
/** As the columns say; and E.164 has no longer ones. */
const MAX_DIGITS = 15;

/** An Indonesian telephone number, stored as E.164: `0812-3456-7890` becomes `+6281234567890`. */
export function readPhone(label: string): (text: string) => string | ValueFault {
  return (text) => {
    const match = INDONESIAN.exec(text) ?? INDONESIAN.exec(text.replace(BETWEEN, ''));
    if (!match) return invalid(label, text);
    const [written, rest] = match as unknown as [string, string];
    const digits = written.charCodeAt(0) === PLUS ? written.length - 1 : written.length;
    const isLong = digits > MAX_DIGITS || rest.length + 2 > MAX_DIGITS;
    return digits < MIN_DIGITS || isLong ? invalid(label, text) : `+62${rest}`;
  };
}
