import { type OverviewSource } from '../../http/overview-source';

/** Uploads of contact records in the list over all systems: the own alone, for admins too. */
export const audienceOverview: OverviewSource[] = [
  {
    system: 'audience',
    kind: 'batch',
    unit: 'records',
    table: 'audience_uploads',
    ownerColumn: 'owner_id',
    publicId: { column: 'upload_id', pattern: /^upl_[0-9]{10}_[a-z0-9]{6}$/ },
    name: 'upload_name',
    otherName: 'original_name',
    status: 'processing_status',
    state: `CASE
      WHEN processing_status = 'queued' THEN 'waiting'
      WHEN processing_status IN ('loading', 'analyzing') THEN 'working'
      WHEN processing_status = 'failed' THEN 'failed'
      WHEN rows_rejected > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    done: 'rows_loaded',
    failed: 'rows_rejected',
    // Records of a JSON body are counted before they are loaded, those of a file while it is read.
    total: `CASE WHEN format = 'envelope' OR processing_status NOT IN ('queued', 'loading') THEN rows_received END`,
    error: 'error_message',
    startedAt: 'started_at',
    finishedAt: 'completed_at',
    visibleTo: ({ principal: { tenantId, userId } }) => ({ tenantId, ownerId: userId }),
  },
];
