import { CHECK_STATES, REVENUE_BATCH_STATUSES, REVENUE_FILE_STATUSES } from '@sluice/systems/revenue';
import Joi from 'joi';

/** Answers, for the documentation; tests hold the real ones against them. */

const count = Joi.number().integer().min(0).required();
const uuid = Joi.string().uuid().required();
const text = Joi.string().allow('').required();
const flag = Joi.boolean().required();
const time = Joi.string().required().description('UTC, 2024-01-15T10:30:00Z');
/** Always there, null until it is known. */
const nullable = (schema: Joi.Schema): Joi.Schema => schema.required().allow(null);
const list = (item: Joi.Schema): Joi.ArraySchema => Joi.array().items(item).required();

function answer(data: Joi.Schema, extra: Joi.SchemaMap = {}): Joi.ObjectSchema {
  return Joi.object({
    success: Joi.boolean().valid(true).required(),
    data,
    message: Joi.string().required(),
    timestamp: time,
    ...extra,
  });
}

const pagination = Joi.object({ page: count, limit: count, total: count, totalPages: count }).required();

const batchStatus = Joi.string()
  .valid(...REVENUE_BATCH_STATUSES)
  .required();
const fileStatus = Joi.string()
  .valid(...REVENUE_FILE_STATUSES)
  .required();
const checkState = Joi.string()
  .valid(...CHECK_STATES)
  .required()
  .description('Whether the files were compared with each other');

