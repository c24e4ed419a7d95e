import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, rows, type Sql, withRetry } from '../db';
import { messageOf } from '../errors';
import { type Log } from '../log';
import { openSpan } from '../tracing';
import { AdmissionPace, type SeenQueue } from './admission-pace';
import { type QueuedJob } from './job-contract';
import { admissionWait } from './queue-metrics';
import { type PlacedJob, Queues } from './queues';
import { IN_FORCE, IS_ALIVE } from './sql-conditions';

interface AdmittedJob extends PlacedJob {
  name: string;
  traceContext: string | null;
  /** Since it might have run. */
  waitedSeconds: number;
  /** Jobs of its queue in Redis and at workers before this round. */
  atHand: number;
}

export interface AdmissionOptions {
  db: Database;
  queues: Queues;
  log: Log;
  /** Most jobs of one owner that may be admitted or running at once, per queue; default: an owner's share of the fleet. */
  jobsPerOwner?: number | undefined;
}

/** One admission at a time in the whole fleet: counts are exact and owners take turns fairly. */
export const ADMISSION_LOCK = 7_315_003;
/** Slots kept even when no worker has announced itself yet; and so many jobs an owner may have whoever else waits. */
const MIN_SLOTS = 16;
/** Behind every owner of a queue. */
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Decides what leaves Postgres for Redis, at one moment and in one statement: of each queue, the oldest
 * job of every owner, then everyone's second, and so on, until the fleet has twice as many jobs at
 * hand as it can run at once, or, where jobs are short, as many as end in half a second ({@link AdmissionPace}).
 * `turn` counts what an owner has there already, so a busy owner waits for those who have less. Who is alone may fill
 * the fleet. Raising the epoch here is what makes every delivery claimable once.
 *
 * When others' jobs fill the fleet, the first job of an owner who has none there takes the express lane:
 * every worker keeps one slot for it.
 *
 * Owners are found by skipping through the index (the recursive part), so the statement costs as much
 * as there are owners and slots, however many jobs wait. A drained queue is skipped at its first owner, and
 * drained workers have no slots.
 */
