export { OmrBatch } from './omr-batch.entity';
export { OmrSheet, type SheetThumbnail } from './omr-sheet.entity';
export { OMR_QUEUE, omrJobs, type OpenZipPayload, type ProcessSheetsPayload } from './omr.jobs';
export { naiveUtc, omrProgress, omrProgressEntry, type OmrProgress } from './omr.progress';
export {
  BATCH_STATUSES,
  isFinal,
  SHEET_STATUSES,
  UPLOAD_STRATEGIES,
  type BatchStatus,
  type BatchWarning,
  type SheetStatus,
  type UploadStrategy,
} from './omr.status';
