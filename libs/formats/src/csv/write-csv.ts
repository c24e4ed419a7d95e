/**
 * What a spreadsheet would run as a formula, control characters and full-width signs included; also behind U+FEFF,
 * which is no text but a byte order mark where the cell is the first of a file.
 */
const FORMULA = /^\uFEFF*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** Numbers and phone numbers begin with a sign, too, and do no harm. */
const NUMBER = /^[+-]?[0-9][0-9 ().,/-]*$/;

/**
 * One line of CSV by RFC 4180, its CRLF included: null is an empty cell, cells are quoted when they must be.
 * Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are left alone.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
