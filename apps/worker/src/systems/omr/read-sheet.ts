import { ZipError } from '@sluice/formats/zip';
import { AppError } from '@sluice/kernel/errors';
import { decodeSheet } from './decode-image';
import { taskIdOf } from './payload';
import { type QrPool } from './qr-pool';
import { sha256Of } from './sha256-of';
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

/** A sheet that could not be read, and why. */
export function failedReading(error: string, sha256: string | null = null): SheetReading {
  return {
    status: 'failed',
    taskId: null,
    qrText: null,
    width: null,
    height: null,
    sha256,
    thumbnail: null,
    error,
  };
}

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
    sha256 = await sha256Of(bytes);
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
    return failedReading(error.message, sha256);
  }
}
