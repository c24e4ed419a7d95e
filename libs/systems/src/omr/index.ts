export { OmrBatch } from './omr-batch.entity';
export { OmrFile } from './omr-file.entity';
export { isStoredImage, OmrSheet, type SheetThumbnail, type StoredImage } from './omr-sheet.entity';
export {
  OMR_QUEUE,
  omrJobs,
  openingJobOf,
  type OpenBatchPayload,
  type ProcessSheetsPayload,
} from './omr.jobs';
export { omrState, showBatch, type SheetEvent } from './omr.events';
export { cutIntoPieces, SHEETS_PER_PIECE } from './omr.pieces';
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
