/**
 * `row_data` of an error: the row as uploaded, cell by column of the file. Cells behind the last column are in
 * `_extra`; a row that has no cells, because its quotes or its length are wrong, is one text in `_raw`.
 */
export type RowData = Record<string, string | string[]>;

/** Cells in the order of the header; a row that is too short lacks some. */
export function rowDataOf(header: readonly string[], cells: readonly string[]): RowData {
  const data: RowData = {};
  const count = Math.min(header.length, cells.length);
  for (let at = 0; at < count; at++) data[header[at] as string] = cells[at] as string;
  if (cells.length > header.length) data['_extra'] = cells.slice(header.length);
  return data;
}

/** @param raw the row as it stands in the file */
export function brokenRowData(raw: string): RowData {
  return { _raw: raw };
}

/**
 * The cells again, one for each column and those behind the last; a row without cells is one text in the first place.
 */
export function cellsOfRowData(header: readonly string[], data: RowData): string[] {
  const { _raw: raw, _extra: extra } = data;
  if (typeof raw === 'string' && !header.includes('_raw')) return [raw];
  const cells = header.map((name) => (typeof data[name] === 'string' ? data[name] : ''));
  return Array.isArray(extra) && !header.includes('_extra') ? [...cells, ...extra] : cells;
}
