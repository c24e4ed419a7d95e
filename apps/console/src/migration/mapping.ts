import { type ImportField } from './import-fields';

/** Field of the import → column of the file it is read from; a field that has none is left out. */
export type Mapping = Readonly<Record<string, string>>;

/** What the API guesses of a column. */
export interface Suggestion {
  csv_column: string;
  column: string | null;
  /** 0 to 1. */
  confidence: number;
}

/** @param columnMapping as the API has it: column of the file → field */
export function mappingFrom(columnMapping: Readonly<Record<string, string>>): Mapping {
  return Object.fromEntries(
    Object.entries(columnMapping).flatMap(([column, field]) => (field === '' ? [] : [[field, column]])),
  );
}

/** As the API takes it: every column, those that mean nothing with an empty field, so that none is guessed. */
export function columnMappingOf(columns: readonly string[], mapping: Mapping): Record<string, string> {
  const fields = new Map(Object.entries(mapping).map(([field, column]) => [column, field]));
  return Object.fromEntries(
    columns.filter((column) => !isReason(column)).map((column) => [column, fields.get(column) ?? '']),
  );
}

/** What the API guesses beyond what is mapped: fields that are free, columns that mean nothing yet. */
export function openSuggestions(mapping: Mapping, suggestions: readonly Suggestion[]): Suggestion[] {
  const used = new Set(Object.values(mapping));
  return suggestions.filter(
    ({ csv_column, column }) => column !== null && !(column in mapping) && !used.has(csv_column),
  );
}

/** A mapping with guesses followed. */
export function followed(mapping: Mapping, suggestions: readonly Suggestion[]): Mapping {
  return {
    ...mapping,
    ...Object.fromEntries(
      openSuggestions(mapping, suggestions).map(({ column, csv_column }) => [column, csv_column]),
    ),
  };
}

/** @param column undefined: the field has none any more */
export function withColumn(mapping: Mapping, field: string, column: string | undefined): Mapping {
  const rest = Object.entries(mapping).filter(([name]) => name !== field);
  return Object.fromEntries(column === undefined ? rest : [...rest, [field, column]]);
}

/** Fields that have to be there and have no column. */
export function missingFields(fields: readonly ImportField[], mapping: Mapping): ImportField[] {
  return fields.filter(({ name, isRequired }) => isRequired && mapping[name] === undefined);
}

/** Columns that two fields or more are read from: the API takes one for each. */
export function doubledColumns(mapping: Mapping): Set<string> {
  const columns = Object.values(mapping);
  return new Set(columns.filter((column, at) => columns.indexOf(column) !== at));
}

export function isSameMapping(one: Mapping, other: Mapping): boolean {
  const fields = Object.keys(one);
  return fields.length === Object.keys(other).length && fields.every((name) => one[name] === other[name]);
}

/** Columns in which the API told what was wrong: they are no data. */
export function isReason(column: string): boolean {
  return column === 'error_row_number' || column === 'error_reason';
}
