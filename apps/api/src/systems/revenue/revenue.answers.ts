import Joi from 'joi';
import {
  answer,
  batch,
  batchFields,
  batchStatus,
  checkState,
  count,
  file,
  fileDetails,
  fileError,
  fileStatus,
  flag,
  list,
  moreFiles,
  nullable,
  pagination,
  text,
  time,
  uuid,
} from './revenue.answer-parts';

/** Answers, for the documentation; tests hold the real ones against them. */

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
