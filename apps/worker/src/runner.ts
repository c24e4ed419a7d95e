import { setTimeout as sleep } from 'node:timers/promises';
import { claimJob, type Heartbeat, Lease } from '@sluice/kernel/lease';
import { AppError, LeaseLostError, messageOf } from '@sluice/kernel/errors';
import { type EventFeed } from '@sluice/kernel/events';
import { type Database, isTransient } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { KEEP_FINISHED, type QueuedJob, Queues } from '@sluice/kernel/queue';
import { isStorageAway } from '@sluice/kernel/storage';
import { type Job, Worker } from 'bullmq';
import { type Redis } from 'ioredis';
import { type GiveUpReason, type JobTools, type RunnableJob, type WorkerSystem } from './job-handler';
import { jobDuration } from './metrics';

/** Workers that died on a job without its checkpoint moving before it is poison. */
const MAX_CRASHES = 3;
/** A transient fault of database or store is nobody's failure: the job comes back soon and no attempt is counted. */
const TRANSIENT_DELAY_MS = 1_000;
/** So long after a worker could not read a payload for the first time it is believed that none ever will. */
const UNREAD_LIMIT_MS = 3600_000;
const FIRST_RETRY_DELAY_MS = 500;
const MAX_RETRY_DELAY_MS = 30_000;

/** The reason jobs are aborted with when the process drains. */
export class DrainError extends Error {
  constructor() {
    super('The worker is shutting down');
    this.name = 'DrainError';
  }
}

export interface RunnerOptions {
  db: Database;
  redis: Redis;
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

/** How long a shutdown may take, from its beginning. */
export interface DrainLimits {
  /** Jobs that have not ended by then are asked to stop at their next safe place. */
  patienceMs: number;
  /** Those that still run then are taken from them, and nobody waits for them any more. */
  limitMs: number;
}

/** How a run ended, for log and metrics. */
type Outcome = 'done' | 'failed' | 'poison' | 'retry' | 'handed_back' | 'lease_lost' | 'stale';

/**
 * Takes deliveries from BullMQ and runs the handlers under a lease. BullMQ only brings job ids: whether
 * a job may run, its retries, crashes and end are decided by its row in Postgres.
 */
export class Runner {
  private readonly workers: Worker<QueuedJob>[];
  private readonly jobs: Map<string, KnownJob>;
  private readonly running = new Set<Promise<unknown>>();
  private isDraining = false;
  /** When this process last took up a job, for the liveness check. */
  lastStartAt = Date.now();

  constructor(private readonly options: RunnerOptions) {
    this.jobs = new Map(
      options.systems.flatMap((system) => system.jobs.map((job) => [job.contract.name, { ...job, system }])),
    );
    this.workers = options.systems.flatMap(({ queue }) => [
      this.listen(queue, options.concurrency),
      this.listen(Queues.laneOf({ queue, express: true }), 1),
    ]);
  }

  get activeJobs(): number {
    return this.running.size;
  }

