import { type ImportType } from '../csv-migration.status';
import { columnsOf } from './column-tables';

/**
 * The template of an import as CSV: its header and a row that can be imported as it is, in the order package,
 * jamaah, payment. No name or example holds what CSV would have to quote.
 */
export function templateCsv(importType: ImportType): string {
  const columns = columnsOf(importType);
  return [columns.map((column) => column.name), columns.map((column) => column.example)]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');
}
