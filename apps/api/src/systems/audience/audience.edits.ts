import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { addJobs, type JobControl } from '@sluice/kernel/queue';
import { audienceJobs, AudienceUpload, showUpload } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { RETRY_AFTER_SECONDS } from '../../http/waiting';
import { type Live } from '../../live';
import { findUpload, lockUpload } from './audience.access';
import { auditUpload } from './audience.audit';
import { type NumberedChange } from './audience.schemas';
import { changeRecords, type RecordOutcome } from './change-records';
import { forgetAnalysis, type RemovedRecord } from './delete-rows';

export interface AudienceEditsDeps {
  db: Database;
  control: JobControl;
  progress: ProgressBoard;
  live: Live;
}

export interface ChangedRecords {
  upload: AudienceUpload;
  outcomes: RecordOutcome[];
}

export interface DeletedRecords {
  upload: AudienceUpload;
  deleted: number;
  notFound: number[];
}

/** What an edit has done to an upload. */
interface Edited<T> {
  result: T;
  /** Records were changed or deleted. */
  isChanged: boolean;
}

/**
 * Changes of records that are in. An analysis that is under way would tell of what was; it is stopped, and a new one
 * follows in the same commit.
 */
export class AudienceEdits {
  constructor(private readonly deps: AudienceEditsDeps) {}

  /**
   * Sets and takes away members of records. One that can't be changed keeps none of the others.
   * @throws AppError 404, 403, 409 until all records are in
   */
  async change(actor: Actor, uploadId: string, changes: NumberedChange[]): Promise<ChangedRecords> {
    const { upload, result } = await this.edit(actor, uploadId, async (sql, found) => {
      const outcomes = await changeRecords(sql, found, changes);
      const updated = outcomes.filter(({ fault }) => !fault).length;
      if (updated > 0) {
        await auditUpload(sql, actor, 'audience.upload.change-records', uploadId, { records: updated });
      }
      return { result: outcomes, isChanged: updated > 0 };
    });
    return { upload, outcomes: result };
  }

  /** Deletes records; numbers of none are told. @throws AppError 404, 403, 409 until all records are in */
  async remove(actor: Actor, uploadId: string, recordNumbers: number[]): Promise<DeletedRecords> {
    const { upload, result } = await this.edit(actor, uploadId, async (sql, found) => {
      const gone = await rows<RemovedRecord>(
        sql,
        'DELETE FROM audience_records WHERE upload_id = $1 AND position = ANY($2) RETURNING position, identity',
        [found.id, recordNumbers],
      );
      const isChanged = gone.length > 0;
      if (isChanged) {
        await forgetAnalysis(sql, found, gone);
        await sql.query('UPDATE audience_uploads SET rows_loaded = rows_loaded - $2 WHERE id = $1', [
          found.id,
          gone.length,
        ]);
        await auditUpload(sql, actor, 'audience.upload.delete-records', uploadId, { records: gone.length });
      }
      const deleted = new Set(gone.map(({ position }) => position));
      const notFound = [...new Set(recordNumbers)].filter((number) => !deleted.has(number));
      return { result: { deleted: deleted.size, notFound }, isChanged };
    });
    return { upload, ...result };
  }

  private async edit<T>(
    actor: Actor,
    uploadId: string,
    work: (sql: EntityManager, upload: AudienceUpload) => Promise<Edited<T>>,
  ): Promise<{ upload: AudienceUpload; result: T }> {
    const { db, control, progress, live } = this.deps;
    const { id, loadedAt } = await findUpload(db.manager, actor, uploadId);
    // Asked before its work is stopped, and again under the lock.
    if (loadedAt === null) throw stillLoading();
    const edited = await control.stop(id, 'Its records were changed', async (sql) => {
      const found = await lockUpload(sql, actor, uploadId);
      if (found.loadedAt === null) throw stillLoading();
      const { result, isChanged } = await work(sql, found);
      const isEnded = found.processingStatus !== 'analyzing';
      if (isChanged || !isEnded) await analyzeAgain(sql, actor, found);
      return { result, upload: await sql.findOneByOrFail(AudienceUpload, { id }) };
    });
    await showUpload({ progress, events: live.feed }, edited.upload);
    return edited;
  }
}

/** Puts an upload whose records are in back to its analysis. */
export async function analyzeAgain(
  sql: EntityManager,
  actor: Actor,
  { id, tenantId, ownerId }: AudienceUpload,
): Promise<void> {
  await sql.query(
    `UPDATE audience_uploads SET processing_status = 'analyzing', error_message = NULL, completed_at = NULL,
       version = version + 1, updated_at = now()
     WHERE id = $1`,
    [id],
  );
  const owner = { tenantId, ownerId, subjectId: id, requestId: actor.requestId };
  await addJobs(sql, audienceJobs.analyzeUpload, owner, [{ uploadId: id }]);
}

function stillLoading(): AppError {
  return new AppError('still_loading', 409, 'The records are still being loaded; try again in a moment', {
    headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
  });
}
