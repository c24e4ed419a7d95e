import { type OverviewSource, UUID_ID } from '../../http/overview-source';
import { visibleTo } from './omr.access';

/** Batches of sheets in the list over all systems. */
export const omrOverview: OverviewSource[] = [
  {
    system: 'omr',
    kind: 'batch',
    unit: 'sheets',
    table: 'omr_batches',
    ownerColumn: 'owner_id',
    publicId: UUID_ID,
    name: 'original_filename',
    status: 'status',
    state: `CASE
      WHEN status = 'uploaded' THEN 'waiting'
      WHEN status = 'processing' THEN 'working'
      WHEN status = 'failed' AND cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN status = 'failed' THEN 'failed'
      WHEN failed_count > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    done: 'processed_count',
    failed: 'failed_count',
    total: 'nullif(sheet_count, 0)',
    error: 'error_message',
    startedAt: 'started_at',
    finishedAt: 'completed_at',
    visibleTo,
  },
];
