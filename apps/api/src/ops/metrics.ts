import { type Database, rows } from '@sluice/kernel/db';
import { collectDefaultMetrics, Gauge, register } from 'prom-client';

/** Process metrics, and of each queue how much waits and for how long, asked of Postgres at each scrape. */
export function registerMetrics(db: Database): void {
  collectDefaultMetrics();
  const oldest = new Gauge({
    name: 'sluice_queue_oldest_waiting_seconds',
    help: 'Age of the oldest job that no worker has taken up',
    labelNames: ['queue'],
  });
  const workers = new Gauge({ name: 'sluice_workers', help: 'Workers heard of in the last 30 seconds' });
  new Gauge({
    name: 'sluice_queue_jobs',
    help: 'Jobs that have not ended, by queue and state',
    labelNames: ['queue', 'state'],
    async collect() {
      this.reset();
      oldest.reset();
      for (const { queue, state, jobs, age } of await openJobs(db)) {
        this.set({ queue, state }, jobs);
        if (state !== 'running') oldest.set({ queue }, age);
      }
      workers.set(await liveWorkers(db));
    },
  });
}

export function metricsText(): Promise<string> {
  return register.metrics();
}

export const METRICS_TYPE = register.contentType;

interface OpenJobs {
  queue: string;
  state: string;
  jobs: number;
  age: number;
}

function openJobs(db: Database): Promise<OpenJobs[]> {
  return rows<OpenJobs>(
    db,
    `SELECT queue, state, count(*)::int AS jobs,
       extract(epoch FROM now() - min(created_at))::float AS age
     FROM jobs WHERE state IN ('waiting', 'admitted', 'running')
     GROUP BY queue, state ORDER BY queue, state`,
  );
}

/** How many workers there are to do anything. */
export async function liveWorkers(db: Database): Promise<number> {
  const [row] = await rows<{ workers: number }>(
    db,
    `SELECT count(*)::int AS workers FROM workers WHERE seen_at > now() - interval '30 seconds'`,
  );
  return row?.workers ?? 0;
}
