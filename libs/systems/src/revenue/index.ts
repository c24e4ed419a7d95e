export { RevenueBatch } from './revenue-batch.entity';
export { RevenueFile, type FileColumn, type FileError } from './revenue-file.entity';
export {
  isBatchFinal,
  revenueBatchState,
  revenueFileEvent,
  revenueFileState,
  showRevenue,
  type RevenueFileEvent,
} from './revenue.events';
export { CLAIM_TABLES, partsOfName, type ClaimTable, type NameParts } from './revenue.file-name';
export { REVENUE_QUEUE, revenueJobs, type CheckBatchPayload, type RevenueFilePayload } from './revenue.jobs';
export { revenueProgress, revenueProgressEntry, type RevenueProgress } from './revenue.progress';
export { refreshBatch } from './revenue.queries';
export {
  batchStatusOf,
  CHECK_STATES,
  isFileFinal,
  REVENUE_BATCH_STATUSES,
  REVENUE_FILE_STATUSES,
  REVENUE_FILE_TYPES,
  type CheckState,
  type RevenueBatchStatus,
  type RevenueFileStatus,
} from './revenue.status';
