import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { addJobs, type JobControl } from '@sluice/kernel/queue';
import { AUDIENCE_QUEUE, audienceJobs, AudienceUpload, showUpload } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { type BatchOwner, type OperatorRetry } from '../../http/operator-retry';
import { type Live } from '../../live';
import { findUpload, lockUpload } from './audience.access';
import { auditUpload } from './audience.audit';
import { analyzeAgain } from './audience.edits';

export interface AudienceRetryDeps {
  db: Database;
  control: JobControl;
  progress: ProgressBoard;
  live: Live;
}

/** An upload is known by the id that is printed, jobs refer to it by the other: either will do. */
const BY_EITHER_ID = `upload_id = $1
  OR id = CASE WHEN $1 ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN $1::uuid END`;

/** The document has no retry: senders send again. Operators load again what failed for a reason of ours. */
export function audienceOperatorRetry(deps: AudienceRetryDeps): OperatorRetry {
  const find = async (id: string): Promise<(BatchOwner & { uploadId: string }) | undefined> => {
    const [upload] = await rows<BatchOwner & { uploadId: string }>(
      deps.db,
      `SELECT upload_id AS "uploadId", tenant_id AS "tenantId", owner_id AS "ownerId" FROM audience_uploads
       WHERE ${BY_EITHER_ID}`,
      [id],
    );
    return upload;
  };
  return {
    queue: AUDIENCE_QUEUE,
    jobNames: Object.values(audienceJobs).map(({ name }) => name),
    ownerOf: find,
    async retry(actor, id) {
      await retryUpload(deps, actor, (await find(id))?.uploadId ?? id);
      return 1;
    },
  };
}

/** Loads a failed upload again, from its beginning; one that only lacks its figures is analysed again. */
async function retryUpload(deps: AudienceRetryDeps, actor: Actor, uploadId: string): Promise<void> {
  const { db, control, progress, live } = deps;
  const { id } = await findUpload(db.manager, actor, uploadId);
  const retried = await control.restart(id, async (sql) => {
    const found = await lockUpload(sql, actor, uploadId);
    const { processingStatus } = found;
    if (processingStatus === 'failed') await loadAgain(sql, actor, found);
    else if (processingStatus === 'completed' && found.errorMessage !== null) {
      await analyzeAgain(sql, actor, found);
    } else throw new AppError('nothing_failed', 409, 'Nothing of this upload failed');
    await auditUpload(sql, actor, 'audience.upload.retry', uploadId, { processingStatus });
    return sql.findOneByOrFail(AudienceUpload, { id });
  });
  await showUpload({ progress, events: live.feed }, retried);
}

/** A failed upload has no records; why it was refused, if it was, is found out anew. */
async function loadAgain(
  sql: EntityManager,
  actor: Actor,
  { id, tenantId, ownerId }: AudienceUpload,
): Promise<void> {
  await sql.query('DELETE FROM audience_rejections WHERE upload_id = $1', [id]);
  await sql.query(
    `UPDATE audience_uploads SET processing_status = 'queued', error_message = NULL, rows_loaded = 0, rows_rejected = 0,
       read_bytes = 0, started_at = NULL, loaded_at = NULL, completed_at = NULL,
       version = version + 1, updated_at = now()
     WHERE id = $1`,
    [id],
  );
  const owner = { tenantId, ownerId, subjectId: id, requestId: actor.requestId };
  await addJobs(sql, audienceJobs.loadRecords, owner, [{ uploadId: id }]);
}
