import {
  migrationState,
  type MigrationJob,
  type MigrationNotices,
  STATUS_DISPLAY,
} from '@sluice/systems/csv-migration';
import { type Live } from '../../live';

/** Tells listeners, by event stream and by socket, what has become of a job; to be called after the commit. */
export async function announceJob({ feed, notices }: Live, job: MigrationJob): Promise<void> {
  const { id, tenantId, userId: ownerId, status, errorMessage } = job;
  const data: MigrationNotices['migration:status'] = {
    job_id: id,
    status,
    status_display: STATUS_DISPLAY[status],
    error_message: errorMessage,
  };
  notices.publish({ tenantId, ownerId, event: 'migration:status', data });
  await feed.publish(id, migrationState(job));
}
