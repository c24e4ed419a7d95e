import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFileStore, type GrowingFileStore } from '@sluice/kernel/storage';
import { startObjectStore } from '@sluice/tools/object-store/object-store-service';

/** A store that the contract is checked on, and what its tests have to know of where it keeps things. */
export interface StoreUnderTest {
  store: GrowingFileStore;
  /** What writes that did not come to their end have left. */
  leftovers(): Promise<string[]>;
  /** Makes a file look as if it had been written at that time. */
  age(key: string, time: Date): Promise<void>;
  stop(): Promise<void>;
}

export const STORES: Record<string, () => Promise<StoreUnderTest>> = {
  async 'on disk'() {
    const root = await mkdtemp(join(tmpdir(), 'sluice-store-'));
    return {
      store: createFileStore(pathToFileURL(root).href),
      leftovers: () => filesUnder(join(root, '.incoming')),
      age: (key, time) => utimes(join(root, key), time, time),
      stop: () => rm(root, { recursive: true }),
    };
  },

  async 'in S3'() {
    const dataDir = await mkdtemp(join(tmpdir(), 'sluice-s3-'));
    const service = await startObjectStore({ dataDir });
    Object.assign(process.env, service.environment);
    return {
      // Below a prefix: without one less could go wrong.
      store: createFileStore(service.storageUrl.replace('?', '/files/of-us?')),
      leftovers: async () => [
        ...(await filesUnder(join(service.bucketDir, '._S3rver_uploads'))),
        ...(await filesUnder(join(service.bucketDir, 'files/of-us/.growing'))),
      ],
      age: (key, time) => utimes(join(service.bucketDir, 'files/of-us', `${key}._S3rver_object`), time, time),
      async stop() {
        await service.stop();
        await rm(dataDir, { recursive: true });
      },
    };
  },
};

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
