import { type ImportType } from '../csv-migration.status';
import { type MigrationColumn } from './column.notation';
import { columnsOf } from './column-tables';
import { headerWords, normalizeHeader } from './header-names';
import { type ComparedHeader, likeness } from './likeness';
import { mappingOf } from './map-header';
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
const TELLING_KINDS: readonly string[] = ['email', 'phone', 'nik'];
const WORTH_SAYING = 0.5;
/** Columns of a file that are guessed at; whoever has more of unknown names has something else in hand. */
const MOST_GUESSES = 50;

interface Guess {
  index: number;
  column: string;
  score: number;
}

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
  const { mapping } = mappingOf(importType, header);
  const known = new Set(Object.values(mapping));
  const open = columnsOf(importType).filter((column) => !known.has(column.name));
  const free = [...header.keys()].filter((index) => !Object.hasOwn(mapping, header[index] as string));
  const guessed = bestGuesses(guessesAt(open, header, free.slice(0, MOST_GUESSES), sampleRows));
  return header.map((cell, index) => {
    const name = Object.hasOwn(mapping, cell) ? (mapping[cell] as string) : undefined;
    if (name !== undefined) return { csv_column: cell, column: name, confidence: certainty(name, cell) };
    const guess = guessed.get(index);
    return {
      csv_column: cell,
      column: guess?.column ?? null,
      confidence: Math.round(100 * (guess?.score ?? 0)) / 100,
    };
  });
}

function certainty(name: string, cell: string): number {
  return normalizeHeader(name) === normalizeHeader(cell) ? NAME : SYNONYM;
}

/** Every guess worth saying, in the order of the schema. */
function guessesAt(
  columns: readonly MigrationColumn[],
  header: readonly string[],
  indexes: readonly number[],
  sampleRows: readonly (readonly string[])[],
): Guess[] {
  const compared = indexes.map((index) => {
    const cell = header[index] as string;
    return { index, header: { normalized: normalizeHeader(cell), words: headerWords(cell) } };
  });
  return columns.flatMap((column) => {
    const read = readerOf(column, { today: '9999-12-31' });
    return compared
      .map(({ index, header }) => ({
        index,
        column: column.name,
        score: scoreOf(column, header, acceptedShare(read, sampleRows, index)),
      }))
      .filter((guess) => guess.score >= WORTH_SAYING);
  });
}

/** The best first; each column of either side once. */
function bestGuesses(guesses: Guess[]): Map<number, Guess> {
  const chosen = new Map<number, Guess>();
  const taken = new Set<string>();
  for (const guess of guesses.sort((a, b) => b.score - a.score)) {
    if (taken.has(guess.column) || chosen.has(guess.index)) continue;
    chosen.set(guess.index, guess);
    taken.add(guess.column);
  }
  return chosen;
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

function scoreOf(column: MigrationColumn, header: ComparedHeader, share: number | undefined): number {
  const alike = ALIKE * likeness(column, header);
  if (share === undefined) return alike;
  if (share === 1 && TELLING_KINDS.includes(column.type.kind))
    return Math.max(alike, VALUES_ALONE + alike / 10);
  return alike * (0.5 + share / 2);
}
