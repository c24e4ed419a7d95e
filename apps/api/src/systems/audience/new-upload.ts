import { createHash } from 'node:crypto';
import { addJobs } from '@sluice/kernel/queue';
import { recordFiles, type StoredFile } from '@sluice/kernel/storage';
import { audienceJobs, AudienceUpload, type OnError, type UploadFormat } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { shortRandom } from '../../http/ids';

/** What an upload begins with. */
export interface NewUpload {
  uploadName: string;
  format: UploadFormat;
  /** Of a file. */
  originalName: string | null;
  delimiter: string | null;
  onError: OnError;
  fields: string[];
  hasGivenFields: boolean;
  /** 0 while it is not known. */
  rowsReceived: number;
  file: StoredFile;
}

export interface MadeUpload {
  upload: AudienceUpload;
  /** Told once; of the printed form, which is too short for a secret, so it opens nothing. */
  sessionToken: string;
}

/** Writes the upload, its file and the job that loads it. */
export async function insertUpload(
  sql: EntityManager,
  actor: Actor,
  id: string,
  { file, ...given }: NewUpload,
): Promise<MadeUpload> {
  const { tenantId, userId: ownerId } = actor.principal;
  await recordFiles(sql, [file]);
  const epochSeconds = Math.floor(Date.now() / 1000);
  const sessionToken = `sess_${epochSeconds}_${shortRandom(6)}`;
  const values = {
    ...given,
    id,
    sessionTokenHash: createHash('sha256').update(sessionToken).digest(),
    tenantId,
    ownerId,
    fileKey: file.key,
    fileBytes: file.bytes,
  };
  let isIn = false;
  while (!isIn) {
    // The printed form has two thousand million ids a second; should one be taken, there is another.
    const uploadId = `upl_${epochSeconds}_${shortRandom(6)}`;
    const { raw } = await sql
      .createQueryBuilder()
      .insert()
      .into(AudienceUpload)
      .values({ ...values, uploadId })
      .orIgnore()
      .returning('id')
      .execute();
    isIn = (raw as unknown[]).length > 0;
  }
  const owner = { tenantId, ownerId, subjectId: id, requestId: actor.requestId };
  await addJobs(sql, audienceJobs.loadRecords, owner, [{ uploadId: id }]);
  return { upload: await sql.findOneByOrFail(AudienceUpload, { id }), sessionToken };
}
