import { CHECK_STATES, REVENUE_BATCH_STATUSES, REVENUE_FILE_STATUSES } from '@sluice/systems/revenue';
import Joi from 'joi';

/** What answers are made of, for the documentation. */

export const count = Joi.number().integer().min(0).required();
export const uuid = Joi.string().uuid().required();
export const text = Joi.string().allow('').required();
export const flag = Joi.boolean().required();
export const time = Joi.string().required().description('UTC, 2024-01-15T10:30:00Z');
/** Always there, null until it is known. */
export const nullable = (schema: Joi.Schema): Joi.Schema => schema.required().allow(null);
export const list = (item: Joi.Schema): Joi.ArraySchema => Joi.array().items(item).required();

/** The envelope around it. */
export function answer(data: Joi.Schema, extra: Joi.SchemaMap = {}): Joi.ObjectSchema {
  return Joi.object({
    success: Joi.boolean().valid(true).required(),
    data,
    message: Joi.string().required(),
    timestamp: time,
    ...extra,
  });
}

export const pagination = Joi.object({
  page: count,
  limit: count,
  total: count,
  totalPages: count,
}).required();

export const batchStatus = Joi.string()
  .valid(...REVENUE_BATCH_STATUSES)
  .required();
export const fileStatus = Joi.string()
  .valid(...REVENUE_FILE_STATUSES)
  .required();
export const checkState = Joi.string()
  .valid(...CHECK_STATES)
  .required()
  .description('Whether the files were compared with each other');

export const batchFields = {
  id: uuid,
  batchName: Joi.string().required(),
  uploadDate: time,
  totalFiles: count,
  successFiles: count,
  errorFiles: count,
  processingFiles: count,
  totalRecords: count,
  totalSize: count,
  status: batchStatus,
  userId: text,
  ipAddress: text,
  userAgent: text,
  createdAt: time,
  updatedAt: time,
  checkState,
  checkedAt: nullable(Joi.string()),
  cancelledAt: nullable(Joi.string()),
};
export const batch = Joi.object(batchFields).required();

export const fileError = Joi.object({
  code: Joi.string().required(),
  message: Joi.string().required(),
  detail: Joi.string(),
});

export const fileFields = {
  id: uuid,
  filename: text,
  originalName: text,
  fileType: text,
  fileSize: count,
  filePath: Joi.string().required(),
  uploadDate: time,
  status: fileStatus,
  batchId: nullable(Joi.string().uuid()),
  userId: text,
  ipAddress: text,
  userAgent: text,
  isValid: flag,
  totalRecords: count,
  validRecords: count,
  invalidRecords: count,
  processedRecords: count,
  skippedRecords: count,
  processingTime: count.description('Milliseconds'),
  createdAt: time,
  updatedAt: time,
  claimTable: nullable(Joi.string()),
  archiveId: nullable(Joi.string().uuid()),
  charset: nullable(Joi.string()),
  hasMemo: flag,
  errors: list(fileError),
  completedAt: nullable(Joi.string()),
};
export const file = Joi.object(fileFields);

export const column = Joi.object({ name: text, type: text, width: count, decimals: count });

export const fileDetails = Joi.object({
  ...fileFields,
  isContainer: flag,
  progressPercentage: Joi.number().min(0).max(100).required(),
  columns: Joi.array().items(column).required().allow(null),
}).required();

export const moreFiles = Joi.string().description('Where the files behind the first 1,000 are');
