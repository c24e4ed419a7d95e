import { createRequire } from 'node:module';
import { parseStorageUrl } from '../config';
import { DiskFileStore } from './disk-file-store';
import { type GrowingFileStore } from './file-store';
import type * as s3 from './s3/s3-file-store';

const load = createRequire(__filename);

export interface FileStoreOptions {
  /** A reader that takes nothing for so long gives its connection to an object store back. Default 3,000. */
  readerPatienceMs?: number;
}

/** The store that `STORAGE_URL` names: `file:///path` or `s3://bucket…`, see `parseStorageUrl`. */
export function createFileStore(storageUrl: string, options: FileStoreOptions = {}): GrowingFileStore {
  const location = parseStorageUrl(storageUrl);
  if (location.kind === 'disk') return new DiskFileStore(location.path);
  // Only now: the SDK takes 0.2 s to load and 20 MiB, which programs that keep files on disk shall not pay.
  const { S3FileStore } = load('./s3/s3-file-store') as typeof s3;
  return new S3FileStore(location, options.readerPatienceMs);
}