const ADMIT = `
  WITH RECURSIVE drained AS MATERIALIZED (
    SELECT coalesce(array_agg(target) FILTER (WHERE scope = 'queue'), '{}') AS queues,
      coalesce(array_agg(target) FILTER (WHERE scope = 'worker'), '{}') AS workers,
      coalesce(bool_or(scope = 'all'), false) AS everything
    FROM drains WHERE ${IN_FORCE}
  ), capacity AS (
    SELECT queue, greatest(${MIN_SLOTS}, 2 * sum(concurrency), ($2::jsonb ->> queue)::int) AS slots,
      sum(concurrency) AS running,
      count(*) AS express_slots
    FROM workers, unnest(queues) AS queue
    WHERE ${IS_ALIVE} AND id <> ALL ((SELECT workers FROM drained)::text[])
    GROUP BY queue
  ), owners AS (
    (SELECT queue, owner_id FROM jobs
     WHERE state = 'waiting' AND NOT (SELECT everything FROM drained) ORDER BY queue, owner_id LIMIT 1)
    UNION ALL
    SELECT next.queue, next.owner_id FROM owners, LATERAL (
      SELECT queue, owner_id FROM jobs
      WHERE state = 'waiting' AND (queue, owner_id) > (owners.queue, CASE
        WHEN owners.queue = ANY ((SELECT queues FROM drained)::text[]) THEN '${LAST_UUID}'::uuid
        ELSE owners.owner_id END)
      ORDER BY queue, owner_id LIMIT 1
    ) AS next
  ), active AS (
    SELECT queue, owner_id, count(*) AS jobs, count(*) FILTER (WHERE express) AS express FROM jobs
    WHERE state IN ('admitted', 'running') GROUP BY queue, owner_id
  ), load AS (
    SELECT queue, sum(jobs) AS jobs, sum(express) AS express FROM active GROUP BY queue
  ), shares AS (
    -- More than that an owner can't get while the others wait, so more need not be looked at.
    SELECT queue, greatest(${MIN_SLOTS}, ceil(max(slots)::numeric / count(*)))::int AS jobs
    FROM owners LEFT JOIN capacity USING (queue) GROUP BY queue
  ), candidates AS (
    SELECT owners.queue, waiting.id,
      coalesce(active.jobs, 0) + row_number() OVER (PARTITION BY owners.queue, owners.owner_id ORDER BY waiting.id) AS turn
    FROM owners
    JOIN shares USING (queue)
    LEFT JOIN active USING (queue, owner_id),
    LATERAL (
      SELECT id FROM jobs
      WHERE state = 'waiting' AND queue = owners.queue AND owner_id = owners.owner_id AND run_after <= now()
      ORDER BY id LIMIT greatest(0, coalesce($1::int, shares.jobs) - coalesce(active.jobs, 0))
    ) AS waiting
    WHERE owners.queue <> ALL ((SELECT queues FROM drained)::text[])
  ), ranked AS (
    SELECT queue, id, turn, row_number() OVER (PARTITION BY queue ORDER BY turn, id) AS place FROM candidates
  ), placed AS (
    SELECT ranked.*,
      place <= coalesce(slots, ${MIN_SLOTS}) - coalesce(load.jobs, 0) AS fits,
      turn = 1 AND load.jobs - load.express >= running AND place <= express_slots - load.express AS express
    FROM ranked LEFT JOIN capacity USING (queue) LEFT JOIN load USING (queue)
  ), chosen AS MATERIALIZED (
    SELECT id, coalesce(express, false) AS express FROM placed WHERE fits OR express
  ), admitted AS (
    UPDATE jobs SET state = 'admitted', epoch = epoch + 1, admitted_at = now(), worker_id = NULL,
      express = chosen.express
    FROM chosen
    -- The state is checked on the row itself, for it may have been cancelled while this statement waited for it; and in
    -- words that no partial index has an answer for (see below).
    WHERE jobs.id = chosen.id AND starts_with(jobs.state, 'waiting')
    RETURNING jobs.id, jobs.queue, name, epoch, jobs.express, trace_context,
      extract(epoch FROM now() - greatest(created_at, run_after))::float AS waited
  )
  SELECT admitted.id AS "jobId", admitted.queue, admitted.name, admitted.epoch, admitted.express,
    trace_context AS "traceContext", waited AS "waitedSeconds", coalesce(load.jobs, 0)::int AS "atHand"
  FROM admitted JOIN ranked USING (id) LEFT JOIN load ON load.queue = admitted.queue
  ORDER BY ranked.turn, admitted.id`;

/**
 * Calls back what lies in Redis when an owner comes who has nothing there: all but each owner's first job
 * goes back to waiting, to be ranked anew in the same round. BullMQ is first in, first out; without this a
 * newcomer would stand behind everything that a busy owner has admitted. In a busy fleet where everyone has
 * one job in Redis nothing is called back.
 */
