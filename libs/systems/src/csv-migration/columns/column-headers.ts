import { type MigrationColumn } from './column.notation';
import { columnsOf } from './column-tables';
import { IMPORT_TYPES } from '../csv-migration.status';
import { headerWords, normalizeHeader } from './header-names';

/** Everything a column is called, ready to be compared with headers. */
export interface ColumnHeaders {
  /** Its name, normalised. */
  name: string;
  /** Its label and synonyms, normalised. */
  synonyms: ReadonlySet<string>;
  /** All of these, normalised and by words. */
  all: readonly { normalized: string; words: readonly string[] }[];
}

const HEADERS = new Map<MigrationColumn, ColumnHeaders>(
  IMPORT_TYPES.flatMap((importType) => columnsOf(importType)).map((column) => [column, prepare(column)]),
);

/** @param column one of the tables' */
export function headersOf(column: MigrationColumn): ColumnHeaders {
  return HEADERS.get(column) as ColumnHeaders;
}

function prepare({ name, label, synonyms }: MigrationColumn): ColumnHeaders {
  const all = [name, label, ...synonyms].map((header) => ({
    normalized: normalizeHeader(header),
    words: headerWords(header),
  }));
  return {
    name: normalizeHeader(name),
    synonyms: new Set(all.slice(1).map((header) => header.normalized)),
    all,
  };
}
