import { rows } from '@sluice/kernel/db';
import { LeaseLostError } from '@sluice/kernel/errors';
import { type Lease } from '@sluice/kernel/lease';
import { cancelJobs } from '@sluice/kernel/queue';
import {
  ERROR_TYPES,
  isRunning,
  type MigrationErrorNotice,
  MigrationJob,
  TARGET_TABLES,
} from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { type Piece } from './pieces';
import { type Run } from './run';
import { storePiece } from './store-piece';

/** An import of which nothing went in. */
const NOTHING_VALID = 'Tidak ada baris yang valid untuk diimpor';
/** Errors that the end of a validation tells; the others are in the report. */
const TOLD_ERRORS = 100;

const UNIQUE_VIOLATION = '23505';
/** The first write finds that there are duplicates; others fail when another import adds keys between look and write. */
const MAX_TRIES = 5;

/** Statement timeouts are for requests; what a dry run leaves behind may be as large as the file. */
const NO_STATEMENT_LIMIT = 'SET LOCAL statement_timeout = 0';

/**
 * Takes up a run; one that begins at the beginning forgets what the last one found. Rows that an import put in before
 * it was stopped stay in and are counted as such, with their warnings.
 * @returns undefined when there is nothing to do: the job is gone, or was ended
 */
export async function beginRun(lease: Lease, jobId: string): Promise<MigrationJob | undefined> {
  const isNew = lease.job.checkpoint === null;
  return lease.commit(
    async (sql) => {
      const job = await sql.findOneBy(MigrationJob, { id: jobId });
      if (!job || !isRunning(job.status)) return undefined;
      if (!isNew) return job;
      await sql.query(
        `UPDATE migration_jobs SET processed_rows = 0, valid_rows = 0, invalid_rows = 0,
           warning_count = (SELECT count(*) FROM migration_errors WHERE migration_job_id = $1),
           imported_rows = (SELECT count(*) FROM ${TARGET_TABLES[job.importType]} WHERE migration_job_id = $1),
           error_summary = NULL, error_message = NULL, completed_at = NULL,
           started_at = CASE WHEN status = 'importing' THEN coalesce(started_at, now()) ELSE started_at END,
           version = version + 1, updated_at = now()
         WHERE id = $1`,
        [jobId],
      );
      return sql.findOneByOrFail(MigrationJob, { id: jobId });
    },
    { prepare: (sql) => (isNew ? forgetFindings(sql, jobId) : Promise.resolve()) },
  );
}

/** All but warnings of rows that are in: they are not judged again. */
async function forgetFindings(sql: EntityManager, jobId: string): Promise<void> {
  await sql.query(NO_STATEMENT_LIMIT);
  const job = await sql.findOneBy(MigrationJob, { id: jobId });
  if (!job) return;
  await sql.query(
    `DELETE FROM migration_errors e WHERE e.migration_job_id = $1 AND NOT (e.is_warning AND EXISTS (
       SELECT FROM ${TARGET_TABLES[job.importType]} t
       WHERE t.migration_job_id = $1 AND t.row_number = e.row_number))`,
    [jobId],
  );
  await forgetChecked(sql, jobId);
}

async function forgetChecked(sql: EntityManager, jobId: string): Promise<void> {
  await sql.query('DELETE FROM migration_checked_keys WHERE migration_job_id = $1', [jobId]);
  await sql.query('DELETE FROM migration_checked_payments WHERE migration_job_id = $1', [jobId]);
}

/** A job after a piece was committed. */
export interface CommittedPiece {
  job: MigrationJob;
  /** Rows of the piece that stayed out. */
  invalid: number;
}

/** Rows, what was found in them, counters and checkpoint, with the last piece the end of the run: one transaction. */
export async function commitPiece(run: Run, piece: Piece): Promise<CommittedPiece> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryToCommit(run, piece);
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION || tries === MAX_TRIES) throw error;
      run.hasMetDuplicates = true;
    }
  }
}

