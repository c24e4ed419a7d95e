import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type GrowingFileStore, newFileKey } from '@sluice/kernel/storage';
import { insertUpload, type Owner, promisedBytes } from './uploads.queries';

/** Held while space is given away, so that no two requests are given the same. */
const RESERVATION_LOCK = 7_315_010;
/** Left to everything else that writes to the disk: other uploads, thumbnails, Postgres on small machines. */
const KEEP_FREE_BYTES = 256 * 1024 * 1024;

export interface NewUpload {
  id: string;
  filename: string;
  metadata: string | null;
  bytes: number;
}

/**
 * Writes the row of a new upload; its space is its own from then on.
 * @throws AppError `storage_full` (507) when what is free is promised to others
 */
export async function reserveUpload(
  db: Database,
  store: GrowingFileStore,
  owner: Owner,
  upload: NewUpload,
): Promise<void> {
  const hasLimit = Number.isFinite(await store.freeBytes());
  await db.transaction(async (sql) => {
    if (hasLimit) await assertRoom(sql, store, upload.bytes);
    await insertUpload(sql, owner, { ...upload, fileKey: newFileKey('uploads') });
  });
}

async function assertRoom(sql: Sql, store: GrowingFileStore, bytes: number): Promise<void> {
  await rows(sql, 'SELECT pg_advisory_xact_lock($1)', [RESERVATION_LOCK]);
  const free = (await store.freeBytes()) - (await promisedBytes(sql)) - KEEP_FREE_BYTES;
  if (bytes > free) {
    throw new AppError('storage_full', 507, 'There is no space left for an upload of this size');
  }
}
