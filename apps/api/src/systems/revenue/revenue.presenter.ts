import { type RevenueBatch, type RevenueFile, revenueFileState } from '@sluice/systems/revenue';
import { toSeconds } from '../../http/timestamps';

/** A batch as `specs/revenue.md` prints it, our fields behind. */
export function presentBatch(batch: RevenueBatch) {
  const createdAt = toSeconds(batch.createdAt);
  return {
    id: batch.id,
    batchName: batch.batchName,
    uploadDate: createdAt,
    totalFiles: batch.totalFiles,
    successFiles: batch.successFiles,
    errorFiles: batch.errorFiles,
    processingFiles: batch.processingFiles,
    totalRecords: batch.totalRecords,
    totalSize: batch.totalSize,
    status: batch.status,
    userId: batch.userId,
    ipAddress: batch.ipAddress,
    userAgent: batch.userAgent,
    createdAt,
    updatedAt: toSeconds(batch.updatedAt),
    checkState: batch.checkState,
    checkedAt: batch.checkedAt && toSeconds(batch.checkedAt),
    cancelledAt: batch.cancelledAt && toSeconds(batch.cancelledAt),
  };
}

/** A file as `specs/revenue.md` prints it, our fields behind. */
export function presentFile(file: RevenueFile) {
  const createdAt = toSeconds(file.createdAt);
  return {
    id: file.id,
    filename: file.filename,
    originalName: file.originalName,
    fileType: file.fileType,
    fileSize: file.fileSize,
    filePath: filePathOf(file),
    uploadDate: createdAt,
    status: file.status,
    batchId: file.batchId,
    userId: file.userId,
    ipAddress: file.ipAddress,
    userAgent: file.userAgent,
    isValid: file.isValid,
    totalRecords: file.totalRecords,
    validRecords: file.validRecords,
    invalidRecords: file.invalidRecords,
    processedRecords: file.processedRecords,
    skippedRecords: file.skippedRecords,
    processingTime: file.processingTimeMs,
    createdAt,
    updatedAt: toSeconds(file.updatedAt),
    claimTable: file.claimTable,
    archiveId: file.archiveId,
    charset: file.charset,
    hasMemo: file.memoKey !== null,
    errors: file.errors,
    completedAt: file.completedAt && toSeconds(file.completedAt),
  };
}

/** One file by itself, its columns among the rest. */
export function presentFileDetails(file: RevenueFile) {
  const { progress_percentage: progressPercentage } = revenueFileState(file).progress;
  return { ...presentFile(file), isContainer: file.isContainer, progressPercentage, columns: file.columns };
}

/** A path to show, in the document's form; where the bytes are is nobody's business. */
function filePathOf({ id, filename, fileType, createdAt }: RevenueFile): string {
  const day = createdAt.toISOString().slice(0, 10);
  return `/uploads/${fileType.toLowerCase() || 'other'}/${day}/${id}/${filename}`;
}

/** `pagination` of a list. */
export function paginationOf({ page, limit }: { page: number; limit: number }, total: number) {
  return { page, limit, total, totalPages: Math.ceil(total / limit) };
}
