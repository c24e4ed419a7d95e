export const BATCH_STATUSES = ['uploaded', 'processing', 'completed', 'failed'] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

export const SHEET_STATUSES = ['pending', 'processed', 'failed'] as const;
export type SheetStatus = (typeof SHEET_STATUSES)[number];

/** How sheets arrive and where the task id comes from. */
export const UPLOAD_STRATEGIES = ['zip_with_qr', 'zip_without_qr', 'direct_images'] as const;
export type UploadStrategy = (typeof UPLOAD_STRATEGIES)[number];

/** A batch in a final status changes no more, except by retry. */
export function isFinal(status: BatchStatus): boolean {
  return status === 'completed' || status === 'failed';
}

/** Something a person should look at that did not stop the batch. */
export interface BatchWarning {
  code: 'skipped_file' | 'task_id_mismatch' | 'task_id_from_later_sheet' | 'qr_not_found' | 'more_warnings';
  message: string;
  /** The sheet it is about, counted from 1. */
  index?: number;
  filename?: string;
  task_id?: string;
}
