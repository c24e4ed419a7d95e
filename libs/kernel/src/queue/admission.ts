import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, rows, type Sql, withRetry } from '../db';
import { messageOf } from '../errors';
import { type Log } from '../log';
import { openSpan } from '../tracing';
import { AdmissionPace, type SeenQueue } from './admission-pace';
import { ADMIT, RECALL } from './admission-rounds';
import { type QueuedJob } from './job-contract';
import { admissionWait } from './queue-metrics';
import { type PlacedJob, Queues } from './queues';

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
