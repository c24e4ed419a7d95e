import { percentageOf } from '@sluice/kernel/events';
import { type ProgressEntry } from '@sluice/kernel/progress';
import { type OmrBatch } from './omr-batch.entity';
import { type BatchStatus } from './omr.status';

/** The printed body of `GET /api/batches/:id/progress`. */
export interface OmrProgress {
  batch_uuid: string;
  status: BatchStatus;
  sheet_count: number;
  processed_count: number;
  failed_count: number;
  progress_percentage: number;
  created_at: string;
  completed_at: string | null;
}

/** Naive UTC as omr prints it: `2025-11-19T16:23:42`. */
export function naiveUtc(date: Date): string {
  return date.toISOString().slice(0, 19);
}

export function omrProgress(batch: OmrBatch): OmrProgress {
  const done = batch.processedCount + batch.failedCount;
  return {
    batch_uuid: batch.id,
    status: batch.status,
    sheet_count: batch.sheetCount,
    processed_count: batch.processedCount,
    failed_count: batch.failedCount,
    progress_percentage: percentageOf(done, batch.sheetCount),
    created_at: naiveUtc(batch.createdAt),
    completed_at: batch.completedAt && naiveUtc(batch.completedAt),
  };
}

/** What worker and API alike put into Redis for polling. */
export function omrProgressEntry(batch: OmrBatch): ProgressEntry {
  return {
    version: batch.version,
    tenantId: batch.tenantId,
    ownerId: batch.ownerId,
    json: JSON.stringify(omrProgress(batch)),
  };
}
