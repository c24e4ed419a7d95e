import { AppError, LeaseLostError, messageOf } from '@sluice/kernel/errors';
import { isTransient } from '@sluice/kernel/db';
import { type Lease } from '@sluice/kernel/lease';
import { isStorageUnable } from '@sluice/kernel/storage';
import { traced } from '@sluice/kernel/tracing';
import { type GiveUpReason, type JobTools, type RunnableJob, type WorkerSystem } from './job-handler';
import { type OUTCOMES } from './metrics';

/** Workers that died on a job without its checkpoint moving before it is poison. */
const MAX_CRASHES = 3;
/**
 * After so many a job is run with nothing beside it: when a worker dies, all that it was at counts a crash, and only the
 * last one before the verdict has to be the job's own.
 */
export const SUSPECT_CRASHES = MAX_CRASHES - 1;
/** A transient fault of database or store is nobody's failure: the job comes back soon and no attempt is counted. */
const TRANSIENT_DELAY_MS = 1_000;
/** So long after a worker could not read a payload for the first time it is believed that none ever will. */
const UNREAD_LIMIT_MS = 3600_000;
const FIRST_RETRY_DELAY_MS = 500;
const MAX_RETRY_DELAY_MS = 30_000;

/** The reason jobs are aborted with when they are to be handed back. */
export class DrainError extends Error {
  constructor(message = 'The worker is shutting down') {
    super(message);
    this.name = 'DrainError';
  }
}

/** How a run ended, for log, metrics and traces. */
export type Outcome = (typeof OUTCOMES)[number];
const BAD_OUTCOMES: readonly Outcome[] = ['failed', 'poison', 'retry'];

/** A job, and the system it is of. */
export type KnownJob = RunnableJob & { system: WorkerSystem };

/** Runs claimed jobs and decides what becomes of them: their end, another try, or another worker. */
export class JobExecutor {
  constructor(
    private readonly options: Omit<JobTools, 'lease' | 'signal'>,
    private readonly jobs: ReadonlyMap<string, KnownJob>,
  ) {}

  /** Each run is a span of the trace in which the job was added, whichever worker takes it up and however often. */
  execute(lease: Lease): Promise<Outcome> {
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
      const outcome = await this.runToEnd(lease);
      span.set({ 'sluice.job.outcome': outcome });
      if (BAD_OUTCOMES.includes(outcome)) span.fail(outcome);
      return outcome;
    });
  }

  private async runToEnd(lease: Lease): Promise<Outcome> {
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
    const away = isStorageUnable(error) ? 'store' : isTransient(error) ? 'database' : undefined;
    if (away) {
      log.warn(`the ${away} was away or full, the job comes back`, { error: messageOf(error) });
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
    tools.lease.giveUp(reason.kind, reason.message);
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
    lease.giveUp('failed', work.problem);
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

/** A claimed job as far as this version can read it. */
type Work = Readable | Unreadable;

type Readable = { kind: 'readable'; job: KnownJob; payload: object };

type Unreadable =
  { kind: 'bad_payload'; job: KnownJob; problem: string } | { kind: 'unknown'; problem: string };
