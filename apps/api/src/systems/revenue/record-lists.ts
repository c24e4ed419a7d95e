import { type Database, rows } from '@sluice/kernel/db';
import { type FileColumn, type RevenueFile } from '@sluice/systems/revenue';
import { type PageLimit } from '../../http/paging';
import { type RecordsQuery } from './revenue.schemas';

/** What is wrong in a record, as answers say it. */
export interface RowError {
  rowNumber: number;
  column: string | null;
  code: string;
  message: string;
  value: string | null;
  severity: 'error' | 'warning';
}

type CellValue = string | number | boolean | null;

/** A record as answers show it. */
export interface PresentedRecord {
  rowNumber: number;
  isValid: boolean;
  data: Record<string, CellValue>;
  errors: Omit<RowError, 'rowNumber'>[];
}

export const ROW_ERROR_COLUMNS = `row_number AS "rowNumber", column_name AS "column", code, message, value,
  CASE WHEN is_warning THEN 'warning' ELSE 'error' END AS severity`;

/** DBF types whose values are numbers. */
const NUMBER_TYPES = ['N', 'F', 'I', 'B', 'Y', 'O', '+'];

/** A page of a file's records with what is wrong in each. How many there are is known without counting. */
export async function pageOfRecords(
  db: Database,
  file: RevenueFile,
  { page, limit, valid }: RecordsQuery,
): Promise<{ total: number; records: PresentedRecord[] }> {
  const found = await rows<{ row_number: number; is_valid: boolean; values: (string | null)[] }>(
    db,
    `SELECT row_number, is_valid, "values" FROM revenue_records
     WHERE file_id = $1 AND ($2::boolean IS NULL OR is_valid = $2)
     ORDER BY row_number LIMIT $3 OFFSET $4`,
    [file.id, valid ?? null, limit, (page - 1) * limit],
  );
  const numbers = found.map((record) => record.row_number);
  const errors = await rows<RowError>(
    db,
    `SELECT ${ROW_ERROR_COLUMNS} FROM revenue_record_errors WHERE file_id = $1 AND row_number = ANY($2)
     ORDER BY row_number, column_name, code`,
    [file.id, numbers],
  );
  const columns = file.columns ?? [];
  const records = found.map(({ row_number: rowNumber, is_valid: isValid, values }) => {
    const own = errors.filter((error) => error.rowNumber === rowNumber);
    return {
      rowNumber,
      isValid,
      data: dataOf(columns, values),
      errors: own.map(({ rowNumber: _, ...error }) => error),
    };
  });
  return { total: countOf(file, valid), records };
}

function countOf({ validRecords, invalidRecords }: RevenueFile, valid: boolean | undefined): number {
  if (valid === undefined) return validRecords + invalidRecords;
  return valid ? validRecords : invalidRecords;
}

function dataOf(columns: FileColumn[], values: (string | null)[]): Record<string, CellValue> {
  return Object.fromEntries(columns.map(({ name, type }, at) => [name, valueOf(type, values[at] ?? null)]));
}

/** The stored text in the type that its column declares; text again where a number would lose digits. */
function valueOf(type: string, text: string | null): CellValue {
  if (text === null) return null;
  if (type === 'L' && (text === 'true' || text === 'false')) return text === 'true';
  if (!NUMBER_TYPES.includes(type) || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return text;
  // A double holds any 15 significant digits: IEEE 754.
  const digits = text
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  const number = Number(text);
  return digits.length <= 15 && Number.isFinite(number) ? number : text;
}

/** A page of what is wrong in a file's records, by row. */
export async function pageOfErrors(
  db: Database,
  { id }: RevenueFile,
  { page, limit }: PageLimit,
): Promise<{ total: number; errors: RowError[] }> {
  const [counted] = await rows<{ total: number }>(
    db,
    'SELECT count(*)::int AS total FROM revenue_record_errors WHERE file_id = $1',
    [id],
  );
  const errors = await rows<RowError>(
    db,
    `SELECT ${ROW_ERROR_COLUMNS} FROM revenue_record_errors WHERE file_id = $1
     ORDER BY row_number, column_name, code, message LIMIT $2 OFFSET $3`,
    [id, limit, (page - 1) * limit],
  );
  return { total: counted?.total ?? 0, errors };
}
