import { BATCH_STATUSES, SHEET_STATUSES, UPLOAD_STRATEGIES } from '@sluice/systems/omr';
import Joi from 'joi';
import { uuidParam } from '../../http/ids';
import { limitOffset } from '../../http/paging';
import { EXPORT_FORMATS, type ExportFormat } from './export-sheets';

export interface BatchParams {
  id: string;
}

export const batchParams = Joi.object<BatchParams>({ id: uuidParam.required() });

export interface UploadFields {
  has_qr?: boolean;
  task_id?: string;
  upload_id?: string;
}

/** `has_qr` is the text true, false, 1 or 0. A field left empty in a form is a field that is missing. */
const hasQr = Joi.boolean().truthy('1').falsy('0').empty('').messages({
  'boolean.base': '"has_qr" must be true, false, 1 or 0',
});

export const TASK_ID = Joi.string()
  .pattern(/^\d{8}$/)
  .empty('')
  .messages({ 'string.pattern.base': '"task_id" must be 8 digits, such as 14900113' });

const uploadId = uuidParam.empty('').messages({
  'string.pattern.base': '"upload_id" must be the id of a finished upload to /api/uploads',
});

export const uploadFields = Joi.object<UploadFields>({
  has_qr: hasQr,
  task_id: TASK_ID,
  upload_id: uploadId,
});

export interface SheetParams extends BatchParams {
  index: number;
}

export const sheetParams = Joi.object<SheetParams>({
  id: uuidParam.required(),
  index: Joi.number().integer().min(1).max(1_000_000).required(),
});

export interface ExportQuery {
  format?: ExportFormat;
}

export const exportQuery = Joi.object<ExportQuery>({ format: Joi.string().valid(...EXPORT_FORMATS) });

export interface ListQuery {
  limit: number;
  offset: number;
  status?: (typeof BATCH_STATUSES)[number];
}

export const listQuery = Joi.object<ListQuery>({
  ...limitOffset(200),
  status: Joi.string().valid(...BATCH_STATUSES),
});

export interface StatusQuery {
  limit: number;
  offset: number;
  status?: (typeof SHEET_STATUSES)[number];
}

export const statusQuery = Joi.object<StatusQuery>({
  ...limitOffset(200),
  status: Joi.string().valid(...SHEET_STATUSES),
});

const count = Joi.number().integer().min(0).required();
const time = Joi.string().required().description('Naive UTC, 2025-11-19T16:23:42');
/** Always there, null until it is known. */
const nullable = (schema: Joi.Schema): Joi.Schema => schema.required().allow(null);

/** Answers, for the documentation. */
export const uploadAnswer = Joi.object({
  batch_id: Joi.string().uuid().required(),
  status: Joi.string().valid('uploaded').required(),
  message: Joi.string().required(),
  total_size: count.description('Bytes'),
});

export const endedAnswer = uploadAnswer.keys({
  status: Joi.string().valid('completed', 'failed').required(),
  error_message: nullable(Joi.string()),
});

const progressFields = {
  batch_uuid: Joi.string().uuid().required(),
  status: Joi.string()
    .valid(...BATCH_STATUSES)
    .required(),
  sheet_count: count.description('0 until the upload has been opened'),
  processed_count: count,
  failed_count: count,
  progress_percentage: Joi.number().min(0).max(100).required(),
  created_at: time,
  completed_at: nullable(Joi.string()),
};

export const progressAnswer = Joi.object(progressFields);

const batchFields = {
  ...progressFields,
  batch_id: Joi.string().uuid().required(),
  task_id: nullable(Joi.string()),
  upload_strategy: Joi.string()
    .valid(...UPLOAD_STRATEGIES)
    .required(),
  original_filename: Joi.string().required(),
  total_size: count,
  uploaded_by: Joi.string().required(),
  started_at: nullable(Joi.string()),
  error_message: nullable(Joi.string()),
};

export const listAnswer = Joi.object({
  total: count,
  limit: count,
  offset: count,
  batches: Joi.array().items(Joi.object(batchFields)).required(),
});

export const statusAnswer = Joi.object({
  ...batchFields,
  warnings: Joi.array()
    .items(
      Joi.object({
        code: Joi.string().required(),
        message: Joi.string().required(),
        index: Joi.number().integer(),
        filename: Joi.string(),
        task_id: Joi.string(),
      }),
    )
    .required(),
  sheets: Joi.array()
    .items(
      Joi.object({
        index: Joi.number().integer().min(1).required(),
        filename: Joi.string().required(),
        page: Joi.number().integer().min(1).required(),
        status: Joi.string()
          .valid(...SHEET_STATUSES)
          .required(),
        task_id: nullable(Joi.string()),
        qr_text: nullable(Joi.string()),
        width: nullable(Joi.number().integer()),
        height: nullable(Joi.number().integer()),
        error: nullable(Joi.string()),
      }),
    )
    .required(),
});

const move = {
  batch_id: Joi.string().uuid().required(),
  status: Joi.string()
    .valid(...BATCH_STATUSES)
    .required(),
  message: Joi.string().required(),
};

export const cancelAnswer = Joi.object({
  ...move,
  sheet_count: count,
  processed_count: count,
  failed_count: count,
  not_processed_count: count,
  not_processed: Joi.array()
    .items(Joi.object({ from: count, to: count }))
    .required()
    .description('Sheets nobody got to, first and last of each run'),
});

export const retryAnswer = Joi.object({
  ...move,
  retried_count: count.description('Sheets processed again; 0 when the upload is opened again'),
});

export const exportAnswer = Joi.object({
  batch_id: Joi.string().uuid().required(),
  task_id: nullable(Joi.string()),
  status: Joi.string()
    .valid(...BATCH_STATUSES)
    .required(),
  sheet_count: count,
  sheets: Joi.array().items(
    Joi.object({
      sheet: Joi.number().integer().min(1).required(),
      filename: Joi.string().required(),
      page: Joi.number().integer().min(1).required(),
      task_id: nullable(Joi.string()),
      qr_text: nullable(Joi.string()),
      status: Joi.string()
        .valid(...SHEET_STATUSES)
        .required(),
      error: nullable(Joi.string()),
    }),
  ),
});

/** The bytes of a file, for the documentation. */
export const fileAnswer = Joi.binary();
