import { type Database, rows } from '@sluice/kernel/db';
import { messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { collectDefaultMetrics, Gauge, register } from 'prom-client';

/** Process metrics, and of each queue how much waits and for how long, asked of Postgres at each scrape. */
export function registerMetrics(db: Database, log: Log): void {
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
      workers.reset();
      try {
        for (const { queue, state, jobs, oldestSeconds } of await openJobs(db)) {
          this.set({ queue, state }, jobs);
          if (state === 'waiting') oldest.set({ queue }, oldestSeconds);
        }
        workers.set(await liveWorkers(db));
      } catch (error) {
        // What the process itself measures is wanted most when the database is away.
        log.warn('queues could not be measured', { error: messageOf(error) });
      }
    },
  });
}

export function metricsText(): Promise<string> {
  return register.metrics();
}

export const METRICS_TYPE = register.contentType;

interface OpenJobs {
  queue: string;
  state: 'waiting' | 'running';
  jobs: number;
  oldestSeconds: number;
}

/** A job that lies in Redis waits like one that lies in Postgres only. */
function openJobs(db: Database): Promise<OpenJobs[]> {
  return rows<OpenJobs>(
    db,
    `SELECT queue, CASE state WHEN 'running' THEN 'running' ELSE 'waiting' END AS state,
       count(*)::int AS jobs,
       extract(epoch FROM now() - min(created_at))::float AS "oldestSeconds"
     FROM jobs WHERE state IN ('waiting', 'admitted', 'running')
     GROUP BY 1, 2 ORDER BY 1, 2`,
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
