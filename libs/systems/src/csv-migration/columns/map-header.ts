import { type ImportType } from '../csv-migration.status';
import { type MigrationColumn } from './column.notation';
import { columnsOf, requiredColumns } from './column-tables';
import { headersOf } from './column-headers';
import { normalizeHeader } from './header-names';

/** Column of the file → column of the import, as far as columns have found each other. */
export type ColumnMapping = Record<string, string>;

export interface HeaderMapping {
  mapping: ColumnMapping;
  /** Required columns that no column of the file means, in the order of the schema. */
  missing: string[];
  /** Columns of the file that mean nothing here; their cells are left alone. */
  unmapped: string[];
  /** What was given and cannot be followed; all empty when nothing was given. */
  refused: RefusedMapping;
}

export interface RefusedMapping {
  /** Given for a column that the file does not have. */
  unknownHeaders: string[];
  /** Given as a column that the import does not have. */
  unknownColumns: string[];
  /** Columns of the import that more than one column of the file was given for. */
  doubled: string[];
}

/**
 * Finds which column of a file means which of the import: as given first, then by exact name, then by name or
 * synonym however written; of several that would do, the first in the file.
 * @param header unlike cells: whoever read the file has told doubles apart
 * @param given column of the file → column of the import; an empty text says that the column means nothing
 */
export function mappingOf(
  importType: ImportType,
  header: readonly string[],
  given: Readonly<Record<string, string>> = {},
): HeaderMapping {
  const asked = followGiven(importType, header, given);
  const taken = new Map(asked.mapping);
  const names = new Set(taken.values());
  const free = header
    .filter((cell) => !taken.has(cell) && !asked.ignored.has(cell))
    .map((cell) => ({ cell, normalized: normalizeHeader(cell) }));
  for (const isMeant of WAYS)
    for (const column of columnsOf(importType)) {
      if (names.has(column.name)) continue;
      const found = free.find(
        ({ cell, normalized }) => !taken.has(cell) && isMeant(column, cell, normalized),
      );
      if (!found) continue;
      taken.set(found.cell, column.name);
      names.add(column.name);
    }
  const mapping = Object.fromEntries(
    header.flatMap((cell) => {
      const name = taken.get(cell);
      return name === undefined ? [] : [[cell, name]];
    }),
  );
  const found = new Set(Object.values(mapping));
  return {
    mapping,
    missing: requiredColumns(importType).filter((name) => !found.has(name)),
    unmapped: header.filter((cell) => !taken.has(cell)),
    refused: asked.refused,
  };
}

type IsMeant = (column: MigrationColumn, cell: string, normalized: string) => boolean;

/** The surest first. */
const WAYS: readonly IsMeant[] = [
  (column, cell) => column.name === cell,
  (column, _cell, normalized) => headersOf(column).name === normalized,
  (column, _cell, normalized) => headersOf(column).synonyms.has(normalized),
];

interface FollowedMapping {
  mapping: Map<string, string>;
  ignored: Set<string>;
  refused: RefusedMapping;
}

function followGiven(
  importType: ImportType,
  header: readonly string[],
  given: Readonly<Record<string, string>>,
): FollowedMapping {
  const names = new Set(columnsOf(importType).map((column) => column.name));
  const mapping = new Map<string, string>();
  const mapped = new Set<string>();
  const ignored = new Set<string>();
  const refused: RefusedMapping = { unknownHeaders: [], unknownColumns: [], doubled: [] };
  for (const [askedCell, askedName] of Object.entries(given)) {
    const cell = findCell(header, askedCell);
    const name = askedName.trim();
    if (cell === undefined) refused.unknownHeaders.push(askedCell);
    else if (name === '') ignored.add(cell);
    else if (!names.has(name)) refused.unknownColumns.push(name);
    else if (mapped.has(name)) refused.doubled.push(name);
    else {
      mapping.set(cell, name);
      mapped.add(name);
    }
  }
  return { mapping, ignored, refused };
}

/** A cell as it stands in the file, or the only one that differs just in how it is written. */
function findCell(header: readonly string[], asked: string): string | undefined {
  if (header.includes(asked)) return asked;
  const name = normalizeHeader(asked);
  return header.find((cell) => normalizeHeader(cell) === name);
}