async function tryToCommit(run: Run, piece: Piece): Promise<CommittedPiece> {
  let left = 0;
  return run.tools.lease.commit(
    async (sql) => {
      await countPiece(sql, run, piece, left);
      if (piece.isLast) await (run.isDryRun ? endValidation : endImport)(sql, run.job.id);
      const job = await sql.findOneByOrFail(MigrationJob, { id: run.job.id });
      return { job, invalid: piece.invalid + left };
    },
    {
      prepare: async (sql) => {
        left = await storePiece(sql, run, piece);
        if (!piece.isLast || !run.isDryRun) return;
        await sql.query(NO_STATEMENT_LIMIT);
        await forgetChecked(sql, run.job.id);
      },
      ...(piece.isLast ? { done: true } : { checkpoint: piece.end }),
    },
  );
}

/** @param left candidates that stayed out */
async function countPiece(sql: EntityManager, run: Run, piece: Piece, left: number): Promise<void> {
  const { candidates, errors, processed, invalid } = piece;
  const out = invalid + left;
  const counted = await rows(
    sql,
    `UPDATE migration_jobs SET processed_rows = processed_rows + $3, valid_rows = valid_rows + $4,
       invalid_rows = invalid_rows + $5, imported_rows = imported_rows + $6, warning_count = warning_count + $7,
       error_summary = (SELECT jsonb_object_agg(type, coalesce((error_summary->>type)::int, 0) + count)
         FROM unnest($8::text[], $9::int[]) AS found (type, count)),
       version = version + 1, updated_at = now()
     WHERE id = $1 AND status = $2 RETURNING id`,
    [
      run.job.id,
      run.job.status,
      processed,
      processed - out,
      out,
      run.isDryRun ? 0 : candidates.count - left,
      errors.warnings,
      ERROR_TYPES,
      ERROR_TYPES.map((type) => errors.summary[type]),
    ],
  );
  // It was ended or deleted by somebody else.
  if (counted.length === 0) throw new LeaseLostError(run.tools.lease.job.id);
}

/** What was found, as the document prints it: a file is valid when it can be imported, be it without some rows. */
const OUTCOME = `jsonb_build_object('is_valid', valid_rows > 0, 'total_rows', processed_rows,
  'valid_rows', valid_rows, 'invalid_rows', invalid_rows, 'error_summary', error_summary,
  'warnings', warning_count, 'can_proceed', valid_rows > 0,
  'validated_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))`;

async function endValidation(sql: EntityManager, jobId: string): Promise<void> {
  await sql.query(
    `UPDATE migration_jobs SET status = 'pending', total_rows = processed_rows, validation = ${OUTCOME} WHERE id = $1`,
    [jobId],
  );
}

/** What is in counts, whether this run put it in or one before. Whoever did not validate has it validated by this. */
async function endImport(sql: EntityManager, jobId: string): Promise<void> {
  await sql.query(
    `UPDATE migration_jobs SET total_rows = processed_rows, completed_at = now(),
       status = CASE WHEN imported_rows > 0 THEN 'completed' ELSE 'failed' END,
       error_message = CASE WHEN imported_rows > 0 THEN NULL ELSE $2 END,
       validation = coalesce(validation, ${OUTCOME})
     WHERE id = $1`,
    [jobId, NOTHING_VALID],
  );
}

/** Ends a run as failed; what is in stays in. @returns undefined when it had ended or is gone */
export async function failRun(
  lease: Lease,
  jobId: string,
  reason: string,
): Promise<MigrationJob | undefined> {
  return lease.commit(
    async (sql) => {
      await cancelJobs(sql, jobId, reason);
      const failed = await rows(
        sql,
        `UPDATE migration_jobs SET status = 'failed', error_message = $2, completed_at = now(),
           version = version + 1, updated_at = now()
         WHERE id = $1 AND status IN ('validating', 'importing') RETURNING id`,
        [jobId, reason],
      );
      return failed.length > 0 ? sql.findOneByOrFail(MigrationJob, { id: jobId }) : undefined;
    },
    { done: true },
  );
}

/** The first errors of a job, for those who are told of its validation. */
export async function firstErrors(sql: EntityManager, jobId: string): Promise<MigrationErrorNotice[]> {
  return rows<MigrationErrorNotice>(
    sql,
    `SELECT row_number, field_name, error_type, error_message, received_value FROM migration_errors
     WHERE migration_job_id = $1 AND NOT is_warning ORDER BY row_number, id LIMIT ${TOLD_ERRORS}`,
    [jobId],
  );
}
