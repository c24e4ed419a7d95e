import { type ClaimedJob, claimJob, type Heartbeat, Lease } from '@sluice/kernel/lease';
import { AppError, LeaseLostError, messageOf } from '@sluice/kernel/errors';
import { type EventFeed } from '@sluice/kernel/events';
import { type Database, isTransient } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { KEEP_FINISHED, type QueuedJob, Queues, readmit } from '@sluice/kernel/queue';
import { queuePrefix, type RedisClient } from '@sluice/kernel/redis';
import { isStorageAway } from '@sluice/kernel/storage';
import { traced } from '@sluice/kernel/tracing';
import { type Job, Worker } from 'bullmq';
import { type GiveUpReason, type JobTools, type RunnableJob, type WorkerSystem } from './job-handler';
import { jobDuration, jobRuns, jobSlots, jobsRunning, OUTCOMES } from './metrics';

/** Workers that died on a job without its checkpoint moving before it is poison. */
const MAX_CRASHES = 3;
/** A transient fault of database or store is nobody's failure: the job comes back soon and no attempt is counted. */
const TRANSIENT_DELAY_MS = 1_000;
const FIRST_RETRY_DELAY_MS = 500;
const MAX_RETRY_DELAY_MS = 30_000;
/** How long BullMQ waits after an error of Redis before it asks for work again; its own 15 s would be felt. */
const ASK_AGAIN_MS = 1_000;

/** The reason jobs are aborted with when they are to be handed back. */
export class DrainError extends Error {
  constructor(message = 'The worker is shutting down') {
    super(message);
    this.name = 'DrainError';
  }
}

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

/** How a run ended, for log, metrics and traces. */
type Outcome = (typeof OUTCOMES)[number];
const BAD_OUTCOMES: readonly Outcome[] = ['failed', 'poison', 'retry'];

/**
 * Takes deliveries from BullMQ and runs the handlers under a lease. BullMQ only brings job ids: whether
 * a job may run, its retries, crashes and end are decided by its row in Postgres.
 */
export class Runner {
  private readonly workers: Worker<QueuedJob>[];
  private readonly jobs: Map<string, KnownJob>;
  private readonly running = new Set<Promise<unknown>>();
  private readonly pauses = new Set<PauseReason>();
  /** When this process last took up a job, or could first do so, for the liveness check. */
  lastStartAt = Date.now();

  constructor(private readonly options: RunnerOptions) {
    this.jobs = new Map(
      options.systems.flatMap((system) => system.jobs.map((job) => [job.contract.name, { ...job, system }])),
    );
    for (const job of this.jobs.values()) for (const outcome of OUTCOMES) countRun(job, outcome, 0);
    jobSlots.set(options.systems.length * (options.concurrency + 1));
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
   * Takes no new work, waits for what runs, and after `patienceMs` asks it to stop at its next safe
   * place and hands it back. Resolves when nothing runs any more.
   */
  async drain(patienceMs: number): Promise<void> {
    await this.pause('shutdown');
    const timer = setTimeout(() => this.options.heartbeat.abortAll(new DrainError()), patienceMs);
    await Promise.allSettled([...this.running]);
    clearTimeout(timer);
    await Promise.all(this.workers.map((worker) => worker.close()));
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

  private async process(delivery: Job<QueuedJob>): Promise<Outcome | 'stale'> {
    const { db, workerId, leaseMs, heartbeat } = this.options;
    this.lastStartAt = Date.now();
    if (!this.takesWork) return this.turnAway(delivery.data);
    const startedAt = process.hrtime.bigint();
    const claimed = await claimJob(db, delivery.data, workerId, leaseMs);
    if (!claimed) {
      this.options.log.debug('a stale delivery was dropped', { ...delivery.data });
      return 'stale';
    }
    const lease = new Lease(db, claimed);
    heartbeat.hold(lease);
    try {
      const outcome = await this.traceRun(lease);
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

  /** Each run is a span of the trace in which the job was added, whichever worker takes it up and however often. */
  private traceRun(lease: Lease): Promise<Outcome> {
    const { id, name, traceContext, epoch, attempts, crashes, subjectId, requestId } = lease.job;
    const attributes = {
      'sluice.job.id': id,
      'sluice.job.epoch': epoch,
      'sluice.job.attempt': attempts + 1,
      'sluice.job.crashes': crashes,
      'sluice.subject.id': subjectId,
      'sluice.request.id': requestId ?? undefined,
      'sluice.worker.id': this.options.workerId,
    };
    const options = { kind: 'consumer', parent: traceContext, attributes, hasItems: true } as const;
    return traced(name, options, async (span) => {
      const outcome = await this.execute(lease);
      span.set({ 'sluice.job.outcome': outcome });
      if (BAD_OUTCOMES.includes(outcome)) span.fail(outcome);
      return outcome;
    });
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
    if (work.kind !== 'readable')
      throw new AppError('unreadable_job', 500, work.problem, { retryable: true });
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
    if (work.kind !== 'unknown' && (!mayHelp || lease.job.attempts + 1 >= work.job.contract.maxAttempts)) {
      log.error('a job is given up', { error });
      return this.giveUp(work, tools, { kind: 'failed', message: messageOf(error) });
    }
    log.warn('a job failed and will be tried again', { error, attempt: lease.job.attempts + 1 });
    const delayMs = Math.min(MAX_RETRY_DELAY_MS, FIRST_RETRY_DELAY_MS * 2 ** lease.job.attempts);
    await lease.retryLater(messageOf(error), delayMs);
    return 'retry';
  }

  private async giveUp(
    work: Exclude<Work, { kind: 'unknown' }>,
    tools: JobTools,
    reason: GiveUpReason,
  ): Promise<Outcome> {
    tools.lease.giveUp(reason.kind, reason.message);
    if (work.kind === 'readable') await work.job.handler.giveUp(work.payload, tools, reason);
    else await work.job.system.failSubject(tools.lease.job.subjectId, tools, reason.message);
    if (!tools.lease.isOver) await tools.lease.finish('failed', reason.message);
    return reason.kind;
  }

  /**
   * Jobs outlive deployments: what was written then is checked against what is expected now. In a rolling
   * deployment a job that this version can't read is given back, a newer worker will take it.
   */
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

/** A job that this version does not know is another version's to count. */
function countRun(job: KnownJob | undefined, outcome: Outcome, runs = 1): void {
  if (job) jobRuns.inc({ queue: job.system.queue, job_name: job.contract.name, outcome }, runs);
}

type KnownJob = RunnableJob & { system: WorkerSystem };

/** A claimed job as far as this version can read it. */
type Work =
  | { kind: 'readable'; job: KnownJob; payload: object }
  | { kind: 'bad_payload'; job: KnownJob; problem: string }
  | { kind: 'unknown'; problem: string };
