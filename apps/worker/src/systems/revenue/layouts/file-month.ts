import { type NameParts } from '@sluice/systems/revenue';
import { type Problem } from './problems';

/** A warning about a file whose name gives a month that no year has. */
export function monthWarning({ period }: NameParts): Problem | undefined {
  if (!period || (period.month >= 1 && period.month <= 12)) return undefined;
  const message = 'เดือนในชื่อไฟล์ต้องเป็น 01 ถึง 12';
  return { code: 'bad_file_month', message, isWarning: true };
}
