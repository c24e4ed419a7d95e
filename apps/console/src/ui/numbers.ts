import { currentLanguage } from '../app/languages';

/** 12345 as `12,345` or `12.345`. */
export function formatNumber(value: number): string {
  return value.toLocaleString(currentLanguage());
}

/** Money, to the hundredth: 12345.5 as `12,345.50`. */
export function formatAmount(value: number): string {
  return value.toLocaleString(currentLanguage(), { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** 3500000 bytes as `3.3 MiB`. */
export function formatBytes(bytes: number): string {
  const step = Math.min(STEPS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const value = bytes / 1024 ** step;
  return `${value.toLocaleString(currentLanguage(), { maximumFractionDigits: step === 0 ? 0 : 1 })} ${STEPS[step]}`;
}

/** 125 seconds as `2:05`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** A moment, in the reader's own time zone. */
export function formatTime(moment: string | Date): string {
  return new Date(moment).toLocaleString(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
}

const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `3 minutes ago`. */
export function formatAge(moment: string): string {
  const seconds = (Date.now() - Date.parse(moment)) / 1000;
  const format = new Intl.RelativeTimeFormat(currentLanguage(), { numeric: 'auto' });
  for (const [unit, length] of AGES) {
    if (seconds >= length) return format.format(-Math.floor(seconds / length), unit);
  }
  return format.format(0, 'minute');
}
