import { CONTENT_BATCH_STATUSES, OPERATION_TYPES } from '@sluice/systems/content';
import Joi from 'joi';

/** Answers, for the documentation. */
const count = Joi.number().integer().min(0).required();
const id = Joi.string().uuid().required();
const time = Joi.string().required().description('UTC, 2024-01-15T10:30:00Z');
const status = Joi.string()
  .valid(...CONTENT_BATCH_STATUSES)
  .required();
/** Always there, null when there is nothing to tell. */
const nullable = (schema: Joi.Schema): Joi.Schema => schema.required().allow(null);

const price = Joi.alternatives(Joi.number().integer().min(0), Joi.string()).description(
  'Micro-STX; a text of digits above 2^53 − 1',
);

export const madeAnswer = Joi.object({
  message: Joi.string().required(),
  batchId: id,
  status: Joi.string().valid('pending').required(),
  totalItems: count,
});

export const endedAnswer = madeAnswer.keys({
  status: Joi.string().valid('completed', 'failed').required(),
  successCount: count,
  failureCount: count,
});

const result = Joi.object({
  contentId: Joi.string().required(),
  success: Joi.boolean().required(),
  message: Joi.string().description('Of a success'),
  error: Joi.string().description('Of a failure'),
  reason: Joi.string().description('What is behind the error'),
  txid: Joi.string().description('The call of the contract'),
});

const batch = Joi.object({
  _id: id,
  creator: Joi.string().required(),
  operationType: Joi.string()
    .valid(...OPERATION_TYPES)
    .required(),
  status,
  totalItems: count,
  successCount: count,
  failureCount: count,
  results: Joi.array()
    .items(result)
    .required()
    .description('Those that have ended so far, in the order of the request'),
  createdAt: time,
  updatedAt: time,
  completedAt: nullable(Joi.string()),
  progressPercentage: Joi.number().min(0).max(100).required(),
  errorMessage: nullable(Joi.string()),
  revertsId: nullable(Joi.string()).description('The batch that this one puts back'),
  parameters: Joi.object({ newPrice: price, removalReason: Joi.string(), updates: Joi.object().unknown() })
    .required()
    .description('What the operation sets'),
  revertedBy: nullable(Joi.string()).description('The newest batch that puts this one back'),
});

const values = Joi.object({ price }).unknown().required();

export const batchAnswer = batch.keys({
  changes: Joi.array()
    .items(
      Joi.object({
        contentId: Joi.string().required(),
        before: values.description('Fields that were changed, as they were'),
        after: values.description('The same fields, as the batch has set them'),
      }),
    )
    .required()
    .description('Contents that were changed so far, each once, in the order of the request'),
});

/** Without `changes`, which may be long. */
export const batchesAnswer = Joi.array().items(batch);

export const progressAnswer = Joi.object({
  batchId: id,
  status,
  totalItems: count,
  successCount: count,
  failureCount: count,
  progressPercentage: Joi.number().min(0).max(100).required(),
});

const contentIds = Joi.array().items(Joi.string()).required();

export const cancelAnswer = Joi.object({
  batchId: id,
  status,
  message: Joi.string().required(),
  totalItems: count,
  successCount: count,
  failureCount: count,
  notProcessedCount: count,
  notProcessed: contentIds.description('Contents nobody got to'),
  unsettledCount: count,
  unsettled: contentIds.description(
    'Contents whose call the chain already has; they still end as it decides',
  ),
});

export const retryAnswer = Joi.object({
  batchId: id,
  status,
  message: Joi.string().required(),
  totalItems: count,
  retriedCount: count.description('Contents that are processed again'),
});

export const contentAnswer = Joi.object({
  contentId: Joi.string().required(),
  creator: Joi.string().required(),
  title: Joi.string().required(),
  description: Joi.string().required().allow(''),
  contentType: Joi.string().required(),
  price: price.required(),
  tokenGating: Joi.alternatives(Joi.boolean(), Joi.object().unknown(), Joi.any().valid(null)).required(),
  refundable: Joi.boolean().required(),
  refundWindowDays: nullable(Joi.number().integer()),
  isRemoved: Joi.boolean().required(),
  removalReason: nullable(Joi.string()),
  createdAt: time,
  updatedAt: time,
  chain: nullable(
    Joi.object({
      state: Joi.string().valid('pending', 'confirmed', 'failed').required(),
      price: price.required().description('Micro-STX that the call sets'),
      txid: Joi.string().required(),
    }),
  ).description('The last call of the contract for its price; null when there was none'),
});

export const contentsAnswer = Joi.array().items(contentAnswer);

export const importAnswer = Joi.object({
  total: count,
  imported: count,
  failed: count.description('Rows that were left out'),
  errors: Joi.array()
    .items(
      Joi.object({
        row: count.description('Counted from 1, without the header'),
        field: Joi.string().required().allow(''),
        message: Joi.string().required(),
      }),
    )
    .required()
    .description('The first hundred'),
});
