import { rows, type Sql } from '@sluice/kernel/db';

export const UPLOAD_STATES = ['open', 'finished', 'used', 'expired'] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

/** An unfinished upload lives so long from its creation, a finished one that nothing uses from its end. */
export const UPLOAD_TTL_MS = 24 * 3600_000;
const TTL = `interval '${UPLOAD_TTL_MS / 1000} seconds'`;

export interface Upload {
  id: string;
  fileKey: string;
  filename: string;
  /** The header as it came. */
  metadata: string | null;
  bytes: number;
  /** How many of the first bytes `hashState` knows; the file may have a few more. */
  receivedBytes: number;
  hashState: Buffer | null;
  /** Hex; of finished ones. */
  sha256: string | null;
  state: UploadState;
  expiresAt: Date;
  /** By the database's clock. */
  isPast: boolean;
}

export interface Owner {
  tenantId: string;
  userId: string;
}

// bigint comes as text from pg; no upload is larger than a number can tell.
const COLUMNS = `id, file_key AS "fileKey", filename, metadata, bytes::float8 AS bytes,
  received_bytes::float8 AS "receivedBytes", hash_state AS "hashState", sha256, state,
  expires_at AS "expiresAt", expires_at <= now() AS "isPast"`;

export async function findUpload(sql: Sql, id: string): Promise<Upload | undefined> {
  const [upload] = await rows<Upload>(sql, `SELECT ${COLUMNS} FROM uploads WHERE id = $1`, [id]);
  return upload;
}

/** The owner's upload, locked for the transaction that decides about it when `lock` says so. */
export async function findOwnUpload(
  sql: Sql,
  owner: Owner,
  id: string,
  { lock = false } = {},
): Promise<Upload | undefined> {
  const [upload] = await rows<Upload>(
    sql,
    `SELECT ${COLUMNS} FROM uploads WHERE id = $1 AND tenant_id = $2 AND owner_id = $3
     ${lock ? 'FOR UPDATE' : ''}`,
    [id, owner.tenantId, owner.userId],
  );
  return upload;
}

export async function insertUpload(
  sql: Sql,
  owner: Owner,
  upload: Pick<Upload, 'id' | 'fileKey' | 'filename' | 'metadata' | 'bytes'>,
): Promise<void> {
  await sql.query(
    `INSERT INTO uploads (id, tenant_id, owner_id, file_key, filename, metadata, bytes, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now() + ${TTL})`,
    [upload.id, owner.tenantId, owner.userId, upload.fileKey, upload.filename, upload.metadata, upload.bytes],
  );
}

/** Bytes that open uploads have still to bring. */
export async function promisedBytes(sql: Sql): Promise<number> {
  const [sum] = await rows<{ bytes: number }>(
    sql,
    `SELECT coalesce(sum(bytes - received_bytes), 0)::float8 AS bytes FROM uploads WHERE state = 'open'`,
  );
  return sum?.bytes ?? 0;
}

/** Remembers how far the hash is. Never back: a request that was thought dead may come late. */
export async function saveProgress(
  sql: Sql,
  id: string,
  receivedBytes: number,
  hashState: Uint8Array,
): Promise<void> {
  await sql.query(
    `UPDATE uploads SET received_bytes = $2, hash_state = $3
     WHERE id = $1 AND state = 'open' AND received_bytes < $2`,
    [id, receivedBytes, Buffer.from(hashState)],
  );
}

/** @returns false when the upload was not open any more */
export async function markFinished(sql: Sql, id: string, sha256: string): Promise<boolean> {
  const finished = await rows(
    sql,
    `UPDATE uploads SET state = 'finished', received_bytes = bytes, hash_state = NULL, sha256 = $2,
       expires_at = now() + ${TTL}
     WHERE id = $1 AND state = 'open' RETURNING id`,
    [id, sha256],
  );
  return finished.length > 0;
}

export async function markUsed(sql: Sql, id: string, usedBy: string): Promise<void> {
  await sql.query(`UPDATE uploads SET state = 'used', used_at = now(), used_by = $2 WHERE id = $1`, [
    id,
    usedBy,
  ]);
}

/** Takes out an upload that nothing uses. @returns the key of its file, undefined when there is none to take */
export async function deleteUnused(sql: Sql, id: string): Promise<string | undefined> {
  const [gone] = await rows<{ fileKey: string }>(
    sql,
    `WITH gone AS (
       DELETE FROM uploads WHERE id = $1 AND state IN ('open', 'finished') RETURNING file_key
     ), files_gone AS (
       DELETE FROM files USING gone WHERE files.key = gone.file_key
     )
     SELECT file_key AS "fileKey" FROM gone`,
    [id],
  );
  return gone?.fileKey;
}

/**
 * Marks unused uploads past their time, passing over those that a transaction is deciding about.
 * @returns the keys of their files, at most `limit`
 */
export async function expireUploads(sql: Sql, limit: number): Promise<string[]> {
  const expired = await rows<{ fileKey: string }>(
    sql,
    `WITH past AS (
       SELECT id FROM uploads WHERE state IN ('open', 'finished') AND expires_at <= now()
       ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED
     ), expired AS (
       UPDATE uploads SET state = 'expired', hash_state = NULL FROM past WHERE uploads.id = past.id
       RETURNING file_key
     ), files_gone AS (
       DELETE FROM files USING expired WHERE files.key = expired.file_key
     )
     SELECT file_key AS "fileKey" FROM expired`,
    [limit],
  );
  return expired.map((upload) => upload.fileKey);
}

/** How long used and expired uploads are remembered, so that a second use is told from a wrong id. */
const MEMORY = `interval '30 days'`;

export async function forgetPastUploads(sql: Sql): Promise<void> {
  await sql.query(
    `DELETE FROM uploads WHERE state IN ('used', 'expired') AND expires_at < now() - ${MEMORY}`,
  );
}
