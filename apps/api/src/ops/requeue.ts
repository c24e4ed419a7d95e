import { recordAudit } from '@sluice/kernel/audit';
import { type Database, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type JobControl, type RequeuedJob } from '@sluice/kernel/queue';
import { type Actor } from '../auth';
import { actingFor, type BatchOwner, type OperatorRetry } from '../http/operator-retry';
import { type Candidate, countCandidates, findCandidate, findCandidates } from './operator-jobs.queries';
import { type RequeueBody } from './operator-jobs.schemas';

export interface RequeueDeps {
  db: Database;
  control: JobControl;
  retries: OperatorRetry[];
}

export interface RetriedBatch {
  batchId: string;
  queue: string;
  /** How many parts are done again; 0 when that is not known yet. */
  parts: number;
}

export interface RequeueOutcome {
  jobId: string;
  batchId: string;
  outcome: 'requeued' | 'retried';
  parts: number;
}

export interface Skipped {
  jobId: string;
  batchId: string;
  code: string;
  message: string;
}

export interface BulkOutcome {
  matched: number;
  batches: number;
  requeued: number;
  retried: number;
  skipped: Skipped[];
  nextCursor: string | null;
}

/**
 * Work that is stuck or failed starts again. A job that has not ended gets a fresh start itself. One that was given up
 * has brought its batch to an end that people have seen: it stays ended, and the batch's system does again what failed,
 * as it would for the batch's owner.
 */
export class Requeue {
  constructor(private readonly deps: RequeueDeps) {}

  /** @throws AppError 404, 409 while there is work under way or when nothing failed */
  async retryBatch(actor: Actor, batchId: string): Promise<RetriedBatch> {
    for (const retry of this.deps.retries) {
      const owner = await retry.ownerOf(batchId);
      if (owner) return this.retryOf(actor, retry, owner, batchId);
    }
    throw new AppError('unknown_batch', 404, 'No system has a batch, upload, file or import of that id');
  }

  /** @throws AppError 404, 409 when it can't be done again, or not now */
  async requeueJob(actor: Actor, jobId: string): Promise<RequeueOutcome> {
    const job = await findCandidate(this.deps.db, jobId);
    if (!job) throw new AppError('not_found', 404, 'There is no such job; ended ones are kept for a week');
    const { batchId } = job;
    if (isActive(job) && (await this.startAnew(actor, [job])).length > 0) {
      return { jobId, batchId, outcome: 'requeued', parts: 1 };
    }
    // It may have ended just now.
    const ended = isActive(job) ? await findCandidate(this.deps.db, jobId) : job;
    const { parts } = await this.retryFailed(actor, ended ?? job);
    return { jobId, batchId, outcome: 'retried', parts };
  }

  /** A page of what a filter finds; `nextCursor` says where to go on. */
  async requeueMany(actor: Actor, filter: RequeueBody): Promise<BulkOutcome> {
    const found = await findCandidates(this.deps.db, filter);
    const page = found.slice(0, filter.limit);
    const skipped: Skipped[] = [];
    const requeued = await this.startAnew(actor, page.filter(isActive));
    const startedAnew = new Set(requeued.map(({ jobId }) => jobId));
    for (const job of page) {
      if (!isActive(job) || startedAnew.has(job.id)) continue;
      skipped.push(skip(job, new AppError('moved_on', 409, 'It moved on in the meantime')));
    }
    const retried = await this.retryEach(
      actor,
      page.filter((job) => !isActive(job)),
      skipped,
    );
    return {
      matched: page.length,
      batches: new Set(page.map(({ batchId }) => batchId)).size,
      requeued: requeued.length,
      retried,
      skipped,
      nextCursor: found.length > page.length ? (page.at(-1)?.id ?? null) : null,
    };
  }

  /** What a filter finds now, all pages together. */
  async countMany(filter: RequeueBody): Promise<BulkOutcome> {
    const { jobs, batches } = await countCandidates(this.deps.db, filter);
    return { matched: jobs, batches, requeued: 0, retried: 0, skipped: [], nextCursor: null };
  }

