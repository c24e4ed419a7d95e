import { rows } from '@sluice/kernel/db';
import { type EntityManager } from 'typeorm';

/** Millions of records take their time. */
const STATEMENT_TIMEOUT_MS = 600_000;

/** Removes the records of files and what was wrong with them; the files themselves stay. */
export async function deleteRecords(sql: EntityManager, fileIds: string[]): Promise<void> {
  await sql.query(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
  await sql.query('DELETE FROM revenue_records WHERE file_id = ANY($1)', [fileIds]);
  await sql.query('DELETE FROM revenue_record_errors WHERE file_id = ANY($1)', [fileIds]);
}

/**
 * Removes files with their records and jobs, in the transaction that holds their work still.
 * @returns keys in the store that no row names any more; to be deleted after the commit
 */
export async function deleteFileRows(sql: EntityManager, fileIds: string[]): Promise<string[]> {
  await deleteRecords(sql, fileIds);
  const keys = await rows<{ key: string }>(
    sql,
    `DELETE FROM files WHERE key IN (
       SELECT file_key FROM revenue_files WHERE id = ANY($1)
       UNION SELECT memo_key FROM revenue_files WHERE id = ANY($1) AND memo_key IS NOT NULL
     ) RETURNING key`,
    [fileIds],
  );
  await sql.query('DELETE FROM revenue_files WHERE id = ANY($1)', [fileIds]);
  await sql.query('DELETE FROM jobs WHERE subject_id = ANY($1)', [fileIds]);
  return keys.map(({ key }) => key);
}
