import { rows } from '@sluice/kernel/db';
import { type AudienceUpload } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';

/** Millions of records take their time. */
const STATEMENT_TIMEOUT_MS = 600_000;

/**
 * Removes an upload with all that is known of it, in the transaction that holds its work still.
 * @returns keys in the store that no row names any more; to be deleted after the commit
 */
export async function deleteUploadRows(
  sql: EntityManager,
  { id, ownerId, fileKey }: AudienceUpload,
): Promise<string[]> {
  await sql.query(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
  // By the records, for which the key of the identities serves as an index.
  await sql.query(
    `DELETE FROM audience_identities AS known USING audience_records AS record
     WHERE record.upload_id = $1 AND known.owner_id = $2 AND known.identity = record.identity
       AND known.upload_id = record.upload_id AND known.position = record.position`,
    [id, ownerId],
  );
  await sql.query('DELETE FROM audience_duplicates WHERE upload_id = $1', [id]);
  await sql.query('DELETE FROM audience_rejections WHERE upload_id = $1', [id]);
  await sql.query('DELETE FROM audience_records WHERE upload_id = $1', [id]);
  await sql.query('DELETE FROM audience_uploads WHERE id = $1', [id]);
  await sql.query('DELETE FROM jobs WHERE subject_id = $1', [id]);
  const files = await rows<{ key: string }>(sql, 'DELETE FROM files WHERE key = $1 RETURNING key', [fileKey]);
  return files.map(({ key }) => key);
}

export interface RemovedRecord {
  position: number;
  identity: string | null;
}

/**
 * Forgets what the analysis knows of records that were changed or deleted; the next one knows them anew.
 * @param records with the identities that they had
 */
export async function forgetAnalysis(
  sql: EntityManager,
  { id, ownerId }: AudienceUpload,
  records: RemovedRecord[],
): Promise<void> {
  const positions = records.map(({ position }) => position);
  await sql.query(
    `DELETE FROM audience_identities AS known
     USING unnest($3::uuid[], $4::int[]) AS gone (identity, position)
     WHERE known.owner_id = $1 AND known.identity = gone.identity AND known.upload_id = $2
       AND known.position = gone.position`,
    [ownerId, id, records.map(({ identity }) => identity), positions],
  );
  await sql.query('DELETE FROM audience_duplicates WHERE upload_id = $1 AND position = ANY($2)', [
    id,
    positions,
  ]);
}
