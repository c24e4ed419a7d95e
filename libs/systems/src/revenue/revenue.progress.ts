import { type ProgressEntry } from '@sluice/kernel/progress';
import { type RevenueBatch } from './revenue-batch.entity';
import { revenueBatchState } from './revenue.events';

/** `data` of `GET /api/revenue/batches/:id/progress`. */
export interface RevenueProgress {
  id: string;
  status: string;
  totalFiles: number;
  successFiles: number;
  errorFiles: number;
  processingFiles: number;
  totalRecords: number;
  progressPercentage: number;
  /** Whether the cross-file checks are done. */
  checkState: string;
  updatedAt: string;
}

export function revenueProgress(batch: RevenueBatch): RevenueProgress {
  return {
    id: batch.id,
    status: batch.status,
    totalFiles: batch.totalFiles,
    successFiles: batch.successFiles,
    errorFiles: batch.errorFiles,
    processingFiles: batch.processingFiles,
    totalRecords: batch.totalRecords,
    progressPercentage: revenueBatchState(batch).progress.progress_percentage,
    checkState: batch.checkState,
    updatedAt: `${batch.updatedAt.toISOString().slice(0, 19)}Z`,
  };
}

/** What worker and API alike put into Redis for polling. */
export function revenueProgressEntry(batch: RevenueBatch): ProgressEntry {
  return {
    version: batch.version,
    tenantId: batch.tenantId,
    ownerId: batch.ownerId,
    json: JSON.stringify(revenueProgress(batch)),
  };
}
