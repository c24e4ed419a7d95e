import { readEntry, type ZipEntry } from '@sluice/formats/zip';
import { type FileStore } from '@sluice/kernel/storage';
import { isStoredImage, type OmrBatch, type StoredImage } from '@sluice/systems/omr';
import { storedZip } from '../../stored-zip';

/** Where the file of a sheet lies, as its row says. */
export type SheetSource = ZipEntry | StoredImage;

/** Reads the files of a batch's sheets into memory, wherever they lie. */
export interface SheetFiles {
  /** Throws ZipError for an entry that can't be unpacked. */
  read(source: SheetSource, signal: AbortSignal): Promise<Buffer>;
}

export async function openSheetFiles(
  store: FileStore,
  { fileKey }: Pick<OmrBatch, 'fileKey'>,
): Promise<SheetFiles> {
  const zip = fileKey === null ? undefined : await storedZip(store, fileKey);
  return {
    async read(source, signal) {
      if (isStoredImage(source)) return store.read(source.fileKey, 0, source.bytes);
      if (!zip) throw new Error('The sheet says that it is in a ZIP, the batch has none');
      return readEntry(zip, source, { signal });
    },
  };
}
