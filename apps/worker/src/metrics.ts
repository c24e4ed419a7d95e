import { Counter, Gauge, Histogram } from 'prom-client';

export const jobDuration = new Histogram({
  name: 'sluice_job_duration_seconds',
  help: 'Time from claim to end of a job, by how it ended',
  labelNames: ['job', 'outcome'],
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
});

/** Ways in which a run of a claimed job ends. */
export const OUTCOMES = ['done', 'failed', 'poison', 'retry', 'handed_back', 'lease_lost'] as const;

/**
 * Begins at 0 for each of them: of a series that appears at 1, Prometheus sees no increase. The label is not called
 * `job`, because Prometheus has one of that name and renames ours.
 */
export const jobRuns = new Counter({
  name: 'sluice_job_runs_total',
  help: 'Runs of jobs by how they ended',
  labelNames: ['queue', 'job_name', 'outcome'],
});

export const itemsProcessed = new Counter({
  name: 'sluice_items_processed_total',
  help: 'Sheets, records, rows and items that came to an end',
  labelNames: ['system', 'status'],
});

export const drainedWorker = new Gauge({
  name: 'sluice_worker_drained',
  help: '1 while an operator has this worker take nothing new, else 0',
});

export const jobsRunning = new Gauge({
  name: 'sluice_worker_jobs_running',
  help: 'Jobs that this worker runs now',
});

export const jobSlots = new Gauge({
  name: 'sluice_worker_job_slots',
  help: 'Jobs that this worker can run at once, those of express lanes included',
});

export const dispatcherLeader = new Gauge({
  name: 'sluice_dispatcher_leader',
  help: '1 on the worker that leads, else 0',
});

export const filesSwept = new Counter({
  name: 'sluice_files_swept_total',
  help: 'Files that were deleted because no row named them',
});

export const fileSweepRefused = new Gauge({
  name: 'sluice_file_sweep_refused',
  help: '1 on the leading worker while it deletes nothing because the database is older than the store, else 0',
});
