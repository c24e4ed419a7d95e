import {
  openZip,
  peekEntry,
  type RandomAccess,
  readEntry,
  type ZipEntry,
  ZipError,
} from '@sluice/formats/zip';
import { IMAGE_KIND_BYTES, imageKind } from '@sluice/formats/image';
import { AppError } from '@sluice/kernel/errors';
import { type FileStore } from '@sluice/kernel/storage';
import { type OmrFile, type StoredImage } from '@sluice/systems/omr';
import pMap from 'p-map';
import { compareNames, isIgnoredName } from '../../member-names';
import { pageCount } from './decode-image';
import { type SheetSource } from './sheet-files';

/** Entries looked into at once. */
const CONCURRENCY = 16;

/** A page to process, in the order of the batch. */
export interface FoundSheet {
  filename: string;
  source: SheetSource;
  /** Counted from 1; above 1 only in multi-page TIFFs. */
  page: number;
}

export interface FoundSheets {
  sheets: FoundSheet[];
  /** Names of files that are no images. */
  skipped: string[];
}

/**
 * The sheets of a ZIP in the natural order of their names. Images are known by their first bytes; an entry
 * that can't be unpacked counts as a sheet, which will fail with the reason. Throws ZipError when the
 * archive as a whole is refused.
 */
export async function findSheets(zip: RandomAccess, signal: AbortSignal): Promise<FoundSheets> {
  const { entries } = await openZip(zip);
  const members = entries.filter((entry) => !entry.isDirectory);
  return gather(
    members.map((entry) => ({ filename: entry.name, source: entry })),
    (entry) => countEntryPages(zip, entry),
    signal,
  );
}

/** The same for files that were sent as they are. */
export async function findImages(
  store: FileStore,
  files: OmrFile[],
  signal: AbortSignal,
): Promise<FoundSheets> {
  return gather(
    files.map(({ filename, fileKey, bytes }) => ({ filename, source: { fileKey, bytes } })),
    (image) => countFilePages(store, image),
    signal,
  );
}

async function gather<Source extends SheetSource>(
  files: { filename: string; source: Source }[],
  countPages: (source: Source) => Promise<number>,
  signal: AbortSignal,
): Promise<FoundSheets> {
  const candidates = files
    .filter(({ filename }) => !isIgnoredName(filename))
    .sort((a, b) => compareNames(a.filename, b.filename));
  const pages = await pMap(candidates, ({ source }) => countPages(source), {
    concurrency: CONCURRENCY,
    signal,
  });
  const sheets: FoundSheet[] = [];
  const skipped: string[] = [];
  candidates.forEach((candidate, at) => {
    const count = pages[at] ?? 0;
    if (count === 0) skipped.push(candidate.filename);
    for (let page = 1; page <= count; page++) sheets.push({ ...candidate, page });
  });
  return { sheets, skipped };
}

/** Sheets in an entry; 0 when it is no image. */
async function countEntryPages(zip: RandomAccess, entry: ZipEntry): Promise<number> {
  try {
    const kind = imageKind(await peekEntry(zip, entry, IMAGE_KIND_BYTES));
    if (kind === undefined) return 0;
    return kind === 'tiff' ? await pageCount(await readEntry(zip, entry)) : 1;
  } catch (error) {
    if (error instanceof ZipError && error.kind !== 'damaged_entry') throw error;
    return 1;
  }
}

/** Sheets in a stored file; 0 when it is no image, 1 when it looks like one and can't be opened. */
async function countFilePages(store: FileStore, { fileKey, bytes }: StoredImage): Promise<number> {
  const kind = imageKind(await store.read(fileKey, 0, IMAGE_KIND_BYTES));
  if (kind !== 'tiff') return kind === undefined ? 0 : 1;
  try {
    return await pageCount(await store.read(fileKey, 0, bytes));
  } catch (error) {
    if (error instanceof AppError && error.code === 'image_unreadable') return 1;
    throw error;
  }
}
