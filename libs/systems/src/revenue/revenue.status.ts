/** Of a batch, as printed. `processing` while something runs or it is empty. */
export const REVENUE_BATCH_STATUSES = ['success', 'error', 'processing', 'partial'] as const;
export type RevenueBatchStatus = (typeof REVENUE_BATCH_STATUSES)[number];

export const REVENUE_FILE_STATUSES = ['pending', 'processing', 'completed', 'error'] as const;
export type RevenueFileStatus = (typeof REVENUE_FILE_STATUSES)[number];

/** Kinds of files that are read; anything else is refused or ends as `error`. */
export const REVENUE_FILE_TYPES = ['DBF', 'CSV', 'TXT', 'ZIP'] as const;

/** Whether the cross-file checks of a batch are still to come. */
export const CHECK_STATES = ['none', 'waiting', 'done', 'failed'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** A file in a final status changes no more, except by retry. */
export function isFileFinal(status: RevenueFileStatus): boolean {
  return status === 'completed' || status === 'error';
}

/** What a batch's status is made of. */
export interface BatchCounts {
  successFiles: number;
  errorFiles: number;
  processingFiles: number;
  /** The cross-file checks are under way. */
  isChecking: boolean;
}

/** The status that follows from the files: the only place where it is decided. */
export function batchStatusOf(counts: BatchCounts): RevenueBatchStatus {
  const { successFiles, errorFiles, processingFiles, isChecking } = counts;
  if (successFiles > 0 && errorFiles > 0) return 'partial';
  if (processingFiles > 0 || isChecking || successFiles + errorFiles === 0) return 'processing';
  return errorFiles > 0 ? 'error' : 'success';
}
