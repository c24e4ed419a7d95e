import { type EventFeed, percentageOf, type SubjectState } from '@sluice/kernel/events';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type OmrBatch } from './omr-batch.entity';
import { omrProgressEntry } from './omr.progress';
import { isFinal, type SheetStatus } from './omr.status';

/** What a state is made of; a batch has it. */
export type OmrStateFields = Pick<
  OmrBatch,
  'id' | 'version' | 'status' | 'processedCount' | 'failedCount' | 'sheetCount' | 'taskId' | 'errorMessage'
>;

/** A sheet that ended, as listeners are told. */
export interface SheetEvent {
  /** Counts from 1. */
  index: number;
  filename: string;
  status: SheetStatus;
  task_id: string | null;
  error: string | null;
}

/** A batch as its listeners see it; its task id and the reason of its failure besides. */
export function omrState(batch: OmrStateFields): SubjectState {
  const { id, version, status, processedCount, failedCount, sheetCount, taskId, errorMessage } = batch;
  return {
    version,
    isFinal: isFinal(status),
    progress: {
      id,
      status,
      processed: processedCount,
      failed: failedCount,
      total: sheetCount,
      progress_percentage: percentageOf(processedCount + failedCount, sheetCount),
      task_id: taskId,
      error_message: errorMessage,
    },
  };
}

/** Shows what was committed to those who poll, then to those who listen. */
export async function showBatch(
  { progress, events }: { progress: ProgressBoard; events: EventFeed },
  batch: OmrBatch,
  sheets: SheetEvent[] = [],
): Promise<void> {
  // One connection keeps the order: who hears of it and polls then sees at least as much.
  await Promise.all([
    progress.write(batch.id, omrProgressEntry(batch)),
    events.publish(batch.id, omrState(batch), sheets),
  ]);
}
