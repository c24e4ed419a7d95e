import { type Database, rows } from '@sluice/kernel/db';
import { messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { IN_FORCE } from '@sluice/kernel/queue';
import { collectDefaultMetrics, Gauge, register } from 'prom-client';

/**
 * Process metrics, and of each queue how much waits, for how long and whether it is held back, asked of Postgres at
 * each scrape.
 */
export function registerMetrics(db: Database, log: Log, queueNames: string[]): void {
  collectDefaultMetrics();
  const measure = (name: string, help: string, labelNames: string[], read: () => Promise<Sample[]>): void => {
    new Gauge({
      name,
      help,
      labelNames,
      async collect() {
        this.reset();
        try {
          for (const { value, ...labels } of await read()) this.set(labels, value);
        } catch (error) {
          // What the process itself measures is wanted most when the database is away.
          log.warn('queues could not be measured', { metric: name, error: messageOf(error) });
        }
      },
    });
  };
  measure('sluice_queue_jobs', 'Jobs that have not ended, by queue and state', ['queue', 'state'], () =>
    rows(
      db,
      `SELECT queue, state, count(*)::int AS value FROM jobs
       WHERE state IN ('waiting', 'admitted', 'running') GROUP BY queue, state`,
    ),
  );
  measure(
    'sluice_queue_oldest_waiting_seconds',
    'Age of the oldest job that no worker has taken up',
    ['queue'],
    () =>
      rows(
        db,
        `SELECT queue, extract(epoch FROM now() - min(created_at))::float AS value FROM jobs
         WHERE state IN ('waiting', 'admitted') GROUP BY queue`,
      ),
  );
  measure(
    'sluice_queue_drained',
    '1 while an operator holds the work of the queue back, else 0',
    ['queue'],
    () =>
      rows(
        db,
        `SELECT queue, EXISTS (
         SELECT 1 FROM drains WHERE ${IN_FORCE} AND (scope = 'all' OR (scope = 'queue' AND target = queue))
       )::int AS value FROM unnest($1::text[]) AS queue`,
        [queueNames],
      ),
  );
  measure('sluice_workers', 'Workers heard of in the last 30 seconds', [], async () => [
    { value: await liveWorkers(db) },
  ]);
}

/** A value and its labels. */
type Sample = { value: number } & Record<string, string | number>;

export function metricsText(): Promise<string> {
  return register.metrics();
}

export const METRICS_TYPE = register.contentType;

/** How many workers there are to do anything. */
export async function liveWorkers(db: Database): Promise<number> {
  const [row] = await rows<{ workers: number }>(
    db,
    `SELECT count(*)::int AS workers FROM workers WHERE seen_at > now() - interval '30 seconds'`,
  );
  return row?.workers ?? 0;
}
