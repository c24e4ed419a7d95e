import {
  type ErrorSummary,
  hasEnded,
  isRunning,
  type MigrationJob,
  STATUS_DISPLAY,
  wholePercent,
} from '@sluice/systems/csv-migration';
import { toSeconds } from '../../http/timestamps';

/** A job and what came of its failed rows since, in jobs of their own. */
export interface ShownJob {
  job: MigrationJob;
  /** Rows that jobs made from its failed rows have brought in. */
  recoveredRows: number;
}

export function jobPath(id: string): string {
  return `/api/v1/onboarding/migration/${id}`;
}

/** `GET /:id/status`: the printed fields, ours behind them. */
export function presentStatus(shown: ShownJob) {
  const { job } = shown;
  const { error_message, ...printed } = printedFields(shown);
  return {
    ...printed,
    created_at: toSeconds(job.createdAt),
    updated_at: toSeconds(job.updatedAt),
    error_message,
    ...ownFields(shown),
  };
}

/** `GET /:id`: the document's model of a job, our fields behind it. */
export function presentJob(shown: ShownJob) {
  const { job } = shown;
  const { id, tenant_id, user_id, import_type, file_name, file_size, status, ...rest } = printedFields(shown);
  const { started_at, completed_at, error_report_url, error_message, ...counts } = rest;
  return {
    id,
    tenant_id,
    user_id,
    import_type,
    file_name,
    file_url: `${jobPath(id)}/file`,
    file_size,
    status,
    ...counts,
    error_report_url,
    error_message,
    started_at,
    completed_at,
    metadata: metadataOf(job),
    created_at: toSeconds(job.createdAt),
    updated_at: toSeconds(job.updatedAt),
    ...ownFields(shown),
    columns: job.header,
    rollback_summary: job.rollbackSummary,
  };
}

/** One of `GET /`. */
export function presentListed(shown: ShownJob) {
  const { job } = shown;
  const { valid_rows, invalid_rows } = countsOf(shown);
  return {
    id: job.id,
    import_type: job.importType,
    file_name: job.fileName,
    status: job.status,
    total_rows: job.totalRows,
    valid_rows,
    invalid_rows,
    created_at: toSeconds(job.createdAt),
    user_id: job.userId,
    file_size: job.fileSize,
    status_display: STATUS_DISPLAY[job.status],
    processed_rows: job.processedRows,
    imported_rows: job.importedRows + shown.recoveredRows,
    progress_percentage: wholePercent(job.processedRows, job.totalRows),
    error_message: job.errorMessage,
    parent_job_id: job.parentJobId,
    started_at: secondsOrNull(job.startedAt),
    completed_at: secondsOrNull(job.completedAt),
    updated_at: toSeconds(job.updatedAt),
  };
}

function printedFields(shown: ShownJob) {
  const { job } = shown;
  const { valid_rows, invalid_rows } = countsOf(shown);
  const hasReport = !isRunning(job.status) && job.invalidRows > 0;
  return {
    id: job.id,
    tenant_id: job.tenantId,
    user_id: job.userId,
    import_type: job.importType,
    file_name: job.fileName,
    file_size: job.fileSize,
    status: job.status,
    status_display: STATUS_DISPLAY[job.status],
    total_rows: job.totalRows,
    processed_rows: job.processedRows,
    valid_rows,
    invalid_rows,
    progress_percentage: wholePercent(job.processedRows, job.totalRows),
    error_report_url: hasReport ? `${jobPath(job.id)}/errors` : null,
    error_message: job.errorMessage,
    started_at: secondsOrNull(job.startedAt),
    completed_at: secondsOrNull(job.completedAt),
  };
}

function ownFields({ job, recoveredRows }: ShownJob) {
  return {
    imported_rows: job.importedRows + recoveredRows,
    recovered_rows: recoveredRows,
    warning_count: job.warningCount,
    validation: job.validation,
    parent_job_id: job.parentJobId,
    rollback_at: secondsOrNull(job.rollbackAt),
    cancelled_at: secondsOrNull(job.cancelledAt),
  };
}

/** Rows that came in corrected are valid rows of the whole import. */
export function countsOf({ job, recoveredRows }: ShownJob): { valid_rows: number; invalid_rows: number } {
  const recovered = hasEnded(job.status) ? Math.min(recoveredRows, job.invalidRows) : 0;
  return { valid_rows: job.validRows + recovered, invalid_rows: job.invalidRows - recovered };
}

function metadataOf(job: MigrationJob) {
  return {
    fileName: job.fileName,
    fileSize: job.fileSize,
    encoding: job.encoding,
    delimiter: job.delimiter,
    columnMapping: job.columnMapping,
    importType: job.importType,
    ...(job.errorSummary && { errorSummary: summaryOf(job.errorSummary) }),
    ...(job.validation && { validation: job.validation }),
  };
}

function summaryOf(summary: ErrorSummary) {
  return {
    missingRequired: summary.missing_required,
    invalidFormat: summary.invalid_format,
    duplicate: summary.duplicate,
    constraintViolation: summary.constraint_violation,
  };
}

export function secondsOrNull(date: Date | null): string | null {
  return date && toSeconds(date);
}
