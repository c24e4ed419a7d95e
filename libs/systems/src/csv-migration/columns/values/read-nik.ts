import { areDigits } from './digits';
import { invalid, type ValueFault } from './value-fault';

const LENGTH = 16;
const BETWEEN = /[ \u00a0.-]/g;

/** The 16 digits of a Nomor Induk Kependudukan, undefined when the text has others; groups may stand apart. */
export function asNik(text: string): string | undefined {
  if (isNik(text)) return text;
  const dense = text.replace(BETWEEN, '');
  return isNik(dense) ? dense : undefined;
}

function isNik(text: string): boolean {
  return text.length === LENGTH && areDigits(text, 0);
}

export function readNik(label: string): (text: string) => string | ValueFault {
  return (text) => asNik(text) ?? invalid(label, text);
}

/** What digits 7–12 of a NIK tell: the birthday as DDMMYY, 40 added to the day of women. */
export interface NikBirth {
  /** DDMMYY as a number, without the 40. */
  date: number;
  isWoman: boolean;
}

/** @param nik 16 digits */
export function birthOfNik(nik: string): NikBirth {
  const digits = Number(nik.slice(6, 12));
  const isWoman = digits > 400_000;
  return { date: isWoman ? digits - 400_000 : digits, isWoman };
}
