import { type Delimiter } from '..';

/** Line ends that a file may have. */
export type LineEnd = '\n' | '\r\n' | '\r';

export interface MadeUpCsv {
  random: () => number;
  delimiter: Delimiter;
  lineEnds: readonly LineEnd[];
  rows: number;
  columns: number;
}

const WORDS = 'สมชาย น้ำหนัก Budi é 0 -12.50 20250630 O’Neil ๑๒๓ (HN) a.b@c.id ก 5" 1;2 3,4 x|y'.split(' ');

/** Text of a CSV file: fields of all kinds, some rows with another number of fields, some of nothing. */
export function makeUpCsv({ random, delimiter, lineEnds, rows, columns }: MadeUpCsv): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const word = (): string => pick(WORDS).replaceAll(delimiter, '').replaceAll('"', '');
  const pad = (text: string): string =>
    random() < 0.2 ? `${pick(['', ' ', '  '])}${text}${pick(['', ' '])}` : text;
  const inQuotes = (): string => {
    const parts = Array.from({ length: Math.floor(random() * 4) }, () =>
      pick([word(), ' ', '""', delimiter, ...lineEnds, '""""', '']),
    );
    return pad(`"${parts.join('')}"`);
  };
  const field = (): string => {
    const kind = random();
    if (kind < 0.15) return pad('');
    return kind < 0.4 ? inQuotes() : pad(random() < 0.2 ? `${word()} ${word()}` : word());
  };
  const row = (): string => {
    const kind = random();
    if (kind < 0.03) return '';
    const count = kind < 0.1 ? 1 + Math.floor(random() * 2 * columns) : columns;
    return Array.from({ length: count }, field).join(delimiter);
  };
  const lines = Array.from({ length: rows }, () => row() + pick(lineEnds));
  return random() < 0.5 ? lines.join('') : lines.join('') + row();
}
