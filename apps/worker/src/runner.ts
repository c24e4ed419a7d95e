import { setTimeout as sleep } from 'node:timers/promises';
import { type ClaimedJob, Claims, type Heartbeat, JobEnds, Lease } from '@sluice/kernel/lease';
import { messageOf } from '@sluice/kernel/errors';
import { type EventFeed } from '@sluice/kernel/events';
import { type Database } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { KEEP_FINISHED, type QueuedJob, Queues, readmit } from '@sluice/kernel/queue';
import { queuePrefix, type RedisClient } from '@sluice/kernel/redis';
import { type Job, Worker } from 'bullmq';
import { DrainError, JobExecutor, type KnownJob, type Outcome, SUSPECT_CRASHES } from './job-executor';
import { type WorkerSystem } from './job-handler';
import { SoloGate } from './solo-gate';
import { jobDuration, jobRuns, jobSlots, jobsRunning, OUTCOMES } from './metrics';

/** How long BullMQ waits after an error of Redis before it asks for work again; its own 15 s would be felt. */
const ASK_AGAIN_MS = 1_000;

export interface RunnerOptions {
  db: Database;
  redis: RedisClient;
  redisPrefix: string;
  log: Log;
  progress: ProgressBoard;
  events: EventFeed;
  heartbeat: Heartbeat;
  workerId: string;
  leaseMs: number;
  /** Jobs run at once, per system; one more for owners who would else stand behind others. */
  concurrency: number;
  systems: WorkerSystem[];
  /** Called after each job: a slot is free, more may be admitted. */
  onJobEnd: () => void;
}

/** Why a worker takes nothing new: told to by an operator, a Redis that is not fit to be used, its end. */
export type PauseReason = 'operator' | 'redis' | 'shutdown';

/** How long a shutdown may take, from its beginning. */
export interface DrainLimits {
  /** Jobs that have not ended by then are asked to stop at their next safe place. */
  patienceMs: number;
  /** Those that still run then are taken from them, and nobody waits for them any more. */
  limitMs: number;
}

/**
 * Takes deliveries from BullMQ and runs the handlers under a lease. BullMQ only brings job ids: whether
 * a job may run, its retries, crashes and end are decided by its row in Postgres.
 */
export class Runner {
  private readonly workers: Worker<QueuedJob>[];
  private readonly jobs: Map<string, KnownJob>;
  private readonly executor: JobExecutor;
  private readonly running = new Set<Promise<unknown>>();
  private readonly gate = new SoloGate();
  private readonly claims: Claims;
  private readonly ends: JobEnds;
  private readonly pauses = new Set<PauseReason>();
  /** When this process last took up a job, or could first do so, for the liveness check. */
  lastStartAt = Date.now();

  constructor(private readonly options: RunnerOptions) {
    this.jobs = new Map(
      options.systems.flatMap((system) => system.jobs.map((job) => [job.contract.name, { ...job, system }])),
    );
    for (const job of this.jobs.values()) for (const outcome of OUTCOMES) countRun(job, outcome, 0);
    jobSlots.set(options.systems.length * (options.concurrency + 1));
    this.executor = new JobExecutor(options, this.jobs);
    this.claims = new Claims(options.db, options.workerId, options.leaseMs);
    this.ends = new JobEnds(options.db);
    this.workers = options.systems.flatMap(({ queue }) => [
      this.listen(queue, options.concurrency),
      this.listen(Queues.laneOf({ queue, express: true }), 1),
    ]);
  }

  get activeJobs(): number {
    return this.running.size;
  }

  /** Takes nothing new until {@link resume} was called for each reason; what runs goes on. */
  async pause(reason: PauseReason): Promise<void> {
    this.pauses.add(reason);
    await Promise.all(this.workers.map((worker) => worker.pause(true)));
  }

  async resume(reason: PauseReason): Promise<void> {
    this.pauses.delete(reason);
    if (!this.takesWork) return;
    // Nothing was taken up meanwhile, and that was right.
    this.lastStartAt = Date.now();
    await Promise.all(this.workers.map((worker) => worker.resume()));
  }

  /** Asks what runs, of one queue or of all, to stop at its next safe place: it is given back. */
  handBack(queue?: string): void {
    const isMeant = ({ name }: ClaimedJob): boolean =>
      queue === undefined || this.jobs.get(name)?.system.queue === queue;
    this.options.heartbeat.abortAll(new DrainError('An operator holds this work back'), isMeant);
  }

  /** False while it is paused: it is meant to be idle then. */
  get takesWork(): boolean {
    return this.pauses.size === 0;
  }