const RECALL = `
  WITH RECURSIVE active AS (
    SELECT id, queue, owner_id, state, express, row_number() OVER (
      PARTITION BY queue, owner_id ORDER BY state = 'running' DESC, id) AS turn
    FROM jobs WHERE state IN ('admitted', 'running')
  ), surplus AS (
    SELECT id, queue FROM active WHERE state = 'admitted' AND turn > 1 AND NOT express
  ), owners AS (
    (SELECT queue, owner_id FROM jobs
     WHERE state = 'waiting' AND EXISTS (SELECT 1 FROM surplus) ORDER BY queue, owner_id LIMIT 1)
    UNION ALL
    SELECT next.queue, next.owner_id FROM owners, LATERAL (
      SELECT queue, owner_id FROM jobs
      WHERE state = 'waiting' AND (queue, owner_id) > (owners.queue, owners.owner_id)
      ORDER BY queue, owner_id LIMIT 1
    ) AS next
  ), newcomers AS MATERIALIZED (
    SELECT DISTINCT absent.queue
    FROM (SELECT queue, owner_id FROM owners EXCEPT SELECT queue, owner_id FROM active) AS absent, LATERAL (
      SELECT 1 FROM jobs WHERE state = 'waiting' AND run_after <= now()
        AND jobs.queue = absent.queue AND jobs.owner_id = absent.owner_id LIMIT 1
    ) AS due
  ), called AS MATERIALIZED (
    SELECT surplus.id FROM surplus JOIN newcomers USING (queue)
  )
  UPDATE jobs SET state = 'waiting' FROM called
  -- The state is checked on the row itself, and in words that no partial index has an answer for: statistics are old
  -- when jobs have just been admitted, and that index, believed to be empty, would be read from end to end for each.
  WHERE jobs.id = called.id AND starts_with(jobs.state, 'admitted')
  RETURNING jobs.id AS "jobId", jobs.epoch, jobs.queue, jobs.express`;

/** A kick that found another process admitting comes back after so long, twice as long the next time… */
const KICK_AGAIN_MS = 25;
/** …and leaves the rest to those who admit without a pause, and to the dispatcher. */
const KICKS = 3;

/**
 * A round is followed by a rest this many times its length: then it takes a quarter of one core of Postgres at most,
 * however fast jobs end.
 */
const REST = 3;
const MAX_REST_MS = 100;

/** What came of a round. */
interface Round {
  /** Jobs that went to Redis. */
  admitted: number;
  /** Another process was at it, and was not waited for. */
  isBusy: boolean;
}

/** Moves work from Postgres to Redis. Any process may ask for it; what fails here is admitted again later. */
export class Admission {
  private readonly pace = new AdmissionPace();
  private running: Promise<Round> | undefined;
  private again = false;
  private waits = false;
  private restUntilMs = 0;

  constructor(private readonly options: AdmissionOptions) {}

  /**
   * Admits soon, without being waited for. A thousand workers end jobs all the time: where another process is
   * admitting this one does not stand in line with a connection in its hand, for a round takes all there is.
   */
  kick(): void {
    void this.tryKicks().catch((error: unknown) =>
      this.options.log.warn('admission failed, the dispatcher will try again', { error: messageOf(error) }),
    );
  }

  /**
   * Admits what waits now, once other processes are done with it. Calls that come while a round runs share one
   * more round after it.
   * @returns how many jobs went to Redis; 0 while Redis is away
   */
  async admit(): Promise<number> {
    this.waits = true;
    return (await this.join()).admitted;
  }

  private async tryKicks(): Promise<void> {
    for (let kick = 0; kick < KICKS; kick++) {
      if (!(await this.join()).isBusy) return;
      await sleep(KICK_AGAIN_MS * 2 ** kick * (1 + Math.random()), undefined, { ref: false });
    }
  }

  private join(): Promise<Round> {
    if (this.running) this.again = true;
    else this.running = this.rounds().finally(() => (this.running = undefined));
    return this.running;
  }

  private async rounds(): Promise<Round> {
    const sum: Round = { admitted: 0, isBusy: false };
    do {
      const restMs = this.restUntilMs - performance.now();
      if (restMs > 0 && !this.waits) await sleep(restMs);
      this.again = false;
      const waits = this.waits;
      this.waits = false;
      const startedAtMs = performance.now();
      const { admitted, isBusy } = await this.round(waits);
      const endedAtMs = performance.now();
      this.restUntilMs = endedAtMs + Math.min(MAX_REST_MS, REST * (endedAtMs - startedAtMs));
      sum.admitted += admitted;
      sum.isBusy = isBusy;
    } while (this.again);
    return sum;
  }