  private async startAnew(actor: Actor, jobs: Candidate[]): Promise<RequeuedJob[]> {
    if (jobs.length === 0) return [];
    const ids = jobs.map(({ id }) => id);
    return this.deps.control.requeue(ids, async (sql, requeued) => {
      for (const job of requeued) await auditRequeue(sql, actor, job);
    });
  }

  /** Each batch once, whichever and how many of its jobs failed. @returns how many */
  private async retryEach(actor: Actor, jobs: Candidate[], skipped: Skipped[]): Promise<number> {
    const tried = new Map<string, AppError | undefined>();
    for (const job of jobs) {
      const refusal = this.refusalOf(job);
      if (!refusal && !tried.has(job.batchId)) tried.set(job.batchId, await this.tryToRetry(actor, job));
      const error = refusal ?? tried.get(job.batchId);
      if (error) skipped.push(skip(job, error));
    }
    return [...tried.values()].filter((error) => error === undefined).length;
  }

  /** @returns why it could not be */
  private async tryToRetry(actor: Actor, job: Candidate): Promise<AppError | undefined> {
    try {
      await this.retryFailed(actor, job);
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }

  private async retryFailed(actor: Actor, job: Candidate): Promise<RetriedBatch> {
    const { batchId } = job;
    const refusal = this.refusalOf(job);
    if (refusal) throw refusal;
    const retry = this.retryFor(job);
    const owner = await retry?.ownerOf(batchId);
    if (!retry || !owner) throw new AppError('unknown_batch', 409, 'Its batch is not there any more');
    return this.retryOf(actor, retry, owner, batchId);
  }

  /** Why a job that has ended is left alone, as far as its row tells. */
  private refusalOf(job: Candidate): AppError | undefined {
    const { name, state, givenUp, isCancelledSince } = job;
    if (state === 'cancelled' || isCancelledSince) {
      return new AppError(
        'cancelled',
        409,
        'Its batch was cancelled; retry the batch if that is to be undone',
      );
    }
    if (state === 'done' && givenUp === null) {
      return new AppError('already_done', 409, 'The job was done; there is nothing to do again');
    }
    if (this.retryFor(job)) return undefined;
    return new AppError('not_retryable', 409, `A job ${name} that failed is not done again`);
  }

  private retryFor({ queue, name }: Candidate): OperatorRetry | undefined {
    return this.deps.retries.find((retry) => retry.queue === queue && retry.jobNames.includes(name));
  }

  private async retryOf(
    actor: Actor,
    retry: OperatorRetry,
    owner: BatchOwner,
    batchId: string,
  ): Promise<RetriedBatch> {
    try {
      return { batchId, queue: retry.queue, parts: await retry.retry(actingFor(actor, owner), batchId) };
    } catch (error) {
      // Systems speak to their users in their language; operators have one.
      if (error instanceof AppError && error.code === 'nothing_failed') throw nothingFailed(error);
      throw error;
    }
  }
}

function nothingFailed(cause: AppError): AppError {
  const message = 'Nothing of the batch failed; there is nothing to do again';
  return new AppError(cause.code, 409, message, { cause });
}

function isActive({ state }: Candidate): boolean {
  return state === 'waiting' || state === 'admitted' || state === 'running';
}

function skip({ id, batchId }: Candidate, { code, message }: AppError): Skipped {
  return { jobId: id, batchId, code, message };
}

/** Written into the log of the tenant whose job it is, whoever did it. */
function auditRequeue(sql: Sql, actor: Actor, job: RequeuedJob): Promise<void> {
  const { jobId, subjectId, queue, formerState, tenantId } = job;
  return recordAudit(sql, {
    ...actor.auditFields,
    tenantId,
    action: 'ops.job.requeue',
    subjectType: 'ops.job',
    subjectId: jobId,
    details: { queue, batchId: subjectId, formerState },
  });
}
