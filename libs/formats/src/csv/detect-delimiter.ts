import { DELIMITERS, type Delimiter } from './csv-classes';
import { CsvCursor } from './csv-cursor';
import { CsvWindow } from './csv-window';
import { utf8MarkLength } from '../charset';

/** Rows that are looked at. */
const SAMPLE_ROWS = 100;
const MAX_ROW_BYTES = 1024 * 1024;

/**
 * Finds the delimiter by which the first rows have the same number of fields as the header, the more the better.
 * @param sample bytes from the beginning of a file, such as 64 KiB; its last row may be cut
 * @returns undefined when there is but one column, whatever the delimiter
 */
export function detectDelimiter(sample: Buffer): Delimiter | undefined {
  let best: Delimiter | undefined;
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const score = scoreOf(fieldCounts(sample, delimiter));
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** The share of rows that look like the header, times the delimiters in it. */
function scoreOf([header = 0, ...rows]: readonly number[]): number {
  const alike = rows.filter((count) => count === header).length;
  return ((1 + alike) / (1 + rows.length)) * Math.max(0, header - 1);
}

/** Of rows that are not blank; broken ones have none. */
function fieldCounts(sample: Buffer, delimiter: Delimiter): number[] {
  const window = new CsvWindow(sample.length, 0);
  window.fill(sample, 0);
  const shape = { delimiter, columns: undefined, maxRowBytes: MAX_ROW_BYTES };
  const cursor = new CsvCursor(window, shape, 0);
  cursor.skip(utf8MarkLength(sample));
  cursor.open(true);
  const counts: number[] = [];
  while (counts.length < SAMPLE_ROWS && cursor.next()) {
    const isCut = counts.length > 0 && cursor.rawEnd === sample.length;
    if (cursor.kind !== 'blank' && !isCut) counts.push(cursor.fieldCount);
  }
  return counts;
}
