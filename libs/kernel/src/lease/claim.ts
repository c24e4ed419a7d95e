import { type Database, rows } from '../db';
import { type JobOwner, type QueuedJob } from '../queue';

/** A job as its worker sees it, from the moment it is claimed. */
export interface ClaimedJob extends JobOwner {
  id: string;
  epoch: number;
  name: string;
  payload: unknown;
  /** Retryable failures so far. */
  attempts: number;
  /** Workers that died on it since its checkpoint last moved. */
  crashes: number;
  checkpoint: unknown;
  /** `traceparent` of what added it, when that was traced. */
  traceContext: string | null;
  /** For how long it has been given back by workers that could not read it; null when none was. */
  unreadForMs: number | null;
  /** Its owner has nothing else under way while others fill the fleet. */
  express: boolean;
}

/**
 * Takes a job by compare-and-set on its epoch. Each epoch can be claimed once: a second delivery, or
 * one from before the job was given away, cancelled or deleted, finds nothing.
 */
export async function claimJob(
  db: Database,
  job: QueuedJob,
  workerId: string,
  leaseMs: number,
): Promise<ClaimedJob | undefined> {
  const [claimed] = await rows<ClaimedJob>(
    db,
    `UPDATE jobs SET state = 'running', worker_id = $3, started_at = now(),
         lease_until = now() + $4 * interval '1 millisecond'
       WHERE id = $1 AND epoch = $2 AND state = 'admitted'
       RETURNING id, epoch, name, payload, attempts, crashes, checkpoint, express, tenant_id AS "tenantId",
         owner_id AS "ownerId", subject_id AS "subjectId", request_id AS "requestId",
         trace_context AS "traceContext", (1000 * extract(epoch FROM now() - unread_since))::float8 AS "unreadForMs"`,
    [job.jobId, job.epoch, workerId, leaseMs],
  );
  return claimed;
}