  /**
   * Takes no new work, waits for what runs, asks it to stop, hands back what was not done. Resolves when nothing
   * is ours any more: what was handed back is another worker's from then on, even if its run goes on here.
   */
  async drain({ patienceMs, limitMs }: DrainLimits): Promise<void> {
    const { heartbeat, log } = this.options;
    this.isDraining = true;
    await Promise.all(this.workers.map((worker) => worker.pause(true)));
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
      prefix: redisPrefix,
      concurrency,
      lockDuration: 10_000,
      stalledInterval: 5_000,
      // Postgres counts crashes; a stalled delivery that comes back finds its epoch taken and is dropped.
      maxStalledCount: 1_000_000,
      removeOnComplete: KEEP_FINISHED,
      removeOnFail: KEEP_FINISHED,
    });
    worker.on('error', (error) =>
      log.warn('the queue worker met an error', { queue, error: messageOf(error) }),
    );
    return worker;
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    try {
      return await work;
    } finally {
      this.running.delete(work);
      this.options.onJobEnd();
    }
  }

  private async process(delivery: Job<QueuedJob>): Promise<Outcome> {
    const { db, workerId, leaseMs, heartbeat } = this.options;
    this.lastStartAt = Date.now();
    const startedAt = process.hrtime.bigint();
    const claimed = await claimJob(db, delivery.data, workerId, leaseMs);
    if (!claimed) {
      this.options.log.debug('a stale delivery was dropped', { ...delivery.data });
      return 'stale';
    }
    const lease = new Lease(db, claimed);
    if (this.isDraining) {
      // It was on its way when we stopped listening.
      await lease.handBack();
      return 'handed_back';
    }
    heartbeat.hold(lease);
    try {
      const outcome = await this.execute(lease);
      jobDuration.observe({ job: claimed.name, outcome }, Number(process.hrtime.bigint() - startedAt) / 1e9);
      return outcome;
    } finally {
      heartbeat.release(lease);
    }
  }

  private async execute(lease: Lease): Promise<Outcome> {
    const { name, id, requestId, subjectId } = lease.job;
    const log = this.options.log.child({ jobId: id, job: name, requestId, subjectId });
    const tools = { ...this.options, log, lease, signal: lease.signal } satisfies JobTools;
    try {
      const work = this.readJob(lease);
      return await this.run(work, tools).catch((error: unknown) => this.settle(work, tools, error));
    } catch (error) {
      if (!(error instanceof LeaseLostError)) log.error('a job could not be settled', { error });
      return 'lease_lost';
    }
  }

  private async run(work: Work, tools: JobTools): Promise<Outcome> {
    const { lease } = tools;
    if (work.kind !== 'readable') return this.refuse(work, tools);
    if (lease.job.crashes >= MAX_CRASHES) {
      const message = `The work crashed ${lease.job.crashes} times and was stopped`;
      return this.giveUp(work, tools, { kind: 'poison', message });
    }
    await work.job.handler.run(work.payload, tools);
    if (!lease.isOver) await lease.finish('done');
    return 'done';
  }

  /** Decides what becomes of a job whose run ended with an error. */
  private async settle(work: Work, tools: JobTools, error: unknown): Promise<Outcome> {
    const { lease, log, signal } = tools;
    if (lease.isOver) {
      log.error('a job failed after its end', { error });
      return 'done';
    }
    if (error instanceof LeaseLostError || signal.reason instanceof LeaseLostError) {
      log.info('the job was taken away');
      return 'lease_lost';
    }
    if (signal.reason instanceof DrainError) {
      await lease.handBack();
      return 'handed_back';
    }
    const away = isStorageAway(error) ? 'store' : isTransient(error) ? 'database' : undefined;
    if (away) {
      log.warn(`the ${away} was away, the job comes back`, { error: messageOf(error) });
      await lease.handBack(TRANSIENT_DELAY_MS);
      return 'retry';
    }
    const mayHelp = !(error instanceof AppError) || error.retryable;
    if (work.kind === 'readable' && (!mayHelp || lease.job.attempts + 1 >= work.job.contract.maxAttempts)) {
      log.error('a job is given up', { error });
      return this.giveUp(work, tools, { kind: 'failed', message: messageOf(error) });
    }
    log.warn('a job failed and will be tried again', { error, attempt: lease.job.attempts + 1 });
    const delayMs = Math.min(MAX_RETRY_DELAY_MS, FIRST_RETRY_DELAY_MS * 2 ** lease.job.attempts);
    await lease.retryLater(messageOf(error), delayMs);
    return 'retry';
  }

  private async giveUp(work: Readable, tools: JobTools, reason: GiveUpReason): Promise<Outcome> {
    await work.job.handler.giveUp(work.payload, tools, reason);
    if (!tools.lease.isOver) await tools.lease.finish('failed', reason.message);
    return reason.kind;
  }

  /**
   * While a new version is rolled out its jobs come to workers of the last one, too: they leave them to the new ones.
   * A payload that nobody could read for a long time is wrong, and fails what it belongs to. What belongs to an
   * unknown job nobody here can tell: it waits until somebody knows it.
   */
  private async refuse(work: Unreadable, tools: JobTools): Promise<Outcome> {
    const { lease, log } = tools;
    if (work.kind === 'unknown' || (lease.job.unreadForMs ?? 0) < UNREAD_LIMIT_MS) {
      log.warn('a job is left to a worker of another version', { problem: work.problem });
      await lease.giveBackUnread(work.problem);
      return 'handed_back';
    }
    log.error('a job is given up that nobody could read', { problem: work.problem });
    await work.job.system.failSubject(lease.job.subjectId, tools, work.problem);
    if (!lease.isOver) await lease.finish('failed', work.problem);
    return 'failed';
  }

  /** Jobs outlive deployments: what was written then is checked against what is expected now. */
  private readJob(lease: Lease): Work {
    const { name, payload } = lease.job;
    const job = this.jobs.get(name);
    if (!job) return { kind: 'unknown', problem: `This worker knows no job ${name}` };
    const { value, error } = job.contract.payload.validate(payload, { stripUnknown: true });
    if (error)
      return { kind: 'bad_payload', job, problem: `The payload of ${name} is wrong: ${error.message}` };
    return { kind: 'readable', job, payload: value };
  }
}

type KnownJob = RunnableJob & { system: WorkerSystem };

/** A claimed job as far as this version can read it. */
type Work = Readable | Unreadable;

type Readable = { kind: 'readable'; job: KnownJob; payload: object };

type Unreadable =
  { kind: 'bad_payload'; job: KnownJob; problem: string } | { kind: 'unknown'; problem: string };
