import { webcrypto } from 'node:crypto';
import { ZipError } from '@sluice/formats/zip';
import { AppError } from '@sluice/kernel/errors';
import { decodeSheet } from './decode-image';
import { taskIdOf } from './payload';
import { type QrPool } from './qr-pool';
import { type SheetFiles, type SheetSource } from './sheet-files';

/** A sheet as it was read, or why it could not be. */
export interface SheetReading {
  status: 'processed' | 'failed';
  /** The task id that its QR code gives. */
  taskId: string | null;
  qrText: string | null;
  /** Pixels, after the turn that EXIF asks for. */
  width: number | null;
  height: number | null;
  /** Hex SHA-256 of the image file's bytes. */
  sha256: string | null;
  /** A small JPEG. */
  thumbnail: Buffer | null;
  error: string | null;
}

const UNREAD: SheetReading = {
  status: 'failed',
  taskId: null,
  qrText: null,
  width: null,
  height: null,
  sha256: null,
  thumbnail: null,
  error: null,
};

/**
 * Unpacks, decodes and reads one sheet. A damaged entry or image is a failed sheet, not an error; what is
 * thrown concerns the archive (ZipError `hostile`), the store, or the abortion of the job.
 */
export async function readSheet(
  qr: QrPool,
  files: SheetFiles,
  sheet: { source: SheetSource; page: number; readQr: boolean },
  signal: AbortSignal,
): Promise<SheetReading> {
  let sha256: string | null = null;
  try {
    const bytes = await files.read(sheet.source, signal);
    // WebCrypto hashes off the main thread: an image may have 200 MiB.
    sha256 = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
    const { width, height, thumbnail, grey } = await decodeSheet(bytes, { page: sheet.page });
    const texts = sheet.readQr ? (await qr.read(grey, { signal })).texts : [];
    const qrText = texts.find((text) => taskIdOf(text) !== undefined) ?? texts[0] ?? null;
    const taskId = (qrText !== null && taskIdOf(qrText)) || null;
    return { status: 'processed', taskId, qrText, width, height, sha256, thumbnail, error: null };
  } catch (error) {
    signal.throwIfAborted();
    const isSheetsOwn =
      (error instanceof ZipError && error.kind === 'damaged_entry') ||
      (error instanceof AppError && error.code === 'image_unreadable');
    if (!isSheetsOwn) throw error;
    return { ...UNREAD, sha256, error: error.message };
  }
}
