import type Joi from 'joi';

/**
 * What API and worker agree on about one kind of job. Names are stored in rows and in Redis and live
 * longer than any deployment: never rename one.
 */
export interface JobContract<Payload extends object = object> {
  /** `<system>.<verb>-<noun>`, such as `omr.open-zip`. */
  readonly name: string;
  /** The BullMQ queue, one a system. */
  readonly queue: string;
  /** Ids only: payloads are readable by anyone who reads Redis or the jobs table. */
  readonly payload: Joi.ObjectSchema<Payload>;
  /** Times a retryable error is tried again before the job is given up. */
  readonly maxAttempts: number;
}

export function defineJob<Payload extends object>(contract: {
  name: string;
  queue: string;
  payload: Joi.ObjectSchema<Payload>;
  maxAttempts?: number;
}): JobContract<Payload> {
  return { maxAttempts: 5, ...contract };
}

/** Whose work it is: `ownerId` is who takes turns with others, `subjectId` the batch it belongs to. */
export interface JobOwner {
  tenantId: string;
  ownerId: string;
  subjectId: string;
  /** The request that caused it, for log lines and audit. */
  requestId?: string | undefined;
}

/** What travels through Redis: enough to claim the row, nothing more. */
export interface QueuedJob {
  jobId: string;
  epoch: number;
}
