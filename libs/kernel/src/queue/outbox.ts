import { uuidv7 } from 'uuidv7';
import { rows, type Sql } from '../db';
import { currentTraceparent } from '../tracing';
import { type JobContract, type JobOwner } from './job-contract';
import { type PlacedJob } from './queues';

/**
 * Writes jobs in the transaction that writes what they work on: either both are there or neither is.
 * They wait in Postgres (state `waiting`, the outbox) until admission hands them to Redis. They belong to the trace
 * that they are added in.
 * @returns the job ids, in the order of the payloads
 */
export async function addJobs<Payload extends object>(
  sql: Sql,
  contract: JobContract<Payload>,
  owner: JobOwner,
  payloads: Payload[],
): Promise<string[]> {
  const ids = payloads.map(() => uuidv7());
  await sql.query(
    `INSERT INTO jobs (id, queue, name, tenant_id, owner_id, subject_id, request_id, trace_context, payload)
     SELECT id, $1, $2, $3, $4, $5, $6, $7, payload
     FROM unnest($8::uuid[], $9::jsonb[]) AS job (id, payload)`,
    [
      contract.queue,
      contract.name,
      owner.tenantId,
      owner.ownerId,
      owner.subjectId,
      owner.requestId ?? null,
      currentTraceparent() ?? null,
      ids,
      payloads.map((payload) => JSON.stringify(payload)),
    ],
  );
  return ids;
}

/** A job that was taken back: its copy in Redis, if there is one, can go. */
export interface CancelledJob extends PlacedJob {
  /** A worker is at it and should be told; see {@link CancelNotices}. */
  wasRunning: boolean;
}

/**
 * Takes back all work of a batch that has not ended, running jobs included: their workers lose the
 * lease and can write no more. Lock order everywhere is jobs first, then the system's rows.
 */
export async function cancelJobs(sql: Sql, subjectId: string, reason: string): Promise<CancelledJob[]> {
  const cancelled: CancelledJob[] = [];
  do {
    const jobs = await rows<CancelledJob>(
      sql,
      `WITH active AS (
         SELECT id, state FROM jobs WHERE subject_id = $1 AND state IN ${ACTIVE_STATES} ORDER BY id FOR UPDATE
       )
       UPDATE jobs SET state = 'cancelled', error = $2, lease_until = NULL, finished_at = now()
       FROM active WHERE jobs.id = active.id
       RETURNING jobs.id AS "jobId", epoch, queue, express, active.state = 'running' AS "wasRunning"`,
      [subjectId, reason],
    );
    cancelled.push(...jobs);
    // A job whose last commit was waited for may have added others, which that statement could not see.
  } while (await hasActiveJobs(sql, subjectId));
  return cancelled;
}

/** A job that was given a fresh start. */
export interface RequeuedJob extends CancelledJob {
  tenantId: string;
  subjectId: string;
  formerState: 'waiting' | 'admitted' | 'running';
}

/**
 * Gives jobs that have not ended a fresh start: no attempts, no crashes, and a new epoch with their next admission. A
 * worker that is at one of them loses the lease and can write no more; whoever gets it next goes on at the checkpoint.
 * @returns those that had not ended
 */
export function requeueJobs(sql: Sql, jobIds: string[]): Promise<RequeuedJob[]> {
  return rows<RequeuedJob>(
    sql,
    `WITH active AS (
       SELECT id, state FROM jobs WHERE id = ANY($1) AND state IN ${ACTIVE_STATES} ORDER BY id FOR UPDATE
     )
     UPDATE jobs SET state = 'waiting', attempts = 0, crashes = 0, error = NULL, lease_until = NULL, run_after = now()
     FROM active WHERE jobs.id = active.id
     RETURNING jobs.id AS "jobId", epoch, queue, express, active.state = 'running' AS "wasRunning",
       tenant_id AS "tenantId", subject_id AS "subjectId", active.state AS "formerState"`,
    [jobIds],
  );
}

/** True while any work of a batch waits or runs. */
export async function hasActiveJobs(sql: Sql, subjectId: string): Promise<boolean> {
  const active = await rows(
    sql,
    `SELECT 1 FROM jobs WHERE subject_id = $1 AND state IN ${ACTIVE_STATES} LIMIT 1`,
    [subjectId],
  );
  return active.length > 0;
}

const ACTIVE_STATES = `('waiting', 'admitted', 'running')`;
