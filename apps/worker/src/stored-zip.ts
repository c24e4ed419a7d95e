import { type RandomAccess } from '@sluice/formats/zip';
import { type FileStore } from '@sluice/kernel/storage';

/** A stored file as the ZIP reader wants it: only the ranges it asks for are read. */
export async function storedZip(store: FileStore, key: string): Promise<RandomAccess> {
  const size = await store.size(key);
  return { size, read: (position, length) => store.read(key, position, length) };
}
