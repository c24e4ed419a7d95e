import { type Job, type RowError } from './jobs';

/** A row that was left out: its cells as they were, and which of them are wrong. */
export interface FailedRow {
  rowNumber: number;
  cells: Record<string, string>;
  problems: { column: string; value: string; message: string }[];
}

/** The rows of a page of errors, those alone of which every fault is about a column that can be changed. */
export function failedRowsOf({ metadata }: Job, errors: RowError[]): FailedRow[] {
  const columnOf = new Map(Object.entries(metadata.columnMapping).map(([column, field]) => [field, column]));
  const rows = new Map<number, FailedRow>();
  const beyond = new Set<number>();
  for (const error of errors) {
    const cells = error.row_data as Record<string, string>;
    const row = rows.get(error.row_number) ?? { rowNumber: error.row_number, cells, problems: [] };
    const column = columnOf.get(error.field_name ?? '');
    if (column === undefined) beyond.add(error.row_number);
    else row.problems.push({ column, value: cells[column] ?? '', message: error.error_message });
    rows.set(error.row_number, row);
  }
  return [...rows.values()].filter(({ rowNumber }) => !beyond.has(rowNumber));
}

/** A CSV (RFC 4180) of rows with what was changed in them. */
export function correctedCsv(
  header: string[],
  rows: FailedRow[],
  changes: Record<number, Record<string, string>>,
): string {
  const lines = rows.map(({ rowNumber, cells }) =>
    header.map((column) => changes[rowNumber]?.[column] ?? cells[column] ?? ''),
  );
  return [header, ...lines].map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  return /[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
