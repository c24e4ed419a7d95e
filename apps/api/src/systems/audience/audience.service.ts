import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type SubjectState } from '@sluice/kernel/events';
import { countListed } from '@sluice/kernel/list-counts';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type JobControl } from '@sluice/kernel/queue';
import { deleteFiles, type FileStore } from '@sluice/kernel/storage';
import { AudienceUpload, audienceProgressEntry, audienceState } from '@sluice/systems/audience';
import { type Actor } from '../../auth';
import { type LimitOffset } from '../../http/paging';
import { admit, findUpload, lockUpload } from './audience.access';
import { auditUpload } from './audience.audit';
import { uploadParams } from './audience.schemas';
import { deleteUploadRows } from './delete-rows';

export interface AudienceServiceDeps {
  db: Database;
  store: FileStore;
  control: JobControl;
  progress: ProgressBoard;
  log: Log;
}

export interface DeletedUploads {
  deleted: string[];
  /** Those that the actor can't have, and why. */
  failed: { upload_id: string; code: string; message: string }[];
}

/** Uploads, looked at and removed. */
export class AudienceService {
  constructor(private readonly deps: AudienceServiceDeps) {}

  /** Own uploads, newest first. */
  async list(
    { principal }: Actor,
    { limit, offset }: LimitOffset,
  ): Promise<{ total: number; uploads: AudienceUpload[] }> {
    const { tenantId, userId: ownerId } = principal;
    const { db } = this.deps;
    const filter = { list: 'audience_uploads', scope: tenantId, owner: ownerId } as const;
    const total = await countListed(db.manager, filter);
    const uploads = await db.manager.find(AudienceUpload, {
      where: { tenantId, ownerId },
      order: { id: 'DESC' },
      take: limit,
      skip: offset,
    });
    return { total, uploads };
  }

  find(actor: Actor, uploadId: string): Promise<AudienceUpload> {
    return findUpload(this.deps.db.manager, actor, uploadId);
  }

  async state(actor: Actor, uploadId: string): Promise<SubjectState> {
    return audienceState(await this.find(actor, uploadId));
  }

  /** The progress body as JSON text: from Redis, from Postgres when Redis has none to be believed. */
  async progressJson(actor: Actor, uploadId: string): Promise<string> {
    const { progress } = this.deps;
    const known = await progress.read(uploadId);
    if (known) return admit(actor, known).json;
    const fresh = audienceProgressEntry(await this.find(actor, uploadId));
    await progress.write(uploadId, fresh);
    return fresh.json;
  }

  /** What the last analysis found; null before it. */
  async analytics(
    actor: Actor,
    uploadId: string,
  ): Promise<{ upload: AudienceUpload; analytics: object | null }> {
    const upload = await this.find(actor, uploadId);
    const [found] = await rows<{ analytics: object | null }>(
      this.deps.db,
      'SELECT analytics FROM audience_uploads WHERE id = $1',
      [upload.id],
    );
    return { upload, analytics: found?.analytics ?? null };
  }

  /** Stops an upload's work and removes all of it: rows, file, queued jobs. Only the audit trail remembers. */
  async remove(actor: Actor, uploadId: string): Promise<void> {
    const { db, control, progress, store, log } = this.deps;
    const { id } = await findUpload(db.manager, actor, uploadId);
    const keys = await control.stop(id, 'The batch upload was deleted', async (sql) => {
      const upload = await lockUpload(sql, actor, uploadId);
      const stale = await deleteUploadRows(sql, upload);
      const { uploadName, rowsReceived, rowsLoaded, processingStatus } = upload;
      await auditUpload(sql, actor, 'audience.upload.delete', uploadId, {
        uploadName,
        rowsReceived,
        rowsLoaded,
        processingStatus,
      });
      return stale;
    });
    await progress.forget(uploadId);
    await deleteFiles(store, keys, log);
  }

  /** Removes uploads one after the other; one that can't be removed keeps none of the others. */
  async removeAll(actor: Actor, uploadIds: string[]): Promise<DeletedUploads> {
    const outcome: DeletedUploads = { deleted: [], failed: [] };
    for (const uploadId of new Set(uploadIds)) {
      try {
        if (uploadParams.validate({ id: uploadId }).error)
          throw new AppError('upload_not_found', 404, 'Batch upload not found');
        await this.remove(actor, uploadId);
        outcome.deleted.push(uploadId);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        outcome.failed.push({ upload_id: uploadId, code: error.code, message: error.message });
      }
    }
    return outcome;
  }
}
