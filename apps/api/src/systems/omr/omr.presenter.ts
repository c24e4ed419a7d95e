import { type CancelledBatch, type RetriedBatch } from './omr.moves';
import { naiveUtc, type OmrBatch, omrProgress, type OmrSheet } from '@sluice/systems/omr';

/** A batch in a list. */
export function presentBatch(batch: OmrBatch) {
  return {
    ...omrProgress(batch),
    batch_id: batch.id,
    task_id: batch.taskId,
    upload_strategy: batch.uploadStrategy,
    original_filename: batch.originalFilename,
    total_size: batch.totalSize,
    uploaded_by: batch.uploadedBy,
    started_at: batch.startedAt && naiveUtc(batch.startedAt),
    error_message: batch.errorMessage,
  };
}

/** The detailed view, with a page of the sheets. */
export function presentStatus(batch: OmrBatch, sheets: OmrSheet[]) {
  return { ...presentBatch(batch), warnings: batch.warnings, sheets: sheets.map(presentSheet) };
}

function presentSheet(sheet: OmrSheet) {
  const { index, filename, page, status, width, height, error } = sheet;
  return {
    index,
    filename,
    page,
    status,
    task_id: sheet.taskId,
    qr_text: sheet.qrText,
    width,
    height,
    error,
  };
}

/** What a cancel left undone. */
export function presentCancelled({ batch, notProcessed }: CancelledBatch) {
  const { sheetCount, processedCount, failedCount } = batch;
  return {
    batch_id: batch.id,
    status: batch.status,
    message: batch.errorMessage,
    sheet_count: sheetCount,
    processed_count: processedCount,
    failed_count: failedCount,
    not_processed_count: sheetCount - processedCount - failedCount,
    not_processed: notProcessed,
  };
}

export function presentRetried({ batch, sheets }: RetriedBatch) {
  const what =
    sheets === 0
      ? 'The upload is opened again.'
      : `${sheets} of ${batch.sheetCount} sheets are processed again.`;
  return {
    batch_id: batch.id,
    status: batch.status,
    message: `Batch retry started. ${what}`,
    retried_count: sheets,
  };
}
