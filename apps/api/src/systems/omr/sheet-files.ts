import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { IMAGE_KIND_BYTES, imageKind, MEDIA_TYPES } from '@sluice/formats/image';
import { openEntry, peekEntry, type RandomAccess, type ZipEntry, ZipError } from '@sluice/formats/zip';
import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type FileStore } from '@sluice/kernel/storage';
import { isStoredImage, type OmrBatch, OmrSheet, type StoredImage } from '@sluice/systems/omr';

/** A file that can be sent: all that a response head says of it, and its bytes. */
export interface SheetFile {
  /** As its sender named it, without folders. */
  name: string;
  mediaType: string;
  bytes: number;
  /** Strong: names these very bytes. */
  etag: string;
  open(): Promise<Readable>;
}

export interface SheetFilesDeps {
  db: Database;
  store: FileStore;
}

/**
 * The image file a sheet is on; of a TIFF the whole file.
 * @throws AppError 404 when there is no such sheet, 422 when its file in the ZIP is damaged
 */
export async function findSheetImage(
  deps: SheetFilesDeps,
  batch: OmrBatch,
  index: number,
): Promise<SheetFile> {
  const sheet = await findSheet(deps.db, batch, index);
  const name = sheet.filename.split('/').at(-1) ?? '';
  const { source } = sheet;
  if (isStoredImage(source)) return storedImage(deps, name, source);
  const zip = await storedZip(deps.store, batch);
  try {
    return await zippedImage(zip, name, source as ZipEntry, sheet.sha256);
  } catch (error) {
    if (error instanceof ZipError) throw new AppError('image_damaged', 422, error.message, { cause: error });
    throw error;
  }
}

/**
 * A small JPEG of a sheet.
 * @throws AppError 404 when there is no such sheet, or it has no thumbnail (yet)
 */
export async function findThumbnail(
  deps: SheetFilesDeps,
  batch: OmrBatch,
  index: number,
): Promise<SheetFile> {
  const { thumbnail, sha256, page, error } = await findSheet(deps.db, batch, index);
  if (!thumbnail || sha256 === null) {
    const reason = error ?? 'it has not been processed yet';
    throw new AppError('no_thumbnail', 404, `The sheet has no thumbnail: ${reason}`);
  }
  const { key, offset, length } = thumbnail;
  return {
    name: `sheet-${index}.jpg`,
    mediaType: MEDIA_TYPES.jpeg,
    bytes: length,
    etag: `"${sha256}-${page}-small"`,
    open: () => deps.store.createReadStream(key, { start: offset, end: offset + length - 1 }),
  };
}

async function findSheet(db: Database, { id }: OmrBatch, index: number): Promise<OmrSheet> {
  const sheet = await db.manager.findOneBy(OmrSheet, { batchId: id, index });
  if (!sheet) throw new AppError('not_found', 404, `There is no sheet ${index}`);
  return sheet;
}

async function storedImage(
  { db, store }: SheetFilesDeps,
  name: string,
  { fileKey, bytes }: StoredImage,
): Promise<SheetFile> {
  const [file] = await rows<{ sha256: string }>(db, 'SELECT sha256 FROM files WHERE key = $1', [fileKey]);
  if (!file) throw new AppError('file_missing', 404, 'The file is gone');
  const head = await store.read(fileKey, 0, IMAGE_KIND_BYTES);
  const open = (): Promise<Readable> => store.createReadStream(fileKey);
  return { name, mediaType: mediaTypeOf(head), bytes, etag: `"${file.sha256}"`, open };
}

async function storedZip(store: FileStore, { fileKey }: OmrBatch): Promise<RandomAccess> {
  if (fileKey === null) throw new Error('The sheet says that it is in a ZIP, the batch has none');
  const size = await store.size(fileKey);
  return { size, read: (position, length) => store.read(fileKey, position, length) };
}

/** An entry that no worker has unpacked yet is read once to its end first: damage can't be told in mid-answer. */
async function zippedImage(
  zip: RandomAccess,
  name: string,
  entry: ZipEntry,
  knownSha256: string | null,
): Promise<SheetFile> {
  const head = await peekEntry(zip, entry, IMAGE_KIND_BYTES);
  const sha256 = knownSha256 ?? (await hashOf(openEntry(zip, entry)));
  return {
    name,
    mediaType: mediaTypeOf(head),
    bytes: entry.bytes,
    etag: `"${sha256}"`,
    open: async () => openEntry(zip, entry),
  };
}

async function hashOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** By the bytes: a name may lie, and what is no image must not be run as anything else. */
function mediaTypeOf(head: Buffer): string {
  const kind = imageKind(head);
  return kind ? MEDIA_TYPES[kind] : 'application/octet-stream';
}
