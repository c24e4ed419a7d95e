import { type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { recordFiles, type StoredFile } from '@sluice/kernel/storage';
import { OmrBatch, OmrFile, type UploadStrategy } from '@sluice/systems/omr';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { type ReceivedFile } from '../../http/uploads';
import { claimUpload } from '../../uploads';
import { type UploadFields } from './omr.schemas';

/** What was sent, and what its sender said of it. */
export interface NewBatch {
  content: { zip: ReceivedFile } | { uploadId: string } | { images: ReceivedFile[] };
  strategy: UploadStrategy;
  readsQr: boolean;
  /** The task id that was sent along. */
  taskId: string | null;
}

/**
 * What a form asks for: exactly one of `file`, `files` and `upload_id`. Missing `has_qr` means true only for
 * a ZIP without `task_id`; without QR codes, and always with `files`, a task id must be given.
 * @throws AppError 400
 */
export function newBatchOf(fields: UploadFields, files: ReceivedFile[]): NewBatch {
  const content = contentOf(fields, files);
  const { task_id: taskId } = fields;
  if ('images' in content) {
    if (taskId === undefined) throw invalid('"task_id" (8 digits) is required with "files"');
    return { content, strategy: 'direct_images', readsQr: fields.has_qr ?? false, taskId };
  }
  const readsQr = fields.has_qr ?? taskId === undefined;
  if (readsQr) return { content, strategy: 'zip_with_qr', readsQr, taskId: taskId ?? null };
  if (taskId === undefined) throw invalid('"task_id" (8 digits) is required when "has_qr" is false');
  return { content, strategy: 'zip_without_qr', readsQr, taskId };
}

function contentOf({ upload_id: uploadId }: UploadFields, files: ReceivedFile[]): NewBatch['content'] {
  const [zip] = files.filter((file) => file.field === 'file');
  const images = files.filter((file) => file.field === 'files');
  const kinds = [zip, images[0], uploadId].filter((kind) => kind !== undefined).length;
  if (kinds > 1) throw invalid('Only one of "file", "files" and "upload_id" may be sent');
  if (zip) return { zip };
  if (images.length > 0) return { images };
  if (uploadId !== undefined) return { uploadId };
  throw invalid('A ZIP is required in "file", or images in "files", or a finished upload in "upload_id"');
}

function invalid(message: string): AppError {
  return new AppError('validation_failed', 400, message);
}

/** Writes the batch and what it consists of, in the transaction that adds its job. */
export async function insertBatch(
  sql: EntityManager,
  actor: Actor,
  id: string,
  batch: NewBatch,
): Promise<{ totalSize: number }> {
  const { tenantId, userId, username } = actor.principal;
  const { files, ...upload } = await takeContent(sql, actor, id, batch.content);
  await recordFiles(sql, files);
  const totalSize = files.reduce((sum, file) => sum + file.bytes, 0);
  await sql.insert(OmrBatch, {
    id,
    tenantId,
    ownerId: userId,
    uploadedBy: username,
    status: 'uploaded',
    uploadStrategy: batch.strategy,
    readsQr: batch.readsQr,
    namedTaskId: batch.taskId,
    taskId: firstTaskId(batch.strategy, batch.taskId),
    totalSize,
    ...upload,
  });
  if ('images' in batch.content) await insertFiles(sql, id, batch.content.images);
  return { totalSize };
}

/** The task id of a batch that was not opened yet: the sheets of a ZIP with QR codes have the say. */
export function firstTaskId(strategy: UploadStrategy, namedTaskId: string | null): string | null {
  return strategy === 'zip_with_qr' ? null : namedTaskId;
}

interface TakenContent {
  files: StoredFile[];
  fileKey: string | null;
  originalFilename: string;
}

async function takeContent(
  sql: Sql,
  actor: Actor,
  batchId: string,
  content: NewBatch['content'],
): Promise<TakenContent> {
  if ('images' in content) {
    const [first, ...others] = content.images;
    const name = first?.originalName ?? '';
    const originalFilename = others.length === 0 ? name : `${name} and ${others.length} more`;
    return { files: content.images, fileKey: null, originalFilename };
  }
  const file =
    'zip' in content ? content.zip : await claimUpload(sql, actor, content.uploadId, `omr.batch:${batchId}`);
  return { files: [file], fileKey: file.key, originalFilename: file.originalName };
}

async function insertFiles(sql: EntityManager, batchId: string, images: ReceivedFile[]): Promise<void> {
  await sql.insert(
    OmrFile,
    images.map(({ originalName, key, bytes }, at) => {
      return { batchId, position: at + 1, filename: originalName, fileKey: key, bytes };
    }),
  );
}
