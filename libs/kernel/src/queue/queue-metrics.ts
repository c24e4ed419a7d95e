import { Counter, Gauge, Histogram } from 'prom-client';
import { type Database, rows } from '../db';
import { messageOf, within } from '../errors';
import { type Log } from '../log';
import { IN_FORCE, IS_ALIVE } from './sql-conditions';

export const admissionWait = new Histogram({
  name: 'sluice_admission_wait_seconds',
  help: 'Time from when a job may run to its admission from Postgres to Redis',
  labelNames: ['queue'],
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
});

/** `lease_expired`: its worker fell silent. `lost_in_redis`: Redis did not have it any more. */
export const jobsRecovered = new Counter({
  name: 'sluice_jobs_recovered_total',
  help: 'Jobs that were put back to waiting because their worker or Redis had lost them',
  labelNames: ['queue', 'cause'],
});

/** Begins to count recovered jobs at 0: of a series that appears at 1, Prometheus sees no increase. */
export function countRecovered(queues: string[]): void {
  for (const queue of queues) {
    for (const cause of ['lease_expired', 'lost_in_redis']) jobsRecovered.inc({ queue, cause }, 0);
  }
}

/** One figure of one queue. */
interface QueueFigure {
  queue: string;
  state: string;
  jobs: number;
  /** Of the oldest job in this state. */
  ageSeconds: number;
}

/** What the jobs that have not ended look like, and the fleet that works on them. */
interface Figures {
  queues: QueueFigure[];
  drained: { queue: string; drained: boolean }[];
  workers: number;
}

const FIGURES = `
  SELECT queue, state, count(*)::int AS jobs,
    extract(epoch FROM now() - min(created_at))::float AS "ageSeconds"
  FROM jobs WHERE state IN ('waiting', 'admitted', 'running') GROUP BY queue, state`;

const DRAINED = `
  SELECT queue, EXISTS (
    SELECT 1 FROM drains WHERE ${IN_FORCE} AND (scope = 'all' OR (scope = 'queue' AND target = queue))
  ) AS drained FROM unnest($1::text[]) AS queue`;

export interface MeasuredQueues {
  db: Database;
  log: Log;
  /** Those that are told of also while nothing is in them. */
  queueNames: string[];
  /** What is true of the whole fleet need not be asked of Postgres by every process of it. Default: always. */
  isAsked?: () => boolean;
}

/** A scrape does not wait for a Postgres that hangs. */
const TIMEOUT_MS = 2_000;

/** Measures the queues at each scrape, where `isAsked` says so. */
export function measureQueues({ db, log, queueNames, isAsked = () => true }: MeasuredQueues): void {
  const read = shared(log, () => readFigures(db, queueNames));
  const measure = (
    gauge: { name: string; help: string; labelNames?: string[] },
    set: (target: Gauge, figures: Figures) => void,
  ): void => {
    new Gauge({
      ...gauge,
      async collect() {
        // One without labels would be 0 after a reset; what was not measured must not say so.
        if (gauge.labelNames) this.reset();
        else this.remove();
        const figures = isAsked() ? await read() : undefined;
        if (figures) set(this, figures);
      },
    });
  };
  measure(
    {
      name: 'sluice_queue_jobs',
      help: 'Jobs that have not ended, by queue and state',
      labelNames: ['queue', 'state'],
    },
    (gauge, { queues }) => {
      for (const { queue, state, jobs } of queues) gauge.set({ queue, state }, jobs);
    },
  );
  measure(
    {
      name: 'sluice_queue_oldest_waiting_seconds',
      help: 'Age of the oldest job that no worker has taken up',
      labelNames: ['queue'],
    },
    (gauge, { queues }) => {
      const waiting = queues.filter(({ state }) => state !== 'running');
      for (const { queue } of waiting) {
        const ages = waiting.filter((other) => other.queue === queue).map(({ ageSeconds }) => ageSeconds);
        gauge.set({ queue }, Math.max(...ages));
      }
    },
  );
  measure(
    {
      name: 'sluice_queue_drained',
      help: '1 while an operator holds the work of the queue back, else 0',
      labelNames: ['queue'],
    },
    (gauge, { drained }) => {
      for (const { queue, drained: isDrained } of drained) gauge.set({ queue }, Number(isDrained));
    },
  );
  measure({ name: 'sluice_workers', help: 'Workers heard of in the last 30 seconds' }, (gauge, { workers }) =>
    gauge.set(workers),
  );
}

async function readFigures(db: Database, queueNames: string[]): Promise<Figures> {
  const [queues, drained, workers] = await Promise.all([
    rows<QueueFigure>(db, FIGURES),
    rows<Figures['drained'][number]>(db, DRAINED, [queueNames]),
    liveWorkers(db),
  ]);
  return { queues, drained, workers };
}

/** How many workers there are to do anything. */
async function liveWorkers(db: Database): Promise<number> {
  const [row] = await rows<{ workers: number }>(
    db,
    `SELECT count(*)::int AS workers FROM workers WHERE ${IS_ALIVE}`,
  );
  return row?.workers ?? 0;
}

/**
 * Gauges that are read together share an answer of Postgres. What the process itself measures is wanted most when the
 * database is away: an error is no figure, and no error.
 */
function shared(log: Log, read: () => Promise<Figures>): () => Promise<Figures | undefined> {
  let reading: Promise<Figures> | undefined;
  let answer: Promise<Figures | undefined> | undefined;
  return () => {
    // One question at a time: those that Postgres has not answered would take up the pool.
    reading ??= read().finally(() => (reading = undefined));
    answer ??= within(TIMEOUT_MS, 'Postgres', reading)
      .catch((error: unknown) => {
        log.warn('queues could not be measured', { error: messageOf(error) });
        return undefined;
      })
      .finally(() => (answer = undefined));
    return answer;
  };
}
