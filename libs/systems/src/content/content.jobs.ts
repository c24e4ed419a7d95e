import { defineJob } from '@sluice/kernel/queue';
import Joi from 'joi';

/** Stored data: in job rows, in Redis, in dashboards. Never renamed. */
export const CONTENT_QUEUE = 'content';

export interface ContentItemsPayload {
  batchId: string;
  /** Positions of items, first and last, counted from 1; repeats within are the first one's. */
  from: number;
  to: number;
}

export const contentJobs = {
  /** Applies a batch's operation to some of its items. */
  applyItems: defineJob<ContentItemsPayload>({
    name: 'content.apply-items',
    queue: CONTENT_QUEUE,
    payload: Joi.object<ContentItemsPayload>({
      batchId: Joi.string().uuid().required(),
      from: Joi.number().integer().min(1).required(),
      to: Joi.number().integer().min(1).required(),
    }),
  }),
};
