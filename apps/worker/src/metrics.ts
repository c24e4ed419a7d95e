import { Counter, Gauge, Histogram } from 'prom-client';

export const jobDuration = new Histogram({
  name: 'sluice_job_duration_seconds',
  help: 'Time from claim to end of a job, by how it ended',
  labelNames: ['job', 'outcome'],
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
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
