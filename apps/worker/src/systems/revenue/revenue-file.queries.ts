import { rows } from '@sluice/kernel/db';
import { LeaseLostError } from '@sluice/kernel/errors';
import { type Lease } from '@sluice/kernel/lease';
import { cancelJobs } from '@sluice/kernel/queue';
import {
  type FileColumn,
  type FileError,
  isFileFinal,
  refreshBatch,
  type RevenueBatch,
  RevenueFile,
} from '@sluice/systems/revenue';
import { type EntityManager, In } from 'typeorm';
import { copyIn } from '../../copy/copy-in';
import { type Piece } from './pieces';

const COPY_RECORDS = `COPY revenue_records (file_id, row_number, is_valid, "values") FROM STDIN (FORMAT binary)`;
const COPY_PROBLEMS = `COPY revenue_record_errors
  (file_id, row_number, column_name, code, message, value, is_warning) FROM STDIN (FORMAT binary)`;

/** A file and its batch as they are after a commit. */
export interface ChangedFile {
  file: RevenueFile;
  /** Undefined for a file without a batch. */
  batch: RevenueBatch | undefined;
}

/**
 * Marks the file as being worked on. Nothing that its batch counts changes by it.
 * @returns undefined when there is nothing left to do: it is gone, or it has ended
 */
export async function startFile(lease: Lease, fileId: string): Promise<RevenueFile | undefined> {
  return lease.commit(async (sql) => {
    await sql.query(
      `UPDATE revenue_files SET status = 'processing', started_at = coalesce(started_at, now()),
         version = version + 1, updated_at = now()
       WHERE id = $1 AND status = 'pending'`,
      [fileId],
    );
    const file = await sql.findOneBy(RevenueFile, { id: fileId });
    return file && !isFileFinal(file.status) ? file : undefined;
  });
}

/** What is known of a table from its first piece on. */
export interface TableFacts {
  columns: FileColumn[];
  charset: string;
}

/**
 * Rows, their problems, the file's counters and, with the last piece, its end in one transaction, which moves the
 * job's checkpoint too.
 * @param workMs time since the piece before
 */
export async function commitPiece(
  lease: Lease,
  fileId: string,
  piece: Piece,
  facts: TableFacts,
  workMs: () => number,
): Promise<ChangedFile> {
  const { valid, invalid, skipped, end, isLast } = piece;
  return lease.commit(
    async (sql) => {
      const updated = await rows(
        sql,
        `UPDATE revenue_files SET is_valid = true, columns = $2::jsonb, charset = $3,
           valid_records = valid_records + $4, processed_records = processed_records + $4,
           invalid_records = invalid_records + $5, skipped_records = skipped_records + $6,
           total_records = total_records + $7, read_bytes = $8,
           processing_time_ms = processing_time_ms + $9,
           status = CASE WHEN $10 THEN 'completed' ELSE status END,
           completed_at = CASE WHEN $10 THEN now() END,
           version = version + 1, updated_at = now()
         WHERE id = $1 AND status = 'processing' RETURNING id`,
        [
          fileId,
          JSON.stringify(facts.columns),
          facts.charset,
          valid,
          invalid,
          skipped,
          valid + invalid + skipped,
          end.offset,
          Math.round(workMs()),
          isLast,
        ],
      );
      // It was ended or deleted by somebody else.
      if (updated.length === 0) throw new LeaseLostError(lease.job.id);
      return changedFile(sql, lease, fileId);
    },
    { ...(isLast ? { done: true } : { checkpoint: end }), prepare: (sql) => copyPiece(sql, piece) },
  );
}

async function copyPiece(sql: EntityManager, { records, problems }: Piece): Promise<void> {
  if (records.length > 0) await copyIn(sql, COPY_RECORDS, records);
  if (problems.length > 0) await copyIn(sql, COPY_PROBLEMS, problems);
}

export interface FileEnd {
  fault: FileError;
  /** Rows of a file whose structure is not sound are taken back. */
  dropRows: boolean;
  workMs?: number;
}

/** Comes last in a transaction: it locks the batch. */
export async function changedFile(sql: EntityManager, lease: Lease, fileId: string): Promise<ChangedFile> {
  const file = await sql.findOneByOrFail(RevenueFile, { id: fileId });
  const { requestId } = lease.job;
  const batch = file.batchId === null ? undefined : await refreshBatch(sql, file.batchId, { requestId });
  return { file, batch };
}

/** Ends the file as `error`, and the job with it. @returns undefined when it had ended or is gone */
export async function endAsError(
  lease: Lease,
  fileId: string,
  { fault, dropRows, workMs = 0 }: FileEnd,
): Promise<ChangedFile | undefined> {
  return lease.commit(
    async (sql) => {
      const file = await sql.findOneBy(RevenueFile, { id: fileId });
      if (!file || isFileFinal(file.status)) return undefined;
      if (dropRows) await dropRecords(sql, fileId);
      await sql.query(
        `UPDATE revenue_files SET status = 'error', errors = $2::jsonb, completed_at = now(),
           processing_time_ms = processing_time_ms + $3, version = version + 1, updated_at = now()
         WHERE id = $1`,
        [fileId, JSON.stringify([fault]), Math.round(workMs)],
      );
      return changedFile(sql, lease, fileId);
    },
    { done: true },
  );
}

async function dropRecords(sql: EntityManager, fileId: string): Promise<void> {
  await sql.query('DELETE FROM revenue_record_errors WHERE file_id = $1', [fileId]);
  await sql.query('DELETE FROM revenue_records WHERE file_id = $1', [fileId]);
  await sql.query(
    `UPDATE revenue_files SET is_valid = false, total_records = 0, valid_records = 0, invalid_records = 0,
       processed_records = 0, skipped_records = 0 WHERE id = $1`,
    [fileId],
  );
}

/**
 * Ends all that has not ended of a batch, or of a file without one, as `error`, and takes back the work on it.
 * @returns the files that were ended, and the batch
 */
export async function endSubjectAsError(
  lease: Lease,
  subjectId: string,
  fault: FileError,
): Promise<{ files: RevenueFile[]; batch: RevenueBatch | undefined }> {
  return lease.commit(
    async (sql) => {
      await cancelJobs(sql, subjectId, fault.message);
      const ended = await rows<{ id: string }>(
        sql,
        `UPDATE revenue_files SET status = 'error', errors = $2::jsonb, completed_at = now(),
           version = version + 1, updated_at = now()
         WHERE (id = $1 OR batch_id = $1) AND status IN ('pending', 'processing') RETURNING id`,
        [subjectId, JSON.stringify([fault])],
      );
      const files = await sql.findBy(RevenueFile, { id: In(ended.map(({ id }) => id)) });
      const { requestId } = lease.job;
      return { files, batch: await refreshBatch(sql, subjectId, { requestId, checked: 'failed' }) };
    },
    { done: true },
  );
}
