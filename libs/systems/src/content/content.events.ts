import { type EventFeed, percentageOf, type SubjectState } from '@sluice/kernel/events';
import { type ProgressBoard, type ProgressEntry } from '@sluice/kernel/progress';
import { type ContentBatch } from './content-batch.entity';
import { type ContentItem } from './content-item.entity';
import { isContentBatchFinal } from './content.status';

/** One place of `results`, with the printed fields in front. */
export interface ContentResult {
  contentId: string;
  success: boolean;
  message?: string;
  error?: string;
  /** What is behind the error. */
  reason?: string;
  /** The chain call, where there was one. */
  txid?: string;
}

/** What became of an item. */
export type ContentOutcome = Pick<
  ContentItem,
  'contentId' | 'status' | 'message' | 'error' | 'reason' | 'txid'
>;

export function contentResult(item: ContentOutcome): ContentResult {
  const { contentId, status, message, error, reason, txid } = item;
  return {
    contentId,
    success: status === 'succeeded',
    ...(message !== null && { message }),
    ...(error !== null && { error }),
    ...(reason !== null && { reason }),
    ...(txid !== null && { txid }),
  };
}

/** A batch as its listeners see it. */
export function contentBatchState(batch: ContentBatch): SubjectState {
  const { id, status, successCount, failureCount, totalItems } = batch;
  return {
    version: batch.version,
    isFinal: isContentBatchFinal(status),
    progress: {
      id,
      status,
      processed: successCount,
      failed: failureCount,
      total: totalItems,
      progress_percentage: percentageOf(successCount + failureCount, totalItems),
      operationType: batch.operationType,
      errorMessage: batch.errorMessage,
    },
  };
}

/** What worker and API alike put into Redis for polling: `GET /api/batches/:id/progress`. */
export function contentProgressEntry(batch: ContentBatch): ProgressEntry {
  const { progress } = contentBatchState(batch);
  const json = JSON.stringify({
    batchId: batch.id,
    status: batch.status,
    totalItems: batch.totalItems,
    successCount: batch.successCount,
    failureCount: batch.failureCount,
    progressPercentage: progress.progress_percentage,
  });
  return { version: batch.version, tenantId: batch.tenantId, ownerId: batch.ownerId, json };
}

/** Shows what was committed to those who poll and to those who listen. */
export async function showContentBatch(
  { progress, events }: { progress: ProgressBoard; events: EventFeed },
  batch: ContentBatch,
  ended: ContentOutcome[] = [],
): Promise<void> {
  await Promise.all([
    progress.write(batch.id, contentProgressEntry(batch)),
    events.publish(batch.id, contentBatchState(batch), ended.map(contentResult)),
  ]);
}
