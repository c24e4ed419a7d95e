import {
  REVENUE_BATCH_STATUSES,
  REVENUE_FILE_STATUSES,
  REVENUE_FILE_TYPES,
  type RevenueBatchStatus,
  type RevenueFileStatus,
} from '@sluice/systems/revenue';
import Joi from 'joi';
import { uuidParam } from '../../http/ids';
import { pageLimit, type PageLimit } from '../../http/paging';

export interface IdParams {
  id: string;
}

export const idParams = Joi.object<IdParams>({ id: uuidParam.required() });

/** Clients' words; Postgres has no text with NUL in it. Left empty is left out. */
function words(maxLength: number): Joi.StringSchema {
  return Joi.string()
    .trim()
    .empty('')
    .max(maxLength)
    .pattern(/^[^\u0000]*$/, 'text without NUL');
}

const batchName = words(200);

export interface NewBatchBody {
  batchName?: string;
  userId?: string;
  ipAddress?: string;
  userAgent?: string;
}

export const newBatchBody = Joi.object<NewBatchBody>({
  batchName,
  userId: words(200),
  ipAddress: words(100),
  userAgent: words(1_000),
});

/** Statuses and types are taken in any case. */
const batchStatus = Joi.string()
  .lowercase()
  .valid(...REVENUE_BATCH_STATUSES);
const fileStatus = Joi.string()
  .lowercase()
  .valid(...REVENUE_FILE_STATUSES);
const fileType = Joi.string()
  .uppercase()
  .valid(...REVENUE_FILE_TYPES);

export interface BatchListQuery extends PageLimit {
  status?: RevenueBatchStatus;
  userId?: string;
}

export const batchListQuery = Joi.object<BatchListQuery>({
  ...pageLimit(),
  status: batchStatus,
  userId: words(200),
});

export interface FileListQuery extends PageLimit {
  status?: RevenueFileStatus;
  fileType?: string;
}

export const fileListQuery = Joi.object<FileListQuery>({ ...pageLimit(), status: fileStatus, fileType });

export interface UploadFields {
  batchId?: string;
  upload_id?: string;
}

const uploadId = uuidParam.empty('').messages({
  'string.pattern.base': '"upload_id" must be the id of a finished upload to /api/uploads',
});

/** Whether `batchId` is one is asked later: what is none names no batch, 404. */
export const uploadFields = Joi.object<UploadFields>({ batchId: words(200), upload_id: uploadId });

export interface BatchUploadFields {
  batchName?: string;
  upload_id?: string[];
}

export const batchUploadFields = Joi.object<BatchUploadFields>({
  batchName,
  upload_id: Joi.array().items(uploadId).single().sparse(),
});

export interface RecordsQuery extends PageLimit {
  valid?: boolean;
}

export const recordsQuery = Joi.object<RecordsQuery>({ ...pageLimit(), valid: Joi.boolean() });

/** Forms of a list: `?format=` decides, or else `Accept`. */
export interface FormatQuery extends PageLimit {
  format?: 'json' | 'csv';
}

export const formatQuery = Joi.object<FormatQuery>({
  ...pageLimit(),
  format: Joi.string().lowercase().valid('json', 'csv'),
});

export interface StatisticsQuery {
  days: number;
}

export const statisticsQuery = Joi.object<StatisticsQuery>({
  days: Joi.number().integer().min(1).max(366).default(30).description('Days of uploads, today counted in'),
});
