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
