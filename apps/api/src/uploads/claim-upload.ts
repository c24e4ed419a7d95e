import { type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type StoredFile } from '@sluice/kernel/storage';
import { type Actor } from '../auth';
import { findOwnUpload, markUsed, type Upload } from './uploads.queries';

/** A file that came as a resumable upload, and the name it was sent under. */
export type UploadedFile = StoredFile & { originalName: string };

/**
 * Takes a finished upload of the actor for what is being created, in the transaction that creates it: both
 * happen or neither. Its bytes stay where they are and belong to the taker from then on, `recordFiles`
 * or not. Works once.
 * @param usedBy what took it, such as `omr.batch:<id>`
 * @throws AppError 404 `upload_not_found` (another's too), 409 `upload_unfinished` or `upload_used`, 410
 *   `upload_expired`
 */
export async function claimUpload(
  sql: Sql,
  actor: Actor,
  uploadId: string,
  usedBy: string,
): Promise<UploadedFile> {
  const upload = await takeable(sql, actor, uploadId, { lock: true });
  await markUsed(sql, upload.id, usedBy);
  return contentOf(upload);
}

/** Looks at a finished upload of the actor without taking it. @throws what {@link claimUpload} throws */
export async function lookAtUpload(sql: Sql, actor: Actor, uploadId: string): Promise<UploadedFile> {
  return contentOf(await takeable(sql, actor, uploadId, { lock: false }));
}

type FinishedUpload = Upload & { sha256: string };

async function takeable(
  sql: Sql,
  actor: Actor,
  uploadId: string,
  options: { lock: boolean },
): Promise<FinishedUpload> {
  const upload = await findOwnUpload(sql, actor.principal, uploadId, options);
  if (!upload) throw new AppError('upload_not_found', 404, 'Upload not found');
  if (upload.state === 'used') {
    throw new AppError('upload_used', 409, 'The upload was used already; it can be used once');
  }
  if (upload.state === 'expired' || upload.isPast) {
    throw new AppError('upload_expired', 410, 'The upload has expired');
  }
  const { sha256 } = upload;
  if (sha256 === null) {
    throw new AppError('upload_unfinished', 409, 'The upload is not finished; send the rest to its URL');
  }
  return { ...upload, sha256 };
}

function contentOf({ fileKey, bytes, sha256, filename }: FinishedUpload): UploadedFile {
  return { key: fileKey, bytes, sha256, originalName: filename };
}
