import { type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type StoredFile } from '@sluice/kernel/storage';
import { type Actor } from '../auth';
import { findOwnUpload, markUsed } from './uploads.queries';

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
): Promise<StoredFile & { originalName: string }> {
  const upload = await findOwnUpload(sql, actor.principal, uploadId, { lock: true });
  if (!upload) throw new AppError('upload_not_found', 404, 'Upload not found');
  if (upload.state === 'used') {
    throw new AppError('upload_used', 409, 'The upload was used already; it can be used once');
  }
  if (upload.state === 'expired' || upload.isPast) {
    throw new AppError('upload_expired', 410, 'The upload has expired');
  }
  if (upload.sha256 === null) {
    throw new AppError('upload_unfinished', 409, 'The upload is not finished; send the rest to its URL');
  }
  await markUsed(sql, upload.id, usedBy);
  const { fileKey, bytes, sha256, filename } = upload;
  return { key: fileKey, bytes, sha256, originalName: filename };
}
