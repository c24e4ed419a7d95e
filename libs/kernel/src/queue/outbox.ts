import { uuidv7 } from 'uuidv7';
import { rows, type Sql } from '../db';
import { type JobContract, type JobOwner, type QueuedJob } from './job-contract';

/**
 * Writes jobs in the transaction that writes what they work on: either both are there or neither is.
 * They wait in Postgres (state `waiting`, the outbox) until admission hands them to Redis.
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
    `INSERT INTO jobs (id, queue, name, tenant_id, owner_id, subject_id, request_id, payload)
     SELECT id, $1, $2, $3, $4, $5, $6, payload
     FROM unnest($7::uuid[], $8::jsonb[]) AS job (id, payload)`,
    [
      contract.queue,
      contract.name,
      owner.tenantId,
      owner.ownerId,
      owner.subjectId,
      owner.requestId ?? null,
      ids,
      payloads.map((payload) => JSON.stringify(payload)),
    ],
  );
  return ids;
}

/** A job that was taken back: its copy in Redis, if there is one, can go. */
export interface CancelledJob extends QueuedJob {
  queue: string;
}

/**
 * Takes back all work of a batch that has not ended, running jobs included: their workers lose the
 * lease and can write no more. Lock order everywhere is jobs first, then the system's rows.
 */
export async function cancelJobs(sql: Sql, subjectId: string, reason: string): Promise<CancelledJob[]> {
  return rows<CancelledJob>(
    sql,
    `UPDATE jobs SET state = 'cancelled', error = $2, lease_until = NULL, finished_at = now()
     WHERE subject_id = $1 AND state IN ('waiting', 'admitted', 'running')
     RETURNING id AS "jobId", epoch, queue`,
    [subjectId, reason],
  );
}
