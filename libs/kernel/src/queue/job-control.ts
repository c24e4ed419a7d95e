import { type EntityManager } from 'typeorm';
import { type Database, type Sql, withRetry } from '../db';
import { AppError } from '../errors';
import { type Admission } from './admission';
import { type CancelNotices } from './cancel-notices';
import { cancelJobs, type CancelledJob, hasActiveJobs, type RequeuedJob, requeueJobs } from './outbox';
import { type Queues } from './queues';

export interface JobControlDeps {
  db: Database;
  queues: Queues;
  admission: Admission;
  notices: CancelNotices;
}

/** First half of the advisory lock around the moves on one batch; the second is made from its id. */
const MOVE_LOCK = 7_315;

/**
 * What people do to the work of a batch: stop it, start it again. A system brings the change of its own
 * rows; the jobs, the order of moves that meet, and telling the workers are done here.
 */
export class JobControl {
  constructor(private readonly deps: JobControlDeps) {}

  /**
   * Takes back all work of a batch and, in the same transaction, lets the system end its rows. Workers can
   * write nothing from the commit on, and stop within a moment. When `end` throws nothing has happened.
   * Both may run again after a transient fault of the database.
   */
  async stop<T>(subjectId: string, reason: string, end: (sql: EntityManager) => Promise<T>): Promise<T> {
    const { result, cancelled } = await this.move(subjectId, async (sql) => {
      const jobs = await cancelJobs(sql, subjectId, reason);
      return { cancelled: jobs, result: await end(sql) };
    });
    await this.tellTaken(cancelled);
    return result;
  }

  /**
   * Lets the system put its rows back to work and add jobs, in one transaction, when no work of the batch
   * is left. New jobs start without the crashes and attempts of those before them.
   * @throws AppError 409 `still_running`
   */
  async restart<T>(subjectId: string, begin: (sql: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.move(subjectId, async (sql) => {
      if (await hasActiveJobs(sql, subjectId)) throw stillRunning();
      return begin(sql);
    });
    this.deps.admission.kick();
    return result;
  }

  /**
   * Lets the system add work to a batch, whatever else of it is under way: after any other move on it, and
   * never in the midst of one.
   */
  async extend<T>(subjectId: string, begin: (sql: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.move(subjectId, begin);
    this.deps.admission.kick();
    return result;
  }

  /**
   * Gives jobs that are stuck a fresh start; see {@link requeueJobs}. Of those that have ended nothing is changed:
   * whether and how they are done again is their system's to say.
   * @param note runs in the transaction
   * @returns those that had not ended
   */
  async requeue(
    jobIds: string[],
    note: (sql: Sql, jobs: RequeuedJob[]) => Promise<void>,
  ): Promise<RequeuedJob[]> {
    const jobs = await withRetry(() =>
      this.deps.db.transaction(async (sql) => {
        const requeued = await requeueJobs(sql, jobIds);
        await note(sql, requeued);
        return requeued;
      }),
    );
    await this.tellTaken(jobs);
    return jobs;
  }

  /** After the commit: workers stop, what lies in Redis goes, and what waits may come in its place. */
  private async tellTaken(jobs: CancelledJob[]): Promise<void> {
    const { queues, notices, admission } = this.deps;
    await notices.send(jobs);
    await queues.remove(jobs.filter(isInRedis));
    admission.kick();
  }

  /** One move on a batch at a time: a cancel sees all of a retry's jobs or comes before it. */
  private move<T>(subjectId: string, work: (sql: EntityManager) => Promise<T>): Promise<T> {
    return withRetry(() =>
      this.deps.db.transaction(async (sql) => {
        await sql.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [MOVE_LOCK, subjectId]);
        return work(sql);
      }),
    );
  }
}

/** The answer to a retry of work that has not ended. */
export function stillRunning(): AppError {
  return new AppError('still_running', 409, 'There is work under way; cancel it first or wait for its end');
}

/** A running job has left the waiting list, one that was never admitted has not come to it. */
function isInRedis(job: CancelledJob): boolean {
  return job.epoch > 0 && !job.wasRunning;
}
