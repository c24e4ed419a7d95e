import { badFile } from './csv-migration.refusals';

/** More columns, or longer names, are no header that somebody wrote. */
const MAX_COLUMNS = 200;
const MAX_NAME = 200;

/** Columns that our report of failed rows puts in front; they are no data when it is uploaded again. */
export const REASON_COLUMNS = ['error_row_number', 'error_reason'] as const;

/**
 * Names by which columns can be told apart: blank ones are called by their place, `kolom_3`, and repeated ones are
 * counted, `nama_2`. The first of them keeps its name, so it is the one that is mapped.
 * @throws AppError 400 for what is no header
 */
export function uniqueNames(cells: readonly string[]): string[] {
  if (cells.length > MAX_COLUMNS) throw badFile(`Header memiliki lebih dari ${MAX_COLUMNS} kolom`);
  const taken = new Set<string>();
  return cells.map((cell, at) => {
    const name = nameOf(cell, at);
    const unique = taken.has(name) ? firstFree(name, taken) : name;
    taken.add(unique);
    return unique;
  });
}

function nameOf(cell: string, at: number): string {
  if (cell.length > MAX_NAME) throw badFile(`Nama kolom ke-${at + 1} terlalu panjang`);
  if (/[\u0000-\u001f\u007f\ufffd]/.test(cell.replace(/\r?\n|\t/g, ' '))) {
    throw badFile(`Nama kolom ke-${at + 1} tidak dapat dibaca`);
  }
  return cell.replace(/\s+/g, ' ').trim() || `kolom_${at + 1}`;
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  let count = 2;
  while (taken.has(`${name}_${count}`)) count++;
  return `${name}_${count}`;
}

/** Whether a column of a file is one of those in which we told what was wrong. */
export function isReasonColumn(name: string): boolean {
  return REASON_COLUMNS.some((reason) => reason === name);
}