  private async round(waits: boolean): Promise<Round> {
    const { db, queues, jobsPerOwner } = this.options;
    if (!queues.ready) return { admitted: 0, isBusy: false };
    const moved = await withRetry(() =>
      db.transaction(async (sql) => {
        if (!(await takeTurn(sql, waits))) return undefined;
        const back = await rows<PlacedJob>(sql, RECALL);
        const parameters = [jobsPerOwner ?? null, JSON.stringify(this.pace.ahead())];
        return { recalled: back, jobs: await rows<AdmittedJob>(sql, ADMIT, parameters) };
      }),
    );
    if (!moved) return { admitted: 0, isBusy: true };
    this.notePace(moved);
    for (const job of moved.jobs) measure(job);
    await this.enqueue(moved.jobs);
    // Their old copies can't be claimed any more; they only stand in the way.
    void queues.remove(moved.recalled);
    return { admitted: moved.jobs.length, isBusy: false };
  }

  private notePace({ jobs, recalled }: { jobs: AdmittedJob[]; recalled: PlacedJob[] }): void {
    const seen = new Map<string, SeenQueue>();
    for (const { queue, atHand } of jobs) {
      const queueSoFar = seen.get(queue) ?? { atHand, recalled: 0, admitted: 0 };
      seen.set(queue, { ...queueSoFar, admitted: queueSoFar.admitted + 1 });
    }
    // Whatever is called back is ranked in the same round, so its queue has been seen.
    for (const { queue } of recalled) {
      const queueSoFar = seen.get(queue);
      if (queueSoFar) queueSoFar.recalled += 1;
    }
    for (const [queue, round] of seen) this.pace.note(queue, round, performance.now());
  }

  private async enqueue(jobs: AdmittedJob[]): Promise<void> {
    const byLane = new Map<string, AdmittedJob[]>();
    for (const job of jobs) {
      const lane = Queues.laneOf(job);
      byLane.set(lane, [...(byLane.get(lane) ?? []), job]);
    }
    for (const [lane, laneJobs] of byLane) {
      try {
        await this.options.queues.add(lane, laneJobs);
      } catch (error) {
        await readmit(this.options.db, laneJobs);
        throw error;
      }
    }
  }
}

/** How long it stood in Postgres; a part of the trace that it belongs to. */
function measure({ jobId, queue, epoch, express, traceContext, waitedSeconds }: AdmittedJob): void {
  admissionWait.observe({ queue }, waitedSeconds);
  if (traceContext === null) return;
  openSpan('admission', {
    parent: traceContext,
    startedAgoMs: waitedSeconds * 1000,
    attributes: {
      'sluice.queue': queue,
      'sluice.job.id': jobId,
      'sluice.job.epoch': epoch,
      'sluice.job.express': express,
    },
  }).end();
}

/**
 * Puts admitted jobs back to waiting: their next admission has a new epoch, so a copy that did reach
 * Redis after all can't be claimed.
 * @returns how many were still admitted under that epoch
 */
export async function readmit(sql: Sql, jobs: QueuedJob[]): Promise<number> {
  const back = await rows(
    sql,
    `UPDATE jobs SET state = 'waiting'
     FROM unnest($1::uuid[], $2::int[]) AS lost (id, epoch)
     WHERE jobs.id = lost.id AND jobs.epoch = lost.epoch AND jobs.state = 'admitted'
     RETURNING jobs.id`,
    [jobs.map((job) => job.jobId), jobs.map((job) => job.epoch)],
  );
  return back.length;
}

/** @returns false when another process is admitting and is not to be waited for */
async function takeTurn(sql: Sql, waits: boolean): Promise<boolean> {
  if (waits) {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [ADMISSION_LOCK]);
    return true;
  }
  const [turn] = await rows<{ taken: boolean }>(sql, 'SELECT pg_try_advisory_xact_lock($1) AS taken', [
    ADMISSION_LOCK,
  ]);
  return turn?.taken ?? false;
}
