import { type OverviewSource, UUID_ID } from '../../http/overview-source';

/**
 * Operations on contents in the list over all systems. Everyone may read them, as in a creator's list; but nobody is
 * shown unasked what another tenant's people do.
 */
export const contentOverview: OverviewSource[] = [
  {
    system: 'content',
    kind: 'batch',
    unit: 'contents',
    table: 'content_batches',
    ownerColumn: 'owner_id',
    publicId: UUID_ID,
    name: `operation_type || ' · ' || creator`,
    status: 'status',
    // Even when every item failed, the batch is `completed`.
    state: `CASE
      WHEN status = 'pending' THEN 'waiting'
      WHEN status = 'processing' THEN 'working'
      WHEN status = 'failed' AND cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN status = 'failed' THEN 'failed'
      WHEN failure_count > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    done: 'success_count',
    failed: 'failure_count',
    total: 'total_items',
    error: 'error_message',
    // The system does not write it down.
    startedAt: 'NULL',
    finishedAt: 'completed_at',
    visibleTo: ({ principal: { tenantId } }) => ({ tenantId }),
  },
];
