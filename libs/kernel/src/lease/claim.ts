import DataLoader from 'dataloader';
import { type Database, rows } from '../db';
import { type JobOwner, type QueuedJob } from '../queue';
import { findJobs, groups } from './groups';

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

/** Takes deliveries of one worker; those that come within one turn of the event loop by one statement. */
export class Claims {
  private readonly loader: DataLoader<QueuedJob, ClaimedJob | undefined>;

  constructor(db: Database, workerId: string, leaseMs: number) {
    this.loader = new DataLoader<QueuedJob, ClaimedJob | undefined>(
      (jobs) => claimJobs(db, jobs, workerId, leaseMs),
      groups,
    );
  }

  /** See {@link claimJob}. */
  take(job: QueuedJob): Promise<ClaimedJob | undefined> {
    return this.loader.load(job);
  }
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
  const [claimed] = await claimJobs(db, [job], workerId, leaseMs);
  return claimed;
}

/** @returns what was claimed, in the places of the deliveries; of two deliveries of one epoch the first has it */
async function claimJobs(
  db: Database,
  jobs: readonly QueuedJob[],
  workerId: string,
  leaseMs: number,
): Promise<(ClaimedJob | undefined)[]> {
  const claimed = await rows<ClaimedJob>(
    db,
    `${findJobs('admitted')}
     UPDATE jobs SET state = 'running', worker_id = $3, started_at = now(),
       lease_until = now() + $4 * interval '1 millisecond'
     FROM found WHERE jobs.id = found.id
     RETURNING jobs.id, epoch, name, payload, attempts, crashes, checkpoint, express, tenant_id AS "tenantId",
       owner_id AS "ownerId", subject_id AS "subjectId", request_id AS "requestId",
       trace_context AS "traceContext", (1000 * extract(epoch FROM now() - unread_since))::float8 AS "unreadForMs"`,
    [jobs.map(({ jobId }) => jobId), jobs.map(({ epoch }) => epoch), workerId, leaseMs],
  );
  const left = new Map(claimed.map((job) => [`${job.id} ${job.epoch}`, job]));
  return jobs.map(({ jobId, epoch }) => {
    const key = `${jobId} ${epoch}`;
    const job = left.get(key);
    left.delete(key);
    return job;
  });
}
