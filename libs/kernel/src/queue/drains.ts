import { uuidv7 } from 'uuidv7';
import { type Database, rows, type Sql, withRetry } from '../db';
import { ADMISSION_LOCK, type Admission } from './admission';
import { type PlacedJob, type Queues } from './queues';
import { IN_FORCE } from './sql-conditions';

/** What takes no new work: everything, one system's queue, or one worker. */
export type DrainScope = 'all' | 'queue' | 'worker';

export interface DrainTarget {
  scope: DrainScope;
  /** Name of the queue or id of the worker; empty for everything. */
  target: string;
}

export interface NewDrain extends DrainTarget {
  /** What runs there is handed back at its next safe place, instead of being finished. */
  handBack: boolean;
  /** After so long it ends by itself; undefined: not before it is ended. */
  forSeconds: number | undefined;
  /** For people: why. */
  reason: string | undefined;
  /** Name of who began it. */
  createdBy: string;
}

export interface Drain extends DrainTarget {
  id: string;
  handBack: boolean;
  until: Date | null;
  reason: string | null;
  createdBy: string | null;
  createdAt: Date;
}

export interface DrainsDeps {
  db: Database;
  queues: Queues;
  admission: Admission;
}

const COLUMNS = `id, scope, target, hand_back AS "handBack", until, reason, created_by AS "createdBy",
  created_at AS "createdAt"`;

/** Every drain in force, oldest first. */
export function drainsInForce(sql: Sql): Promise<Drain[]> {
  return rows<Drain>(sql, `SELECT ${COLUMNS} FROM drains WHERE ${IN_FORCE} ORDER BY created_at, id`);
}

/**
 * Holding work back, for a while or until it is ended. Drains lie in Postgres: admission reads them in the statement
 * that admits, and workers look at them every second, so they outlive Redis and every process. Requests are still
 * accepted; their jobs wait.
 */
export class Drains {
  constructor(private readonly deps: DrainsDeps) {}

  /**
   * Begins a drain, or changes the one there is on the same target. From its commit on nothing new starts there: what
   * lies in Redis and nobody has claimed yet is taken back in the same transaction, which no admission runs beside.
   * @param note runs in the transaction
   */
  async begin(drain: NewDrain, note: (sql: Sql, begun: Drain) => Promise<void>): Promise<Drain> {
    const { db, queues } = this.deps;
    const { begun, recalled } = await withRetry(() =>
      db.transaction(async (sql) => {
        await sql.query('SELECT pg_advisory_xact_lock($1)', [ADMISSION_LOCK]);
        const row = await insert(sql, drain);
        await note(sql, row);
        return { begun: row, recalled: await recall(sql, drain) };
      }),
    );
    // Their copies can't be claimed any more; they only stand in the way.
    await queues.remove(recalled);
    return begun;
  }

  /**
   * Ends the drain of a target, or every one there is; what waits is admitted at once.
   * @param note runs in the transaction
   * @returns those that were in force
   */
  async end(
    which: DrainTarget | 'every',
    note: (sql: Sql, ended: Drain[]) => Promise<void>,
  ): Promise<Drain[]> {
    const ended = await withRetry(() =>
      this.deps.db.transaction(async (sql) => {
        const isOne = which !== 'every';
        const gone = await rows<Drain & { inForce: boolean }>(
          sql,
          `DELETE FROM drains ${isOne ? 'WHERE scope = $1 AND target = $2' : ''}
           RETURNING ${COLUMNS}, ${IN_FORCE} AS "inForce"`,
          isOne ? [which.scope, which.target] : [],
        );
        const inForce = gone.filter((drain) => drain.inForce).map(({ inForce: _inForce, ...drain }) => drain);
        await note(sql, inForce);
        return inForce;
      }),
    );
    this.deps.admission.kick();
    return ended;
  }
}

async function insert(sql: Sql, drain: NewDrain): Promise<Drain> {
  const { scope, target, handBack, forSeconds, reason, createdBy } = drain;
  const [row] = await rows<Drain>(
    sql,
    `INSERT INTO drains (id, scope, target, hand_back, until, reason, created_by)
     VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second', $6, $7)
     ON CONFLICT (scope, target) DO UPDATE SET id = EXCLUDED.id, hand_back = EXCLUDED.hand_back,
       until = EXCLUDED.until, reason = EXCLUDED.reason, created_by = EXCLUDED.created_by, created_at = now()
     RETURNING ${COLUMNS}`,
    [uuidv7(), scope, target, handBack, forSeconds ?? null, reason ?? null, createdBy],
  );
  return row as Drain;
}

/** A worker's share of what lies in Redis is nobody's yet: others take it. */
async function recall(sql: Sql, { scope, target }: DrainTarget): Promise<PlacedJob[]> {
  if (scope === 'worker') return [];
  return rows<PlacedJob>(
    sql,
    `UPDATE jobs SET state = 'waiting' WHERE state = 'admitted' AND ($1::text IS NULL OR queue = $1)
     RETURNING id AS "jobId", epoch, queue, express`,
    [scope === 'queue' ? target : null],
  );
}

/** Deletes drains that have run out, and those of workers that are gone: a worker that starts again is another. */
export async function forgetDrains(sql: Sql): Promise<void> {
  await sql.query(
    `DELETE FROM drains WHERE NOT ${IN_FORCE}
       OR (scope = 'worker' AND NOT EXISTS (SELECT 1 FROM workers WHERE workers.id = target))`,
  );
}
