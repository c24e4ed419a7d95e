import { type OverviewSource, UUID_ID } from '../../http/overview-source';
import { visibleTo } from './revenue.access';

/** Batches, and files that were sent without one, in the list over all systems. */
export const revenueOverview: OverviewSource[] = [
  {
    system: 'revenue',
    kind: 'batch',
    unit: 'files',
    table: 'revenue_batches',
    ownerColumn: 'owner_id',
    publicId: UUID_ID,
    name: 'batch_name',
    status: 'status',
    // `processing` is also the word for an empty batch, whose files are still to be sent, and for one whose files are
    // being compared.
    state: `CASE
      WHEN total_files = 0 THEN 'your_turn'
      WHEN processing_files = total_files AND read_bytes = 0 THEN 'waiting'
      WHEN processing_files > 0 OR check_state = 'waiting' THEN 'working'
      WHEN cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN status = 'error' THEN 'failed'
      WHEN status = 'partial' THEN 'done_with_errors'
      ELSE 'done' END`,
    done: 'success_files',
    failed: 'error_files',
    total: 'nullif(total_files, 0)',
    error: 'NULL',
    // The system does not write down when a batch began; what changes it last is the end of its last file or check.
    startedAt: 'NULL',
    finishedAt: `CASE WHEN total_files > 0 AND processing_files = 0 AND check_state <> 'waiting' THEN updated_at END`,
    visibleTo,
  },
  {
    system: 'revenue',
    kind: 'file',
    unit: 'records',
    table: 'revenue_files',
    // A ZIP without a batch gets one of its own, so these are no ZIPs and no members.
    only: 'batch_id IS NULL',
    ownerColumn: 'owner_id',
    publicId: UUID_ID,
    name: 'filename',
    otherName: 'original_name',
    status: 'status',
    state: `CASE
      WHEN status = 'pending' THEN 'waiting'
      WHEN status = 'processing' THEN 'working'
      WHEN status = 'error' THEN 'failed'
      WHEN invalid_records > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    done: 'valid_records',
    failed: 'invalid_records',
    // That of a text file is known at its end.
    total: `CASE WHEN status IN ('completed', 'error') THEN total_records END`,
    error: `nullif(concat_ws(': ', errors->0->>'message', errors->0->>'detail'), '')`,
    startedAt: 'started_at',
    finishedAt: 'completed_at',
    visibleTo,
  },
];
