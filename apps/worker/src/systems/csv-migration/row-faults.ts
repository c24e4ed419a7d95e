import { type CsvFault, type CsvRow } from '@sluice/formats/csv';
import { type ErrorType } from '@sluice/systems/csv-migration';

/** What is wrong with a row, ready to be written down. */
export interface Finding {
  type: ErrorType;
  /** Column of the import; null when it is about the row. */
  field: string | null;
  /** In Indonesian, as `expected`. */
  message: string;
  expected: string | null;
  /** As uploaded; null when there was nothing. */
  value: string | null;
}

const BROKEN: Readonly<Record<CsvFault, string>> = {
  unclosed_quote: 'Tanda kutip pada baris ini tidak ditutup',
  text_after_quote: 'Ada teks setelah tanda kutip penutup',
  row_too_long: 'Baris terlalu panjang (maksimal 1 MiB)',
  too_many_fields: 'Baris memiliki terlalu banyak kolom',
};

/**
 * Why a row is none of this file, undefined when it is one. Blank cells behind the last column come of a delimiter at
 * the end of each line, and do no harm.
 */
export function structureFault(row: CsvRow, columns: number, mayHaveNul: boolean): Finding | undefined {
  if (row.kind === 'broken') return invalidRow(BROKEN[row.fault ?? 'unclosed_quote'], null);
  if (row.kind === 'ragged' && !hasBlankRest(row, columns)) {
    const found = `${row.fieldCount} dari ${columns}`;
    return invalidRow(`Jumlah kolom tidak sesuai: ${found}`, `${columns} kolom`);
  }
  if (mayHaveNul && row.bytes.subarray(row.rawStart, row.rawEnd).includes(0)) {
    return invalidRow('Baris berisi karakter NUL', null);
  }
  return undefined;
}

export function undecodable(encoding: string): Finding {
  return invalidRow(`Baris berisi karakter yang tidak dapat dibaca sebagai ${encoding}`, null);
}

function invalidRow(message: string, expected: string | null): Finding {
  return { type: 'invalid_format', field: null, message, expected, value: null };
}

function hasBlankRest({ fieldCount, starts, ends }: CsvRow, columns: number): boolean {
  if (fieldCount < columns) return false;
  for (let field = columns; field < fieldCount; field++) if (starts[field]! < ends[field]!) return false;
  return true;
}
