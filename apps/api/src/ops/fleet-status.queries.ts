import { type Database, rows } from '@sluice/kernel/db';
import { leaderOf } from '@sluice/kernel/lease';
import { IS_ALIVE } from '@sluice/kernel/queue';

export interface QueueStatus {
  queue: string;
  waiting: number;
  /** Of those waiting, how many wait for the time of their next attempt. */
  delayed: number;
  admitted: number;
  running: number;
  oldest_waiting_seconds: number | null;
  failed_last_hour: number;
  /** Of those, how many because workers died on them. */
  poison_last_hour: number;
}

/** Every queue that is named, and every other that has jobs. */
export async function readQueues(db: Database, queueNames: string[]): Promise<QueueStatus[]> {
  return rows<QueueStatus>(
    db,
    `WITH active AS (
       SELECT queue,
         count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
         count(*) FILTER (WHERE state = 'waiting' AND run_after > now())::int AS delayed,
         count(*) FILTER (WHERE state = 'admitted')::int AS admitted,
         count(*) FILTER (WHERE state = 'running')::int AS running,
         extract(epoch FROM now() - min(created_at) FILTER (WHERE state IN ('waiting', 'admitted')))::float8
           AS oldest
       FROM jobs WHERE state IN ('waiting', 'admitted', 'running') GROUP BY queue
     ), given_up AS (
       SELECT queue, count(*)::int AS failed, count(*) FILTER (WHERE given_up = 'poison')::int AS poison
       FROM jobs WHERE (state = 'failed' OR given_up IS NOT NULL) AND finished_at > now() - interval '1 hour'
       GROUP BY queue
     ), known AS (
       SELECT queue, place FROM unnest($1::text[]) WITH ORDINALITY AS named (queue, place)
       UNION ALL SELECT queue, NULL FROM active WHERE queue <> ALL ($1)
     )
     SELECT queue, coalesce(waiting, 0) AS waiting, coalesce(delayed, 0) AS delayed,
       coalesce(admitted, 0) AS admitted, coalesce(running, 0) AS running,
       round(oldest::numeric, 1)::float8 AS oldest_waiting_seconds,
       coalesce(failed, 0) AS failed_last_hour, coalesce(poison, 0) AS poison_last_hour
     FROM known LEFT JOIN active USING (queue) LEFT JOIN given_up USING (queue) ORDER BY place, queue`,
    [queueNames],
  );
}

export interface WorkerStatus {
  id: string;
  host: string | null;
  version: string | null;
  queues: string[];
  /** Jobs it runs at once, per queue. */
  concurrency: number;
  running: number;
  started_at: Date;
  seen_seconds_ago: number;
  /** Heard of in the last 30 seconds. */
  alive: boolean;
  /** It says itself that it takes nothing new. */
  draining: boolean;
  leader: boolean;
}

/** Workers that did not say good-bye, the silent ones of the last day among them. */
export async function readWorkers(db: Database): Promise<WorkerStatus[]> {
  const [leader, workers] = await Promise.all([
    leaderOf(db),
    rows<Omit<WorkerStatus, 'leader'>>(
      db,
      `SELECT id, host, version, queues, concurrency, started_at, draining,
         (SELECT count(*)::int FROM jobs WHERE state = 'running' AND worker_id = workers.id) AS running,
         round(greatest(extract(epoch FROM now() - seen_at), 0)::numeric, 1)::float8 AS seen_seconds_ago,
         ${IS_ALIVE} AS alive
       FROM workers ORDER BY ${IS_ALIVE} DESC, started_at, id LIMIT 1000`,
    ),
  ]);
  return workers.map((worker) => ({ ...worker, leader: worker.id === leader }));
}

export interface MigrationsState {
  applied: number;
  /** Names of those this program knows and the database lacks. */
  pending: string[];
  /** How many the database has that this program does not know: it is the older one. */
  unknown: number;
}

export async function readMigrations(db: Database, known: string[]): Promise<MigrationsState> {
  const applied = await rows<{ name: string }>(db, 'SELECT name FROM schema_migrations');
  const names = new Set(applied.map(({ name }) => name));
  return {
    applied: names.size,
    pending: known.filter((name) => !names.has(name)),
    unknown: [...names].filter((name) => !known.includes(name)).length,
  };
}
