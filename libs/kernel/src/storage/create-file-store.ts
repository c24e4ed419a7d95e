import { fileURLToPath } from 'node:url';
import { DiskFileStore } from './disk-file-store';
import { type FileStore } from './file-store';

/** The store that `STORAGE_URL` names: `file:///path`. */
export function createFileStore(storageUrl: string): FileStore {
  const url = new URL(storageUrl);
  if (url.protocol === 'file:') return new DiskFileStore(fileURLToPath(url));
  throw new Error(`STORAGE_URL: no store speaks ${url.protocol}`);
}
