import { csvLine } from '@sluice/formats/csv';
import { type Database, rows } from '@sluice/kernel/db';
import { cellsOfRowData, type MigrationJob, type RowData } from '@sluice/systems/csv-migration';
import { type PageLimit } from '../../http/paging';
import { toSeconds } from '../../http/timestamps';
import { isReasonColumn, REASON_COLUMNS } from './header-cells';

/** Rows in memory at once, however many there are. */
const PAGE_ROWS = 1_000;
/** Of rows as uploaded fewer: a cell may have a mebibyte. */
const PAGE_FAILED_ROWS = 100;

interface ErrorLine {
  row_number: number;
  error_type: string;
  field_name: string | null;
  error_message: string;
  received_value: string | null;
}

/** A line for each error, or each warning, in the order of the rows; in pages as they are asked for. */
export async function* errorLines(
  db: Database,
  { id }: MigrationJob,
  isWarning: boolean,
): AsyncGenerator<string> {
  yield csvLine(['row_number', 'error_type', 'field_name', 'error_message', 'received_value']);
  let last: [rowNumber: number, id: string] = [-1, '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const page = await rows<ErrorLine & { id: string }>(
      db,
      `SELECT id, row_number, error_type, field_name, error_message, received_value FROM migration_errors
       WHERE migration_job_id = $1 AND is_warning = $2 AND (row_number, id) > ($3, $4)
       ORDER BY row_number, id LIMIT ${PAGE_ROWS}`,
      [id, isWarning, ...last],
    );
    yield page.map(errorLine).join('');
    const end = page.at(-1);
    if (page.length < PAGE_ROWS || !end) return;
    last = [end.row_number, end.id];
  }
}

function errorLine(error: ErrorLine): string {
  const { row_number, error_type, field_name, error_message, received_value } = error;
  return csvLine([row_number, error_type, field_name, error_message, received_value]);
}

/**
 * The rows that were left out, as uploaded, ready to be corrected: in front of each why. The reasons stand first, so
 * that a row with too many cells keeps them in their places.
 */
export async function* failedRowLines(db: Database, { id, header }: MigrationJob): AsyncGenerator<string> {
  const isData = header.map((name) => !isReasonColumn(name));
  yield csvLine([...REASON_COLUMNS, ...header.filter((_, at) => isData[at])]);
  let last = -1;
  for (;;) {
    const page = await rows<{ row_number: number; reason: string; row_data: RowData }>(
      db,
      `SELECT row_number, string_agg(error_message, '; ' ORDER BY id) AS reason, (array_agg(row_data ORDER BY id))[1] AS row_data
       FROM migration_errors WHERE migration_job_id = $1 AND row_number > $2 AND NOT is_warning
       GROUP BY row_number ORDER BY row_number LIMIT ${PAGE_FAILED_ROWS}`,
      [id, last],
    );
    yield page
      .map(({ row_number: rowNumber, reason, row_data: data }) => {
        const cells = cellsOfRowData(header, data).filter((_, at) => isData[at] ?? true);
        return csvLine([rowNumber, reason, ...cells.map(withoutDash)]);
      })
      .join('');
    const end = page.at(-1);
    if (page.length < PAGE_FAILED_ROWS || !end) return;
    last = end.row_number;
  }
}

/** A dash alone says nothing, and would become text by being defused. */
function withoutDash(cell: string): string {
  return cell.trim() === '-' ? '' : cell;
}

/** A page of errors in the document's model of them. */
export async function pageOfErrors(
  db: Database,
  { id }: MigrationJob,
  isWarning: boolean,
  { page, limit }: PageLimit,
): Promise<{ total: number; errors: object[] }> {
  const [counted] = await rows<{ total: number }>(
    db,
    'SELECT count(*)::int AS total FROM migration_errors WHERE migration_job_id = $1 AND is_warning = $2',
    [id, isWarning],
  );
  const errors = await rows<{ created_at: Date }>(
    db,
    `SELECT id, migration_job_id, row_number, error_type, field_name, error_message, expected_format,
       received_value, row_data, created_at, is_warning
     FROM migration_errors WHERE migration_job_id = $1 AND is_warning = $2
     ORDER BY row_number, id LIMIT $3 OFFSET $4`,
    [id, isWarning, limit, (page - 1) * limit],
  );
  return {
    total: counted?.total ?? 0,
    errors: errors.map((error) => ({ ...error, created_at: toSeconds(error.created_at) })),
  };
}
