import { type ImportType } from '../csv-migration.status';
import { type MigrationColumn } from './column.notation';
import { columnsOf } from './column-tables';
import { headerWords, normalizeHeader } from './header-names';
import { isSynonym } from './map-header';
import { cellText, readerOf, type ReadValue } from './values';

/** What a column of a file seems to mean. */
export interface MappingSuggestion {
  csv_column: string;
  /** Null when nothing is likely enough. */
  column: string | null;
  /** 1 for the very name, 0 for nothing; two decimals. */
  confidence: number;
}

const NAME = 1;
const SYNONYM = 0.95;
/** Likeness of names counts less than a known name does. */
const ALIKE = 0.85;
/** What values alone can say, where their form is of one kind only. */
const VALUES_ALONE = 0.7;
const WORTH_SAYING = 0.5;
const TELLING_KINDS: readonly string[] = ['email', 'phone', 'nik'];

/**
 * Guesses what the columns of a file mean, each column of the import at most once: by name, by synonym, by likeness
 * of names, and by values, which can speak for a column (an e-mail is one whatever its header) or against it.
 * @param sampleRows the first rows of the file, cells in the order of the header
 */
export function suggestMapping(
  importType: ImportType,
  header: readonly string[],
  sampleRows: readonly (readonly string[])[],
): MappingSuggestion[] {
  const candidates = columnsOf(importType).flatMap((column, order) => {
    const read = readerOf(column, { today: '9999-12-31' });
    return header.map((cell, index) => ({
      column: column.name,
      order,
      index,
      score: scoreOf(column, cell, acceptedShare(read, sampleRows, index)),
    }));
  });
  candidates.sort((a, b) => b.score - a.score || a.order - b.order || a.index - b.index);
  const chosen = new Map<number, { column: string; score: number }>();
  const taken = new Set<string>();
  for (const { column, index, score } of candidates) {
    if (score < WORTH_SAYING || taken.has(column) || chosen.has(index)) continue;
    chosen.set(index, { column, score });
    taken.add(column);
  }
  return header.map((cell, index) => ({
    csv_column: cell,
    column: chosen.get(index)?.column ?? null,
    confidence: Math.round(100 * (chosen.get(index)?.score ?? 0)) / 100,
  }));
}

/** Share of the values that the column would take; undefined when there are none. */
function acceptedShare(
  read: ReadValue,
  sampleRows: readonly (readonly string[])[],
  index: number,
): number | undefined {
  const texts = sampleRows.map((row) => cellText(row[index] ?? '')).filter((text) => text !== null);
  if (texts.length === 0) return undefined;
  return texts.filter((text) => typeof read(text, '') === 'string').length / texts.length;
}

function scoreOf(column: MigrationColumn, cell: string, share: number | undefined): number {
  const name = normalizeHeader(cell);
  if (name !== '' && name === normalizeHeader(column.name)) return NAME;
  if (isSynonym(column, cell)) return SYNONYM;
  const alike = ALIKE * likeness(column, cell);
  if (share === undefined) return alike;
  if (share === 1 && TELLING_KINDS.includes(column.type.kind))
    return Math.max(alike, VALUES_ALONE + alike / 10);
  return alike * (0.5 + share / 2);
}

/** How much a header is like the best of a column's names, from 0 to 1. */
function likeness(column: MigrationColumn, cell: string): number {
  const written = normalizeHeader(cell);
  if (written === '') return 0;
  const words = headerWords(cell);
  return Math.max(
    ...[column.name, column.label, ...column.synonyms].map((name) =>
      Math.max(editLikeness(written, normalizeHeader(name)), wordLikeness(words, headerWords(name))),
    ),
  );
}

/** 1 minus the edits (Levenshtein) from one to the other per letter of the longer one. */
function editLikeness(one: string, other: string): number {
  const longer = Math.max(one.length, other.length);
  // Very short names are alike by chance.
  if (Math.min(one.length, other.length) < 3 || longer > 60) return 0;
  let previous = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let at = 1; at <= other.length; at++) {
      const replaced = (previous[at - 1] as number) + (one[row - 1] === other[at - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[at] as number) + 1, (current[at - 1] as number) + 1));
    }
    previous = current;
  }
  return 1 - (previous[other.length] as number) / longer;
}

/** Words in common, per word of both (Dice). */
function wordLikeness(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return 0;
  const shared = one.filter((word) => other.includes(word)).length;
  return (2 * shared) / (one.length + other.length);
}
