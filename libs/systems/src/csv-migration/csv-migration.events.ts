import { type SubjectState } from '@sluice/kernel/events';
import { hasEnded, STATUS_DISPLAY, type ErrorSummary, type ErrorType } from './csv-migration.status';
import { type MigrationJob } from './migration-job.entity';

/** What goes out to sockets, word for word as documented. */
export interface MigrationNotices {
  'migration:validated': {
    job_id: string;
    is_valid: boolean;
    total_rows: number;
    valid_rows: number;
    invalid_rows: number;
    /** The first ones. */
    errors: MigrationErrorNotice[];
    error_summary: ErrorSummary;
    can_proceed: boolean;
  };
  'migration:progress': { job_id: string; processed: number; total: number; progress_percentage: number };
  'migration:completed': {
    job_id: string;
    status: string;
    imported: number;
    failed: number;
    duration_seconds: number;
  };
  'migration:status': {
    job_id: string;
    status: string;
    status_display: string;
    error_message: string | null;
  };
}

export interface MigrationErrorNotice {
  row_number: number;
  field_name: string | null;
  error_type: ErrorType;
  error_message: string;
  received_value: string | null;
}

/** Whole percents, as this system prints them; 0 while nothing is known of the file. */
export function wholePercent(processed: number, total: number): number {
  return total === 0 ? 0 : Math.round((100 * processed) / total);
}

/** A job as its listeners see it. A validated one waits for its start: that is no end. */
export function migrationState(job: MigrationJob): SubjectState {
  return {
    version: job.version,
    isFinal: hasEnded(job.status),
    progress: {
      id: job.id,
      status: job.status,
      processed: job.validRows,
      failed: job.invalidRows,
      total: job.totalRows,
      progress_percentage: wholePercent(job.processedRows, job.totalRows),
      status_display: STATUS_DISPLAY[job.status],
      imported: job.importedRows,
      error_message: job.errorMessage,
    },
  };
}
