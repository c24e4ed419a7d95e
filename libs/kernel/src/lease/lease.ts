import { type EntityManager } from 'typeorm';
import { type Database, rows } from '../db';
import { LeaseLostError } from '../errors';
import { type ClaimedJob } from './claim';
import { JobEnds } from './job-ends';

/** What a commit does to the job itself, in the same transaction as the work. */
export interface CommitOptions {
  /** Where to go on after a crash; moving it forgets earlier crashes. */
  checkpoint?: object;
  /** The job ends with this commit. */
  done?: boolean;
  /**
   * Long work of the same transaction that comes before the job's row is locked and the lease is checked: a
   * locked row can be neither renewed nor cancelled. What it writes is undone when the lease is lost.
   */
  prepare?: (sql: EntityManager) => Promise<void>;
}

/** How a job, or a part of it, was given up: its error can't be cured, or workers died on it. */
export type GivenUp = 'failed' | 'poison';

/** A worker's right to write the results of one job, for as long as nobody else was given it. */
export class Lease {
  private readonly abortion = new AbortController();
  private ended = false;
  private givenUp: { kind: GivenUp; message: string } | undefined;

  constructor(
    private readonly db: Database,
    readonly job: ClaimedJob,
    /** Shared by all leases of a worker: what ends at once is written at once. */
    private readonly ends = new JobEnds(db),
  ) {}

  /** Aborts when the lease is lost or the process shuts down: stop at the next safe place. */
  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  /** True once the job has ended or was handed back; nothing more is written then. */
  get isOver(): boolean {
    return this.ended;
  }

  /**
   * From now on the job's row says that it was given up, and whatever ends it ends it as failed with that message. Its
   * handler still brings what the job worked on to a legal end, and may hand back what is not hopeless.
   */
  giveUp(kind: GivenUp, message: string): void {
    this.givenUp = { kind, message };
  }

  abort(reason: Error): void {
    this.abortion.abort(reason);
  }

  /**
   * One transaction of results. Its first statement (after `prepare`) locks the job's row and checks the epoch, so a
   * worker that was thought dead, or whose batch was cancelled or deleted, writes nothing.
   * It is not tried again when the connection breaks during COMMIT: whether it was committed is then
   * unknown, and only running the job again from what Postgres says is right.
   * @throws LeaseLostError when the job is no longer ours
   */
  async commit<T>(work: (sql: EntityManager) => Promise<T>, options: CommitOptions = {}): Promise<T> {
    const result = await this.db.transaction(async (sql) => {
      await options.prepare?.(sql);
      await this.touch(sql, options);
      return work(sql);
    });
    if (options.done) this.ended = true;
    return result;
  }

  /** Ends the job. */
  async finish(state: 'done' | 'failed', error?: string): Promise<void> {
    if (state === 'done' && !this.givenUp) {
      const { id: jobId, epoch } = this.job;
      if (!(await this.ends.done({ jobId, epoch }))) throw new LeaseLostError(jobId);
      this.ended = true;
      return;
    }
    const { kind = null } = this.givenUp ?? {};
    await this.move(
      `state = $3, error = $4, given_up = coalesce($5, given_up), lease_until = NULL, finished_at = now()`,
      [state, error ?? null, kind],
    );
  }

  /** Lets the job lie where it lay before it was claimed, under the same epoch, for whoever claims it next. */
  async putDown(): Promise<void> {
    await this.move(`state = 'admitted', worker_id = NULL, lease_until = NULL, started_at = NULL`, []);
  }

  /** Gives the job back, to be admitted again after `delayMs`. */
  async handBack(delayMs = 0): Promise<void> {
    await this.move(
      `state = 'waiting', lease_until = NULL, run_after = now() + $3 * interval '1 millisecond'`,
      [delayMs],
    );
  }

  /**
   * Gives the job back to a worker of another version, for this one can't read it: no attempt is counted. The longer
   * nobody can, the less often it is tried, every half minute in the end.
   */
  async giveBackUnread(problem: string): Promise<void> {
    await this.move(
      `state = 'waiting', lease_until = NULL, error = $3, unread_since = coalesce(unread_since, now()),
       run_after = now() + least(interval '30 seconds',
         greatest(interval '500 milliseconds', (now() - coalesce(unread_since, now())) / 4))`,
      [problem],
    );
  }

  /** Gives the job back after an error that a later attempt may not meet. */
  async retryLater(error: string, delayMs: number): Promise<void> {
    await this.move(
      `state = 'waiting', lease_until = NULL, attempts = attempts + 1, error = $3,
       run_after = now() + $4 * interval '1 millisecond'`,
      [error, delayMs],
    );
  }

  private async touch(sql: EntityManager, options: CommitOptions): Promise<void> {
    const touched = await rows(
      sql,
      `UPDATE jobs SET
         checkpoint = coalesce($3, checkpoint),
         crashes = CASE WHEN $3::jsonb IS NULL THEN crashes ELSE 0 END,
         state = CASE WHEN NOT $4 THEN state WHEN $5::text IS NULL THEN 'done' ELSE 'failed' END,
         error = CASE WHEN $4 THEN coalesce($6, error) ELSE error END,
         given_up = coalesce($5, given_up),
         finished_at = CASE WHEN $4 THEN now() END
       WHERE id = $1 AND epoch = $2 AND state = 'running' RETURNING id`,
      [
        this.job.id,
        this.job.epoch,
        options.checkpoint ? JSON.stringify(options.checkpoint) : null,
        options.done ?? false,
        this.givenUp?.kind ?? null,
        this.givenUp?.message ?? null,
      ],
    );
    if (touched.length === 0) throw new LeaseLostError(this.job.id);
  }

  private async move(assignments: string, parameters: unknown[]): Promise<void> {
    const moved = await rows(
      this.db,
      `UPDATE jobs SET ${assignments} WHERE id = $1 AND epoch = $2 AND state = 'running' RETURNING id`,
      [this.job.id, this.job.epoch, ...parameters],
    );
    if (moved.length === 0) throw new LeaseLostError(this.job.id);
    this.ended = true;
  }
}
