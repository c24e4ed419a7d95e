import { REVENUE_BATCH_STATUSES, REVENUE_FILE_STATUSES } from '@sluice/systems/revenue';
import Joi from 'joi';
import {
  answer,
  batch,
  column,
  count,
  fileError,
  fileStatus,
  flag,
  list,
  moreFiles,
  nullable,
  pagination,
  text,
  uuid,
} from './revenue.answer-parts';

/** Records, errors and reports, for the documentation; tests hold the real ones against them. */

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