const batchFields = {
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
const batch = Joi.object(batchFields).required();

const fileError = Joi.object({
  code: Joi.string().required(),
  message: Joi.string().required(),
  detail: Joi.string(),
});

const fileFields = {
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
const file = Joi.object(fileFields);

const column = Joi.object({ name: text, type: text, width: count, decimals: count });

const fileDetails = Joi.object({
  ...fileFields,
  isContainer: flag,
  progressPercentage: Joi.number().min(0).max(100).required(),
  columns: Joi.array().items(column).required().allow(null),
}).required();

const moreFiles = Joi.string().description('Where the files behind the first 1,000 are');

export const batchAnswer = answer(batch);
export const batchListAnswer = answer(Joi.object({ batches: list(batch), pagination }).required());
export const batchWithFilesAnswer = answer(
  Joi.object({ ...batchFields, files: list(file), moreFiles }).required(),
);
export const batchFilesAnswer = answer(Joi.object({ batch, files: list(file), pagination }).required());
export const deletedAnswer = answer(Joi.object({ id: uuid }).required());
export const fileAnswer = answer(fileDetails);
export const fileListAnswer = answer(Joi.object({ files: list(file), pagination }).required());

export const progressAnswer = answer(
  Joi.object({
    id: uuid,
    status: batchStatus,
    totalFiles: count,
    successFiles: count,
    errorFiles: count,
    processingFiles: count,
    totalRecords: count,
    progressPercentage: Joi.number().min(0).max(100).required(),
    checkState,
    updatedAt: time,
  }).required(),
);

const outcome = {
  success: flag.description('The file was imported; false while it is under way'),
  message: Joi.string().required(),
  filename: text,
  fileSize: count,
  errors: list(Joi.string()),
  status: fileStatus,
  totalRecords: count,
  validRecords: count,
  invalidRecords: count,
  skippedRecords: count,
  errorDetails: list(fileError),
};
const result = Joi.object({ ...outcome, fileId: uuid });

export const uploadAnswer = answer(
  Joi.object({
    ...outcome,
    fileId: uuid,
    uploadDate: time,
    batchId: nullable(Joi.string().uuid()),
    results: Joi.array().items(result).description('Of a ZIP: its members'),
  }).required(),
  { requestId: Joi.string().required() },
);

export const batchUploadAnswer = answer(
  Joi.object({
    batchId: uuid,
    batchName: Joi.string().required(),
    totalFiles: count,
    successFiles: count,
    errorFiles: count,
    results: list(result),
    status: batchStatus,
    processingFiles: count,
    totalRecords: count,
    moreFiles,
  }).required(),
);

export const cancelAnswer = answer(
  Joi.object({
    ...batchFields,
    notDoneCount: count,
    notDone: list(Joi.object({ fileId: uuid, filename: text, storedRecords: count })).description(
      'Files that had not ended; records stored before stay',
    ),
  }).required(),
);

export const retryAnswer = answer(
  Joi.object({
    ...batchFields,
    retriedFiles: count.description('0 when the files are only compared with each other again'),
  }).required(),
);

const severity = Joi.string().valid('error', 'warning').required();
const rowError = {
  column: nullable(Joi.string().allow('')),
  code: Joi.string().required(),
  message: Joi.string().required(),
  value: nullable(Joi.string().allow('')),
  severity,
};

export const recordsAnswer = answer(
  Joi.object({
    columns: list(column),
    records: list(
      Joi.object({
        rowNumber: count,
        isValid: flag,
        data: Joi.object()
          .pattern(
            Joi.string(),
            Joi.alternatives(Joi.string().allow(''), Joi.number(), Joi.boolean()).allow(null),
          )
          .required(),
        errors: list(Joi.object(rowError)),
      }),
    ),
    pagination,
  }).required(),
);

export const errorsAnswer = answer(
  Joi.object({
    fileErrors: list(fileError),
    errors: list(Joi.object({ rowNumber: count, ...rowError })),
    pagination,
  }).required(),
);

const amount = Joi.number().min(0).required().description('Baht');

export const reportAnswer = answer(
  Joi.object({
    batch,
    totals: Joi.object({
      totalRecords: count,
      validRecords: count,
      invalidRecords: count,
      skippedRecords: count,
      findings: count,
      claims: count,
      amountAtRisk: amount.description('Baht; each claim counted once'),
    }).required(),
    files: list(
      Joi.object({
        fileId: uuid,
        filename: text,
        fileType: text,
        claimTable: nullable(Joi.string()),
        status: fileStatus,
        totalRecords: count,
        validRecords: count,
        invalidRecords: count,
        skippedRecords: count,
        errors: list(fileError),
        errorSummary: list(
          Joi.object({ code: Joi.string().required(), column: rowError.column, severity, count }),
        ),
      }),
    ),
    moreFiles,
    claims: list(
      Joi.object({
        claimKind: Joi.string().valid('HN', 'SEQ', 'AN').required(),
        claim: text,
        amountAtRisk: amount,
        findingCount: count,
        findings: list(
          Joi.object({
            rule: Joi.string().required(),
            table: Joi.string().required(),
            fileId: nullable(Joi.string().uuid()),
            rowNumber: nullable(Joi.number().integer()),
            message: Joi.string().required(),
            details: Joi.object().unknown().required(),
          }),
        ),
      }),
    ),
    pagination,
  }).required(),
);

const tally = (keys: readonly string[]): Joi.Schema =>
  Joi.object(Object.fromEntries(keys.map((key) => [key, count]))).required();

export const statisticsAnswer = answer(
  Joi.object({
    batches: Joi.object({ total: count, byStatus: tally(REVENUE_BATCH_STATUSES) }).required(),
    files: Joi.object({
      total: count,
      totalSize: count,
      byStatus: tally(REVENUE_FILE_STATUSES),
      byType: list(Joi.object({ fileType: text, files: count, size: count })),
    }).required(),
    records: Joi.object({ total: count, valid: count, invalid: count, skipped: count }).required(),
    claimTables: list(
      Joi.object({
        claimTable: Joi.string().required(),
        files: count,
        totalRecords: count,
        validRecords: count,
        invalidRecords: count,
      }),
    ),
    uploads: list(Joi.object({ date: Joi.string().required(), files: count, size: count, records: count })),
  }).required(),
);