  /**
   * Takes no new work, waits for what runs, asks it to stop, hands back what was not done. Resolves when nothing
   * is ours any more: what was handed back is another worker's from then on, even if its run goes on here.
   */
  async drain({ patienceMs, limitMs }: DrainLimits): Promise<void> {
    const { heartbeat, log } = this.options;
    await this.pause('shutdown');
    const ask = setTimeout(() => heartbeat.abortAll(new DrainError()), patienceMs);
    const limit = new AbortController();
    const isIdle = await Promise.race([
      this.untilIdle().then(() => true),
      sleep(limitMs, false, { signal: limit.signal }),
    ]);
    clearTimeout(ask);
    limit.abort();
    if (!isIdle) {
      const jobs = await heartbeat.handBackAll();
      log.warn('jobs did not stop in time and were taken from their runs', { jobs });
    }
    await Promise.all(this.workers.map((worker) => worker.close(!isIdle)));
  }

  /** What is delivered while we wait counts as well. */
  private async untilIdle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled([...this.running]);
  }

  private listen(queue: string, concurrency: number): Worker<QueuedJob> {
    const { redis, redisPrefix, log } = this.options;
    const worker = new Worker<QueuedJob>(queue, (job) => this.track(this.process(job)), {
      connection: redis,
      prefix: queuePrefix(redis, redisPrefix),
      concurrency,
      lockDuration: 10_000,
      stalledInterval: 5_000,
      runRetryDelay: ASK_AGAIN_MS,
      // Postgres counts crashes; a stalled delivery that comes back finds its epoch taken and is dropped.
      maxStalledCount: 1_000_000,
      removeOnComplete: KEEP_FINISHED,
      removeOnFail: KEEP_FINISHED,
    });
    worker.on('error', (error) => {
      // That Redis is away, and each try to reach it, is logged with the connection.
      if (redis.status === 'ready') {
        log.warn('the queue worker met an error', { queue, error: messageOf(error) });
      }
    });
    return worker;
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    jobsRunning.set(this.running.size);
    try {
      return await work;
    } finally {
      this.running.delete(work);
      jobsRunning.set(this.running.size);
      this.options.onJobEnd();
    }
  }

  /** Beside others; or, when workers have died on the job, with nothing beside it. */
  private async process({ data }: Job<QueuedJob>): Promise<Outcome | 'stale'> {
    const outcome = await this.pass(data, { alone: false });
    return outcome === 'suspect' ? ((await this.pass(data, { alone: true })) as Outcome | 'stale') : outcome;
  }

  private async pass(job: QueuedJob, { alone }: { alone: boolean }): Promise<Outcome | 'stale' | 'suspect'> {
    const leave = await this.gate.enter({ alone });
    try {
      return await this.runClaimed(job, { alone });
    } finally {
      leave();
    }
  }

  private async runClaimed(
    job: QueuedJob,
    { alone }: { alone: boolean },
  ): Promise<Outcome | 'stale' | 'suspect'> {
    const { db, heartbeat, log } = this.options;
    this.lastStartAt = Date.now();
    if (!this.takesWork) return this.turnAway(job);
    const startedAt = process.hrtime.bigint();
    const claimed = await this.claims.take(job);
    if (!claimed) {
      log.debug('a stale delivery was dropped', { ...job });
      return 'stale';
    }
    const lease = new Lease(db, claimed, this.ends);
    if (this.pauses.has('shutdown')) {
      // It was on its way when we stopped listening.
      await lease.handBack();
      return 'handed_back';
    }
    if (!alone && claimed.crashes >= SUSPECT_CRASHES) {
      // Not held while it waits for the others to end: their crash would be its.
      await lease.putDown();
      log.info('a job on which workers died is run with nothing beside it', { jobId: claimed.id });
      return 'suspect';
    }
    heartbeat.hold(lease);
    try {
      const outcome = await this.executor.execute(lease);
      countRun(this.jobs.get(claimed.name), outcome);
      jobDuration.observe({ job: claimed.name, outcome }, Number(process.hrtime.bigint() - startedAt) / 1e9);
      return outcome;
    } finally {
      heartbeat.release(lease);
    }
  }

  /** What was on its way when this worker was paused is for others. */
  private async turnAway(job: QueuedJob): Promise<'stale'> {
    await readmit(this.options.db, [job]);
    return 'stale';
  }
}

/** A job that this version does not know is another version's to count. */
function countRun(job: KnownJob | undefined, outcome: Outcome, runs = 1): void {
  if (job) jobRuns.inc({ queue: job.system.queue, job_name: job.contract.name, outcome }, runs);
}
