import { type Database, rows } from '../db';
import { type Log } from '../log';
import { readmit } from './admission';
import { forgetDrains } from './drains';
import { jobsRecovered } from './queue-metrics';
import { type PlacedJob, type Queues } from './queues';

/** A job that was admitted this long ago and is not in Redis will not get there any more. */
const ADMITTED_GRACE_MS = 3_000;
/** Admitted jobs looked up in Redis at once; admission keeps their number near this. */
const LOST_BATCH = 500;

/**
 * Gives work whose lease has run out back to waiting. It counts as a crash only when the worker itself was no
 * longer heard of since it last renewed the lease: one that lived on while Postgres was away, and could not hand its
 * job back, has not crashed on it.
 * @returns how many jobs came back
 */
export async function recoverExpired(db: Database, log: Log, leaseMs: number): Promise<number> {
  const expired = await rows<{
    id: string;
    queue: string;
    name: string;
    worker_id: string;
    crashes: number;
  }>(
    db,
    // A row that is locked, by a commit that hangs with its machine, must not hold up the others.
    `WITH expired AS (
       SELECT id FROM jobs WHERE state = 'running' AND lease_until < now() FOR UPDATE SKIP LOCKED
     )
     UPDATE jobs SET state = 'waiting', lease_until = NULL, run_after = now(),
       crashes = crashes + CASE WHEN EXISTS (
         SELECT 1 FROM workers WHERE workers.id = jobs.worker_id AND seen_at > jobs.lease_until - $1 * interval '1 millisecond'
       ) THEN 0 ELSE 1 END
     FROM expired WHERE jobs.id = expired.id
     RETURNING jobs.id, queue, name, worker_id, crashes`,
    [leaseMs],
  );
  for (const job of expired) {
    jobsRecovered.inc({ queue: job.queue, cause: 'lease_expired' });
    log.warn('a lease ran out: the job is given to another worker', { jobId: job.id, ...job });
  }
  return expired.length;
}

/**
 * Finds jobs that Postgres believes to be in Redis and that Redis has lost or ended (FLUSHALL, a restart
 * without its append-only file, a delivery that no worker could claim) and puts them back to waiting.
 * @returns how many jobs came back
 */
export async function recoverLost(db: Database, queues: Queues, log: Log): Promise<number> {
  const admitted = await rows<PlacedJob>(
    db,
    `SELECT id AS "jobId", epoch, queue, express FROM jobs
     WHERE state = 'admitted' AND admitted_at < now() - $1 * interval '1 millisecond'
     ORDER BY admitted_at LIMIT ${LOST_BATCH}`,
    [ADMITTED_GRACE_MS],
  );
  const pending = await Promise.all(admitted.map((job) => queues.isPending(job)));
  const lost = admitted.filter((_, index) => !pending[index]);
  if (lost.length === 0) return 0;
  const back = await readmit(db, lost);
  for (const { queue } of lost) jobsRecovered.inc({ queue, cause: 'lost_in_redis' });
  log.warn('Redis had lost jobs: they are queued again', { jobs: back });
  return back;
}

/** How long rows of ended jobs are kept for people who look, and workers that are no longer heard of. */
const KEEP_ENDED_DAYS = 7;

/** Rows deleted by one statement, so that none runs long. */
const FORGET_BATCH = 10_000;

/** Deletes what nobody needs any more: ended jobs, workers long gone, drains that are over. */
export async function forgetEnded(db: Database): Promise<void> {
  let deleted: unknown[];
  do {
    deleted = await rows(
      db,
      `DELETE FROM jobs WHERE id IN (
         SELECT id FROM jobs WHERE state IN ('done', 'failed', 'cancelled')
           AND finished_at < now() - interval '${KEEP_ENDED_DAYS} days' LIMIT ${FORGET_BATCH})
       RETURNING 1`,
    );
  } while (deleted.length === FORGET_BATCH);
  await db.query(`DELETE FROM workers WHERE seen_at < now() - interval '1 day'`);
  await forgetDrains(db);
}
