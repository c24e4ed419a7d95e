export { Content } from './content.entity';
export { ContentBatch, type OperationParameters } from './content-batch.entity';
export { ContentItem, type ContentValues } from './content-item.entity';
export {
  contentBatchState,
  contentProgressEntry,
  contentResult,
  showContentBatch,
  type ContentOutcome,
  type ContentResult,
} from './content.events';
export { CONTENT_QUEUE, contentJobs, type ContentItemsPayload } from './content.jobs';
export { CALLS_PER_PIECE, cutItemsIntoPieces, ITEMS_PER_PIECE } from './content.pieces';
export {
  CALL_STATES,
  CONTENT_BATCH_STATUSES,
  isContentBatchFinal,
  ITEM_STATUSES,
  METADATA_FIELDS,
  OPERATION_TYPES,
  type CallState,
  type ContentBatchStatus,
  type ItemStatus,
  type MetadataField,
  type OperationType,
} from './content.status';
