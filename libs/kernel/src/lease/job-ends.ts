import DataLoader from 'dataloader';
import { type Database, rows } from '../db';
import { type QueuedJob } from '../queue';
import { findJobs, groups } from './groups';

/** Ends jobs that have done their work; those that end within one turn of the event loop by one statement. */
export class JobEnds {
  private readonly loader: DataLoader<QueuedJob, boolean>;

  constructor(db: Database) {
    this.loader = new DataLoader<QueuedJob, boolean>((jobs) => endJobs(db, jobs), groups);
  }

  /** @returns false when the job was no longer running under that epoch */
  done(job: QueuedJob): Promise<boolean> {
    return this.loader.load(job);
  }
}

async function endJobs(db: Database, jobs: readonly QueuedJob[]): Promise<boolean[]> {
  const ended = await rows<{ id: string }>(
    db,
    `${findJobs('running')}
     UPDATE jobs SET state = 'done', error = NULL, lease_until = NULL, finished_at = now()
     FROM found WHERE jobs.id = found.id RETURNING jobs.id`,
    [jobs.map(({ jobId }) => jobId), jobs.map(({ epoch }) => epoch)],
  );
  const ids = new Set(ended.map(({ id }) => id));
  return jobs.map(({ jobId }) => ids.has(jobId));
}
