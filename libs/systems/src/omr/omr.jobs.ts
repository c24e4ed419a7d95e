import { defineJob, type JobContract } from '@sluice/kernel/queue';
import Joi from 'joi';
import { type UploadStrategy } from './omr.status';

/** Stored data: in job rows, in Redis, in dashboards. Never renamed. */
export const OMR_QUEUE = 'omr';

export interface OpenBatchPayload {
  batchId: string;
}

/** Sheets `from` to `to`, both included, counted from 1. */
export interface ProcessSheetsPayload {
  batchId: string;
  from: number;
  to: number;
}

const batchId = Joi.string().uuid().required();
const sheetIndex = Joi.number().integer().min(1).required();

export const omrJobs = {
  /** Opens the ZIP, registers its sheets, finds the task id and cuts the sheets into pieces. */
  openZip: defineJob<OpenBatchPayload>({
    name: 'omr.open-zip',
    queue: OMR_QUEUE,
    payload: Joi.object<OpenBatchPayload>({ batchId }),
  }),
  /** The same for direct images. */
  openImages: defineJob<OpenBatchPayload>({
    name: 'omr.open-images',
    queue: OMR_QUEUE,
    payload: Joi.object<OpenBatchPayload>({ batchId }),
  }),
  /** Decodes and reads a piece of a batch's sheets. */
  processSheets: defineJob<ProcessSheetsPayload>({
    name: 'omr.process-sheets',
    queue: OMR_QUEUE,
    payload: Joi.object<ProcessSheetsPayload>({ batchId, from: sheetIndex, to: sheetIndex }),
  }),
};

/** The job a batch begins with. */
export function openingJobOf(strategy: UploadStrategy): JobContract<OpenBatchPayload> {
  return strategy === 'direct_images' ? omrJobs.openImages : omrJobs.openZip;
}
