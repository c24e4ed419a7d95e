import { type Language } from './language';

/** How a language writes numbers and times; digits are Latin everywhere, Thai years those of its era. */
const LOCALES: Record<Language, string> = { en: 'en-GB', th: 'th-TH-u-nu-latn', id: 'id-ID' };

const UNITS: Record<Language, { hours: string; minutes: string; seconds: string }> = {
  en: { hours: 'h', minutes: 'min', seconds: 's' },
  th: { hours: 'ชม.', minutes: 'นาที', seconds: 'วินาที' },
  id: { hours: 'jam', minutes: 'mnt', seconds: 'dtk' },
};

/** Numbers, times and sizes as a language writes them. */
export interface Formats {
  number(value: number): string;
  /** Two digits behind the point. */
  money(value: number): string;
  /** A part of a whole; of nothing, nothing. */
  share(part: number, whole: number): string;
  /** Day and time in UTC, which is said. */
  time(date: Date): string;
  /** The time of the day alone. */
  clock(date: Date): string;
  /** Day and time without seconds, for axes that are longer than a day. */
  day(date: Date): string;
  duration(ms: number): string;
  bytes(count: number): string;
}

/** Formats of a language. */
export function formatsOf(language: Language): Formats {
  const locale = LOCALES[language];
  const utc = { timeZone: 'UTC', hourCycle: 'h23' } as const;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const date = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  const times = new Intl.DateTimeFormat(locale, { ...utc, ...date });
  const clocks = new Intl.DateTimeFormat('en-GB', { ...utc, ...clock });
  const days = new Intl.DateTimeFormat(locale, { ...utc, day: 'numeric', month: 'short' });
  return {
    number: (value) => number.format(value),
    money: (value) => money.format(value),
    share: (part, whole) => (whole === 0 ? '–' : `${number.format((100 * part) / whole)} %`),
    time: (at) => `${times.format(at)}, ${clocks.format(at)} UTC`,
    clock: (at) => clocks.format(at),
    day: (at) => `${days.format(at)} ${clocks.format(at).slice(0, 5)}`,
    duration: (ms) => durationText(ms, number, UNITS[language]),
    bytes: (count) => bytesText(count, number),
  };
}

function durationText(ms: number, number: Intl.NumberFormat, units: (typeof UNITS)[Language]): string {
  if (ms < 60_000) return `${number.format(Math.max(0, ms) / 1_000)} ${units.seconds}`;
  const seconds = Math.round(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  if (hours > 0) return `${number.format(hours)} ${units.hours} ${minutes} ${units.minutes}`;
  return `${minutes} ${units.minutes} ${seconds % 60} ${units.seconds}`;
}

function bytesText(count: number, number: Intl.NumberFormat): string {
  const names = ['B', 'KiB', 'MiB', 'GiB'];
  let [value, at] = [count, 0];
  for (; value >= 1_024 && at < names.length - 1; at++) value /= 1_024;
  return `${number.format(value)} ${names[at]}`;
}
