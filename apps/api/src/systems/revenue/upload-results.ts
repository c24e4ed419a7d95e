import { isFileFinal, type RevenueBatch, type RevenueFile } from '@sluice/systems/revenue';
import { type Reply } from '../../http/route';
import { toSeconds } from '../../http/timestamps';
import { RETRY_AFTER_SECONDS } from '../../http/waiting';
import { MAX_FILES_SHOWN } from './file-lists';
import { envelope } from './revenue.envelope';

/** A file that was sent by itself; of an opened ZIP its first members. */
export interface SingleUpload {
  file: RevenueFile;
  members: RevenueFile[];
}

/** A batch that was sent in one request, and its first files. */
export interface WholeUpload {
  batch: RevenueBatch;
  files: RevenueFile[];
}

/** 200 when the file has ended, 202 while somebody has to come back. `success` says that it was imported. */
export function singleReply(upload: SingleUpload, requestId: string): Reply {
  const { file } = upload;
  const location = file.fileType === 'ZIP' ? batchPath(file.batchId) : `/api/revenue/files/${file.id}`;
  const json = envelope(presentSingle(upload), 'อัปโหลดไฟล์สำเร็จ', { requestId });
  return replyOf(json, location, parts(upload));
}

/** The same for files that were sent together: 202 while any of them is under way. */
export function wholeReply({ batch, files }: WholeUpload): Reply {
  const { successFiles, errorFiles, totalFiles } = batch;
  const data = {
    batchId: batch.id,
    batchName: batch.batchName,
    totalFiles,
    successFiles,
    errorFiles,
    results: files.map(presentResult),
    status: batch.status,
    processingFiles: batch.processingFiles,
    totalRecords: batch.totalRecords,
    ...(totalFiles > files.length && { moreFiles: moreFilesOf(batch.id) }),
  };
  const message = `อัปโหลด batch สำเร็จ (${successFiles}/${totalFiles} ไฟล์)`;
  return replyOf(envelope(data, message), batchPath(batch.id), files);
}

/** Where the files are that one answer has no room for. */
export function moreFilesOf(batchId: string): string {
  return `${batchPath(batchId)}/files?page=${Math.floor(MAX_FILES_SHOWN / 100) + 1}&limit=100`;
}

function batchPath(batchId: string | null): string {
  return `/api/revenue/batches/${String(batchId)}`;
}

function replyOf(json: object, location: string, files: RevenueFile[]): Reply {
  if (files.every(({ status }) => isFileFinal(status))) {
    return { status: 200, headers: { Location: location }, json };
  }
  const headers = { Location: location, 'Retry-After': String(RETRY_AFTER_SECONDS) };
  return { status: 202, headers, json };
}

/** What the outcome is made of: the file itself, or what came out of it. */
function parts({ file, members }: SingleUpload): RevenueFile[] {
  return file.isContainer ? members : [file];
}

function presentSingle(upload: SingleUpload) {
  const { file } = upload;
  const files = parts(upload);
  const status = statusOf(files);
  const sum = (count: (part: RevenueFile) => number): number =>
    files.reduce((total, part) => total + count(part), 0);
  return {
    success: status === 'completed',
    message: messageOf(status),
    filename: file.filename,
    fileId: file.id,
    fileSize: file.fileSize,
    uploadDate: toSeconds(file.createdAt),
    errors: file.isContainer ? files.flatMap(namedErrorsOf) : errorsOf(file),
    status,
    totalRecords: sum((part) => part.totalRecords),
    validRecords: sum((part) => part.validRecords),
    invalidRecords: sum((part) => part.invalidRecords),
    skippedRecords: sum((part) => part.skippedRecords),
    batchId: file.batchId,
    errorDetails: files.flatMap((part) => part.errors),
    ...(file.isContainer && { results: files.map(presentResult) }),
  };
}

/** One of several: `fileId` and size of a failed one stand behind what the document prints of it. */
function presentResult(file: RevenueFile) {
  const { id: fileId, filename, fileSize, status } = file;
  const head = { filename, success: status === 'completed', message: messageOf(status) };
  const errors = errorsOf(file);
  return {
    ...(status === 'error' ? { ...head, errors, fileId, fileSize } : { ...head, fileId, fileSize, errors }),
    status,
    totalRecords: file.totalRecords,
    validRecords: file.validRecords,
    invalidRecords: file.invalidRecords,
    skippedRecords: file.skippedRecords,
    errorDetails: file.errors,
  };
}

/** A whole has failed when any of its parts has, and is not done before all of them are. */
function statusOf(files: RevenueFile[]): RevenueFile['status'] {
  const statuses = files.map(({ status }) => status);
  if (statuses.includes('processing')) return 'processing';
  if (statuses.includes('pending'))
    return statuses.every((one) => one === 'pending') ? 'pending' : 'processing';
  return statuses.includes('error') || statuses.length === 0 ? 'error' : 'completed';
}

const MESSAGES: Record<RevenueFile['status'], string> = {
  pending: 'กำลังประมวลผลไฟล์',
  processing: 'กำลังประมวลผลไฟล์',
  completed: 'ประมวลผลไฟล์สำเร็จ',
  error: 'ไฟล์ไม่ผ่านการตรวจสอบ',
};

function messageOf(status: RevenueFile['status']): string {
  return MESSAGES[status];
}

function errorsOf({ errors }: RevenueFile): string[] {
  return errors.map(({ message }) => message);
}

function namedErrorsOf(file: RevenueFile): string[] {
  return errorsOf(file).map((message) => `${file.originalName}: ${message}`);
}
