import { type EventFeed, percentageOf, type SubjectState } from '@sluice/kernel/events';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type RevenueBatch } from './revenue-batch.entity';
import { type RevenueFile } from './revenue-file.entity';
import { isFileFinal } from './revenue.status';
import { revenueProgressEntry } from './revenue.progress';

/** A file that ended, as listeners to its batch are told. */
export interface RevenueFileEvent {
  fileId: string;
  filename: string;
  status: string;
  totalRecords: number;
  validRecords: number;
  invalidRecords: number;
  errors: string[];
}

export function revenueFileEvent(file: RevenueFile): RevenueFileEvent {
  const { id, filename, status, totalRecords, validRecords, invalidRecords, errors } = file;
  return {
    fileId: id,
    filename,
    status,
    totalRecords,
    validRecords,
    invalidRecords,
    errors: errors.map(({ message }) => message),
  };
}

/** Nothing runs any more and the files were compared with each other. */
export function isBatchFinal(
  batch: Pick<RevenueBatch, 'totalFiles' | 'processingFiles' | 'checkState'>,
): boolean {
  return batch.totalFiles > 0 && batch.processingFiles === 0 && batch.checkState !== 'waiting';
}

/** A batch as its listeners see it: files, and how much of their bytes was read. */
export function revenueBatchState(batch: RevenueBatch): SubjectState {
  return {
    version: batch.version,
    isFinal: isBatchFinal(batch),
    progress: {
      id: batch.id,
      status: batch.status,
      processed: batch.successFiles,
      failed: batch.errorFiles,
      total: batch.totalFiles,
      progress_percentage: isBatchFinal(batch) ? 100 : percentageOf(batch.readBytes, batch.totalSize),
      total_records: batch.totalRecords,
    },
  };
}

/** A file as its listeners see it: records. The total is known at the end of a text file. */
export function revenueFileState(file: RevenueFile): SubjectState {
  const isFinal = isFileFinal(file.status);
  return {
    version: file.version,
    isFinal,
    progress: {
      id: file.id,
      status: file.status,
      processed: file.validRecords,
      failed: file.invalidRecords,
      total: file.totalRecords,
      progress_percentage: isFinal ? 100 : percentageOf(file.readBytes, file.fileSize),
      skipped: file.skippedRecords,
      errors: file.errors.map(({ message }) => message),
    },
  };
}

interface Shown {
  /** Changed files, each told to its own listeners. */
  files?: RevenueFile[];
  /** The batch after the change; its listeners hear of the files that ended. */
  batch?: RevenueBatch | null;
}

/** Shows what was committed to those who poll and to those who listen. */
export async function showRevenue(
  { progress, events }: { progress: ProgressBoard; events: EventFeed },
  { files = [], batch }: Shown,
): Promise<void> {
  const told = files.map((file) => events.publish(file.id, revenueFileState(file)));
  if (batch) {
    const ended = files.filter((file) => isFileFinal(file.status) && !file.isContainer).map(revenueFileEvent);
    told.push(progress.write(batch.id, revenueProgressEntry(batch)));
    told.push(events.publish(batch.id, revenueBatchState(batch), ended));
  }
  await Promise.all(told);
}
