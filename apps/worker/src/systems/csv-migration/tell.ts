import { type NoticeFeed } from '@sluice/kernel/events';
import {
  type MigrationErrorNotice,
  type MigrationJob,
  type MigrationNotices,
  migrationState,
  STATUS_DISPLAY,
  wholePercent,
} from '@sluice/systems/csv-migration';
import { type JobTools } from '../../job-handler';

/** Rows between two notices of an import's progress, as documented. */
const TOLD_ROWS = 100;

/** Tells listeners what was committed: SSE of the state, sockets by notices. */
export class Teller {
  constructor(
    private readonly notices: NoticeFeed,
    private readonly tools: JobTools,
  ) {}

  async state(job: MigrationJob): Promise<void> {
    await this.tools.events.publish(job.id, migrationState(job));
  }

  /** What it is called now, and as what it is shown. */
  status(job: MigrationJob): void {
    const { id, status, errorMessage } = job;
    this.notify(job, 'migration:status', {
      job_id: id,
      status,
      status_display: STATUS_DISPLAY[status],
      error_message: errorMessage,
    });
  }

  /**
   * Progress at each hundred rows that are done since `before`, and at the end.
   * @param before rows that were done when it was told last
   */
  progress(job: MigrationJob, before: number, isEnd: boolean): void {
    const { id, processedRows, totalRows } = job;
    const tell = (processed: number): void =>
      this.notify(job, 'migration:progress', {
        job_id: id,
        processed,
        total: totalRows,
        progress_percentage: Math.min(100, wholePercent(processed, totalRows)),
      });
    const first = (Math.floor(before / TOLD_ROWS) + 1) * TOLD_ROWS;
    for (let processed = first; processed <= processedRows; processed += TOLD_ROWS) tell(processed);
    if (isEnd && processedRows % TOLD_ROWS !== 0) tell(processedRows);
  }

  validated(job: MigrationJob, errors: MigrationErrorNotice[]): void {
    if (!job.validation) return;
    const { is_valid, total_rows, valid_rows, invalid_rows, error_summary, can_proceed } = job.validation;
    this.notify(job, 'migration:validated', {
      job_id: job.id,
      is_valid,
      total_rows,
      valid_rows,
      invalid_rows,
      errors,
      error_summary,
      can_proceed,
    });
  }

  /** The end of an import, good or bad. */
  completed(job: MigrationJob): void {
    const { id, status, importedRows, invalidRows, startedAt, completedAt } = job;
    const durationMs = (completedAt?.getTime() ?? 0) - (startedAt ?? completedAt)!.getTime();
    this.notify(job, 'migration:completed', {
      job_id: id,
      status,
      imported: importedRows,
      failed: invalidRows,
      duration_seconds: Math.max(0, Math.round(durationMs / 1000)),
    });
  }

  private notify<Event extends keyof MigrationNotices>(
    { tenantId, userId }: MigrationJob,
    event: Event,
    data: MigrationNotices[Event],
  ): void {
    this.notices.publish({ tenantId, ownerId: userId, event, data });
  }
}
