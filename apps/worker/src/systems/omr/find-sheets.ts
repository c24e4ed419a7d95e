import {
  openZip,
  peekEntry,
  type RandomAccess,
  readEntry,
  type ZipEntry,
  ZipError,
} from '@sluice/formats/zip';
import pMap from 'p-map';
import { pageCount } from './decode-image';
import { compareNames, imageKind, isIgnoredName } from './sheet-names';

/** Enough of a file to know every image format by. */
const MAGIC_BYTES = 64;
/** Entries looked into at once. */
const CONCURRENCY = 16;

/** A page to process, in the order of the batch. */
export interface FoundSheet {
  entry: ZipEntry;
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
  const candidates = entries
    .filter((entry) => !entry.isDirectory && !isIgnoredName(entry.name))
    .sort((a, b) => compareNames(a.name, b.name));
  const pages = await pMap(candidates, (entry) => countPages(zip, entry), {
    concurrency: CONCURRENCY,
    signal,
  });
  const sheets: FoundSheet[] = [];
  const skipped: string[] = [];
  candidates.forEach((entry, at) => {
    const count = pages[at] ?? 0;
    if (count === 0) skipped.push(entry.name);
    for (let page = 1; page <= count; page++) sheets.push({ entry, page });
  });
  return { sheets, skipped };
}

/** Sheets in an entry; 0 when it is no image. */
async function countPages(zip: RandomAccess, entry: ZipEntry): Promise<number> {
  try {
    const kind = imageKind(await peekEntry(zip, entry, MAGIC_BYTES));
    if (kind === undefined) return 0;
    return kind === 'tiff' ? await pageCount(await readEntry(zip, entry)) : 1;
  } catch (error) {
    if (error instanceof ZipError && error.kind !== 'damaged_entry') throw error;
    return 1;
  }
}
