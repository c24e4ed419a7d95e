import { rows, type Sql } from '../db';
import { type Log } from '../log';
import { type FileStore, type StoredFile } from './file-store';

/**
 * Writes that these files belong to something; in the transaction that writes what they belong to. A file
 * that came as a resumable upload was recorded when its last byte came.
 */
export async function recordFiles(sql: Sql, files: StoredFile[]): Promise<void> {
  if (files.length === 0) return;
  await sql.query(
    `INSERT INTO files (key, bytes, sha256)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])
     ON CONFLICT (key) DO NOTHING`,
    [files.map((f) => f.key), files.map((f) => f.bytes), files.map((f) => f.sha256)],
  );
}

/**
 * Removes files whose rows are gone already. A failure is logged and left to {@link sweepFiles},
 * which finds what no row names.
 */
export async function deleteFiles(store: Pick<FileStore, 'delete'>, keys: string[], log: Log): Promise<void> {
  for (const key of keys) {
    await store.delete(key).catch((error: unknown) => log.warn('a file was left behind', { key, error }));
  }
}

/** Keys looked up at once. */
const SWEEP_BATCH = 500;

/**
 * Deletes files that nothing refers to: uploads cut off by a crash, leftovers of deleted batches.
 * @param before only files last written before this are looked at; younger ones may be on their way
 * @param slice of the store's `listSlices`, counted up from sweep to sweep
 * @returns how many were deleted
 */
export async function sweepFiles(store: FileStore, sql: Sql, before: Date, slice = 0): Promise<number> {
  let deleted = await store.removeLeftovers(before);
  let batch: string[] = [];
  const sweep = async (): Promise<void> => {
    const known = await rows<{ key: string }>(sql, 'SELECT key FROM files WHERE key = ANY($1)', [batch]);
    const keep = new Set(known.map((row) => row.key));
    for (const key of batch) {
      if (keep.has(key)) continue;
      await store.delete(key);
      deleted += 1;
    }
    batch = [];
  };
  for await (const key of store.list(before, slice)) {
    batch.push(key);
    if (batch.length >= SWEEP_BATCH) await sweep();
  }
  if (batch.length > 0) await sweep();
  return deleted;
}
