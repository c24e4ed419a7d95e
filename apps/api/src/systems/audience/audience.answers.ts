import { PROCESSING_STATUSES, UPLOAD_FORMATS, UPLOAD_STATUS } from '@sluice/systems/audience';
import Joi from 'joi';

/** Answers, for the documentation; tests hold the real ones against them. */

const count = Joi.number().integer().min(0).required();
const text = Joi.string().allow('').required();
const time = Joi.string().required().description('UTC, 2024-01-15T10:30:00Z');
const uploadId = Joi.string()
  .pattern(/^upl_[0-9]{10}_[a-z0-9]{6}$/)
  .required();
const success = Joi.string().valid('success').required();
const uploadStatus = Joi.string().valid(UPLOAD_STATUS).required();
const processingStatus = Joi.string()
  .valid(...PROCESSING_STATUSES)
  .required();
/** Always there, null until it is known. */
const nullable = (schema: Joi.Schema): Joi.Schema => schema.required().allow(null);
const list = (item: Joi.Schema): Joi.ArraySchema => Joi.array().items(item).required();
const names = Joi.array().items(Joi.string().allow('')).required();
const percentage = Joi.number().min(0).max(100).required();

const printed = {
  status: success,
  upload_id: uploadId,
  session_token: Joi.string()
    .pattern(/^sess_[0-9]{10}_[a-z0-9]{6}$/)
    .required()
    .description('Told once; opens nothing'),
  rows_received: count,
  message: Joi.string().required(),
  processing_status: processingStatus,
};

const rejection = {
  record: count.description('Counted from 1'),
  code: Joi.string().required(),
  field: nullable(Joi.string()),
  message: Joi.string().required(),
};

export const batchAnswer = Joi.object({
  ...printed,
  rows_accepted: count.optional().description('With on_error=partial'),
  rows_rejected: count.optional().description('With on_error=partial'),
  rejected: Joi.array()
    .items(Joi.object(rejection))
    .optional()
    .description('The first 100, with on_error=partial'),
});

export const fileAnswer = Joi.object(printed);

export const listAnswer = Joi.object({
  status: success,
  uploads: list(
    Joi.object({
      upload_id: uploadId,
      upload_name: text,
      created_at: time,
      rows_received: count,
      status: uploadStatus,
      processing_status: processingStatus,
      rows_loaded: count,
      rows_rejected: count,
      format: Joi.string()
        .valid(...UPLOAD_FORMATS)
        .required(),
      file_name: nullable(Joi.string()),
      file_size: count,
      error_message: nullable(Joi.string()),
    }),
  ),
  total: count,
});

const figures = {
  processing_status: processingStatus,
  rows_received: count,
  rows_loaded: count,
  rows_rejected: count,
  progress_percentage: percentage,
  error_message: nullable(Joi.string()),
};

const record = Joi.object().unknown().required().description('As it was sent');

export const wholeAnswer = Joi.object({
  status: uploadStatus,
  upload_id: uploadId,
  upload_name: text,
  records: list(record),
  fields: names,
  created_at: time,
  rows_received: count,
  result: success,
  processing_status: processingStatus,
  progress: Joi.object({ upload_id: uploadId, status: uploadStatus, ...figures }).required(),
});

export const progressAnswer = Joi.object({
  status: success,
  upload_id: uploadId,
  ...figures,
  upload_status: uploadStatus,
});

const recordItem = {
  record_number: count,
  record,
  email: nullable(Joi.string()).description('Normalised'),
  domain: nullable(Joi.string()).description('Normalised'),
  duplicate: nullable(
    Joi.object({
      same_as_record: nullable(Joi.number().integer()).description('The first one of this upload'),
      earlier_upload_id: nullable(Joi.string()),
      earlier_record: nullable(Joi.number().integer()),
    }),
  ),
};

const ofUpload = { status: success, upload_id: uploadId };

export const recordAnswer = Joi.object({ ...ofUpload, ...recordItem });
export const recordsAnswer = Joi.object({ ...ofUpload, records: list(Joi.object(recordItem)), total: count });

export const changedAnswer = Joi.object({
  ...ofUpload,
  rows_updated: count,
  rows_failed: count,
  results: list(
    Joi.object({
      record_number: count,
      updated: Joi.boolean().required(),
      code: nullable(Joi.string()),
      message: nullable(Joi.string()),
    }),
  ),
});

export const deletedRecordsAnswer = Joi.object({
  ...ofUpload,
  rows_deleted: count,
  not_found: list(Joi.number()),
});

export const deletedAnswer = Joi.object({ status: success, message: Joi.string().required() });

export const deletedUploadsAnswer = deletedAnswer.append({
  deleted: list(Joi.string()),
  failed: list(
    Joi.object({ upload_id: text, code: Joi.string().required(), message: Joi.string().required() }),
  ),
});

export const rejectionsAnswer = Joi.object({
  ...ofUpload,
  rejections: list(Joi.object({ ...rejection, received: text })),
  total: count,
});

export const analyticsAnswer = Joi.object({
  ...ofUpload,
  processing_status: processingStatus,
  analytics: nullable(
    Joi.object({
      records: count,
      fields: list(Joi.object({ field: text, filled: count, fill_rate: percentage })),
      identities: Joi.object({ with_email: count, with_domain_only: count }).required(),
      domains: Joi.object({
        distinct: count,
        top: list(Joi.object({ domain: Joi.string().required(), records: count })),
      }).required(),
      duplicates: Joi.object({
        within_upload: count,
        of_earlier_uploads: count,
        distinct_people: count,
      }).required(),
      analyzed_at: time,
    }),
  ),
});

export const statisticsAnswer = Joi.object({
  status: success,
  analytics: Joi.object({
    uploads: count,
    rows_received: count,
    rows_loaded: count,
    rows_rejected: count,
    by_processing_status: Joi.object().pattern(Joi.string(), Joi.number()).required(),
    first_upload_at: nullable(Joi.string()),
    last_upload_at: nullable(Joi.string()),
  }).required(),
});
