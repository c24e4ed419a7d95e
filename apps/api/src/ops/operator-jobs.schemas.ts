import Joi from 'joi';
import { batchIdParam, uuidParam } from '../http/ids';
import { storableText } from '../http/storable-text';

const STATES = ['waiting', 'admitted', 'running', 'done', 'failed', 'cancelled'] as const;

/** What can be done again, that is: all but what was done or cancelled. */
const REQUEUED_STATES = ['waiting', 'admitted', 'running', 'failed'] as const;

export interface JobFilter {
  state?: (typeof STATES)[number];
  queue?: string;
  name?: string;
  batch_id?: string;
  worker?: string;
  older_than_seconds?: number;
  poison?: boolean;
}

export interface JobsQuery extends JobFilter {
  limit: number;
  cursor?: string;
}

export interface RequeueBody extends JobFilter {
  state: (typeof REQUEUED_STATES)[number];
  limit: number;
  cursor?: string;
  dry_run: boolean;
}

const filter = {
  queue: storableText(100),
  name: storableText(100).description('Such as omr.process-sheets'),
  batch_id: uuidParam.description('The batch, upload, file or import that it belongs to'),
  worker: storableText(300),
  older_than_seconds: Joi.number()
    .integer()
    .min(0)
    .max(100 * 24 * 3600)
    .description('In their state for longer than that'),
  poison: Joi.boolean().description('true: only those that workers died on'),
};

const page = (maxLimit: number, defaultLimit: number) => ({
  limit: Joi.number().integer().min(1).max(maxLimit).default(defaultLimit),
  cursor: uuidParam.description('From `next_cursor` of the page before'),
});

export const jobsQuery = Joi.object<JobsQuery>({
  state: Joi.string()
    .valid(...STATES)
    .description('`failed`: those, too, of which a part was given up and the rest was done'),
  ...filter,
  ...page(100, 50),
});

export const requeueBody = Joi.object<RequeueBody>({
  state: Joi.string()
    .valid(...REQUEUED_STATES)
    .required(),
  ...filter,
  ...page(500, 100),
  dry_run: Joi.boolean().default(false).description('true: only count'),
});

export const jobParams = Joi.object<{ id: string }>({ id: uuidParam.required() });

export const batchParams = Joi.object<{ id: string }>({ id: batchIdParam.required() });

const text = Joi.string().allow(null).required();
const time = Joi.string().isoDate().allow(null).required();
const count = Joi.number().integer().min(0).required();
const id = Joi.string().uuid().required();

export const jobsAnswer = Joi.object({
  jobs: Joi.array()
    .items(
      Joi.object({
        id,
        queue: Joi.string().required(),
        name: Joi.string().required(),
        state: Joi.string().required(),
        given_up: text.description('`failed` or `poison`, when it was given up, or a part of it'),
        batch_id: id,
        tenant_id: id,
        owner_id: id,
        request_id: text,
        epoch: count.description('How often it was handed to Redis'),
        attempts: count,
        crashes: count,
        worker_id: text,
        run_after: time,
        lease_until: time,
        created_at: time,
        admitted_at: time,
        started_at: time,
        finished_at: time,
        error: text.description('Null in jobs of other tenants'),
      }),
    )
    .required(),
  next_cursor: text.description('Null on the last page'),
});

export const requeuedAnswer = Joi.object({
  job_id: id,
  batch_id: id,
  outcome: Joi.string()
    .valid('requeued', 'retried')
    .required()
    .description('`requeued`: this job starts anew. `retried`: it had ended, new ones do again what failed'),
  parts: count.description('How many parts are done again; 0 when that is not known yet'),
});

export const bulkRequeueAnswer = Joi.object({
  dry_run: Joi.boolean().required(),
  matched: count.description('Jobs looked at; of a dry run, all there are'),
  batches: count.description('How many batches they belong to'),
  requeued: count.description('Jobs that start anew'),
  retried: count.description('Batches of which what failed is done again'),
  skipped: Joi.array()
    .items(
      Joi.object({
        job_id: id,
        batch_id: id,
        code: Joi.string().required(),
        message: Joi.string().required(),
      }),
    )
    .required(),
  next_cursor: text.description('Null when all were looked at'),
});

export const retriedAnswer = Joi.object({
  batch_id: Joi.string().required(),
  queue: Joi.string().required(),
  parts: count.description('How many parts are done again; 0 when that is not known yet'),
});
