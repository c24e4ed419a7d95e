import { ERROR_TYPES, IMPORT_TYPES, MIGRATION_STATUSES } from '@sluice/systems/csv-migration';
import Joi from 'joi';

/** What answers look like, for the documentation. */

export const count = Joi.number().integer().min(0).required();
export const uuid = Joi.string().uuid().required();
export const text = Joi.string().allow('').required();
export const time = Joi.string().required().description('UTC, 2025-01-15T10:30:00Z');
export const nullable = (schema: Joi.Schema): Joi.Schema => schema.required().allow(null);
const texts = Joi.array().items(Joi.string().allow('')).required();

const importType = Joi.string()
  .valid(...IMPORT_TYPES)
  .required();
const status = Joi.string()
  .valid(...MIGRATION_STATUSES)
  .required();
const mapping = Joi.object()
  .pattern(/^/, Joi.string().allow(''))
  .required()
  .description('Column of the file: column of the import');

const fileFields = {
  import_type: importType,
  file_name: Joi.string().required(),
  total_rows: count,
  columns: texts,
  preview_rows: Joi.array().items(Joi.object().unknown()).required(),
  encoding: Joi.string().required(),
  delimiter: Joi.string().required(),
  column_mapping: mapping,
  unmapped_columns: texts,
  mapping_source: Joi.string().valid('given', 'parent', 'remembered', 'header').required(),
};

export const uploadAnswer = Joi.object({
  job_id: nullable(Joi.string().uuid()).description('Null with ?preview=true, which makes no job'),
  ...fileFields,
  status: status.optional(),
  status_display: text.optional(),
  file_size: count.optional(),
  parent_job_id: nullable(Joi.string().uuid()).optional(),
  missing_columns: texts.optional(),
  suggested_mapping: Joi.array()
    .items(
      Joi.object({
        csv_column: Joi.string().required(),
        column: nullable(Joi.string()),
        confidence: Joi.number().min(0).max(1).required(),
      }),
    )
    .description('Only with ?preview=true'),
});

export const beginAnswer = Joi.object({ message: Joi.string().required(), job_id: uuid });
export const messageAnswer = Joi.object({ message: Joi.string().required() });

const errorCounts = Joi.object(Object.fromEntries(ERROR_TYPES.map((type) => [type, count]))).required();

const validation = nullable(
  Joi.object({
    is_valid: Joi.boolean().required(),
    total_rows: count,
    valid_rows: count,
    invalid_rows: count,
    error_summary: errorCounts,
    warnings: count,
    can_proceed: Joi.boolean().required(),
    validated_at: Joi.string().required(),
  }),
);

const statusFields = {
  id: uuid,
  tenant_id: uuid,
  user_id: uuid,
  import_type: importType,
  file_name: Joi.string().required(),
  file_size: count,
  status,
  status_display: text,
  total_rows: count,
  processed_rows: count,
  valid_rows: count,
  invalid_rows: count,
  progress_percentage: Joi.number().integer().min(0).max(100).required(),
  error_report_url: nullable(Joi.string()),
  started_at: nullable(Joi.string()),
  completed_at: nullable(Joi.string()),
  created_at: time,
  updated_at: time,
  error_message: nullable(Joi.string()),
  imported_rows: count.description('Rows that are in, those of jobs made from the failed rows among them'),
  recovered_rows: count.description('Rows that jobs made from the failed rows have brought in'),
  warning_count: count,
  validation,
  parent_job_id: nullable(Joi.string().uuid()),
  rollback_at: nullable(Joi.string()),
  cancelled_at: nullable(Joi.string()),
};

export const statusAnswer = Joi.object(statusFields);

const rollbackSummary = Joi.object({ removed: count, kept_changed: count, kept_used: count });

const camelCounts = Joi.object({
  missingRequired: count,
  invalidFormat: count,
  duplicate: count,
  constraintViolation: count,
});

export const jobAnswer = Joi.object({
  ...statusFields,
  file_url: Joi.string().required(),
  metadata: Joi.object({
    fileName: Joi.string().required(),
    fileSize: count,
    encoding: Joi.string().required(),
    delimiter: Joi.string().required(),
    columnMapping: mapping,
    importType,
    errorSummary: camelCounts,
    validation: validation.optional(),
  }).required(),
  columns: texts,
  rollback_summary: nullable(rollbackSummary),
});

/** A page of a list. */
export function pageAnswer(item: Joi.Schema): Joi.ObjectSchema {
  return Joi.object({ data: Joi.array().items(item).required(), total: count, page: count, limit: count });
}

export const jobListAnswer = pageAnswer(
  Joi.object({
    id: uuid,
    import_type: importType,
    file_name: Joi.string().required(),
    status,
    total_rows: count,
    valid_rows: count,
    invalid_rows: count,
    created_at: time,
    user_id: uuid,
    file_size: count,
    status_display: text,
    processed_rows: count,
    imported_rows: count,
    progress_percentage: count,
    error_message: nullable(Joi.string()),
    parent_job_id: nullable(Joi.string().uuid()),
    started_at: nullable(Joi.string()),
    completed_at: nullable(Joi.string()),
    updated_at: time,
  }),
);

export const errorListAnswer = pageAnswer(
  Joi.object({
    id: uuid,
    migration_job_id: uuid,
    row_number: count,
    error_type: Joi.string()
      .valid(...ERROR_TYPES)
      .required(),
    field_name: nullable(Joi.string()),
    error_message: Joi.string().required(),
    expected_format: nullable(Joi.string()),
    received_value: nullable(Joi.string()),
    row_data: Joi.object().unknown().required(),
    created_at: time,
    is_warning: Joi.boolean().required(),
  }),
);

export const rollbackAnswer = Joi.object({
  message: Joi.string().required(),
  job: Joi.object({ id: uuid, status, rollback_at: nullable(Joi.string()) }).required(),
  summary: nullable(rollbackSummary).description('Null while it is under way'),
});

const move = {
  message: Joi.string().required(),
  job_id: uuid,
  status,
  status_display: text,
  total_rows: count,
  processed_rows: count,
  imported_rows: count,
};

export const cancelAnswer = Joi.object({
  ...move,
  not_processed_rows: count.description('Rows nobody got to'),
  error_message: nullable(Joi.string()),
});

export const retryAnswer = Joi.object(move);

export const columnListAnswer = Joi.object({
  import_type: importType,
  columns: Joi.array()
    .items(
      Joi.object({
        name: Joi.string().required(),
        label: Joi.string().required(),
        required: Joi.boolean().required(),
        expected_format: Joi.string().required(),
        example: text,
      }),
    )
    .required(),
});

/** Text of a CSV, for the documentation. */
export const csvAnswer = Joi.string();
