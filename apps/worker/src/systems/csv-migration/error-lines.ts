import { type ErrorSummary, type RowData } from '@sluice/systems/csv-migration';
import { newRowId } from '../../copy/row-ids';
import { type ChunkPool } from '../../copy/copy-chunks';
import { copyLine } from '../../copy/copy-text';
import { RowBytes } from '../../copy/row-bytes';
import { type Finding } from './row-faults';

export const COPY_ERRORS = `COPY migration_errors (id, migration_job_id, row_number, is_warning, error_type, field_name,
  error_message, expected_format, received_value, row_data) FROM STDIN`;

/** A longer row is kept with its first finding only: a cell may have a mebibyte, and a row an error in each cell. */
const MAX_REPEATED_DATA = 16 * 1024;

/** What was found in rows, as rows of `migration_errors`. */
export class ErrorLines {
  readonly lines: RowBytes;
  /** Errors by their type; warnings are none. */
  readonly summary: ErrorSummary = {
    missing_required: 0,
    invalid_format: 0,
    duplicate: 0,
    constraint_violation: 0,
  };
  warnings = 0;

  constructor(
    private readonly jobId: string,
    pool: ChunkPool,
  ) {
    this.lines = new RowBytes(pool);
  }

  /** Writes down all that was found in a row. */
  add(rowNumber: number, data: RowData, errors: readonly Finding[], warnings: readonly Finding[] = []): void {
    let json = JSON.stringify(data);
    const write = (finding: Finding, isWarning: boolean): void => {
      this.write(rowNumber, json, finding, isWarning);
      if (json.length > MAX_REPEATED_DATA) json = '{}';
    };
    for (const error of errors) {
      write(error, false);
      this.summary[error.type]++;
    }
    for (const warning of warnings) write(warning, true);
    this.warnings += warnings.length;
  }

  private write(rowNumber: number, json: string, finding: Finding, isWarning: boolean): void {
    const { type, field, message, expected, value } = finding;
    this.lines.addText(
      copyLine([
        newRowId(),
        this.jobId,
        String(rowNumber),
        isWarning ? 't' : 'f',
        type,
        field,
        message,
        expected,
        value,
        json,
      ]),
    );
  }
}
