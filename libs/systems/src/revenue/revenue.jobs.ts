import { defineJob } from '@sluice/kernel/queue';
import Joi from 'joi';

/** Stored data: in job rows, in Redis, in dashboards. Never renamed. */
export const REVENUE_QUEUE = 'revenue';

export interface RevenueFilePayload {
  fileId: string;
}

export interface CheckBatchPayload {
  batchId: string;
}

const file = Joi.object<RevenueFilePayload>({ fileId: Joi.string().uuid().required() });

export const revenueJobs = {
  /** Judges a table's structure, then its records, and stores them in pieces. */
  parseFile: defineJob<RevenueFilePayload>({
    name: 'revenue.parse-file',
    queue: REVENUE_QUEUE,
    payload: file,
  }),
  /** Makes a file of each member of a ZIP. */
  openArchive: defineJob<RevenueFilePayload>({
    name: 'revenue.open-archive',
    queue: REVENUE_QUEUE,
    payload: file,
  }),
  /** Compares the files of a batch with each other, once none of them is under way. */
  checkBatch: defineJob<CheckBatchPayload>({
    name: 'revenue.check-batch',
    queue: REVENUE_QUEUE,
    payload: Joi.object<CheckBatchPayload>({ batchId: Joi.string().uuid().required() }),
  }),
};
