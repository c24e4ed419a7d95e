import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  access,
  constants,
  mkdir,
  open,
  opendir,
  rename,
  rm,
  stat,
  statfs,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type Readable } from 'node:stream';
import { AppError } from '../errors';
import { assertFileKey } from './file-key';
import { type AppendOptions, type GrowingFileStore, type PutOptions, type StoredFile } from './file-store';
import { storageFull } from './storage-away';
import { writeBlocks } from './write-blocks';

/** Folder of files that are still streaming in; on the same file system, so that rename is atomic. */
const INCOMING = '.incoming';

/** Files in a folder. Durable by fsync of the file, rename, fsync of the folder, in that order. */
export class DiskFileStore implements GrowingFileStore {
  readonly readsGrowing = true;
  readonly listSlices = 1;

  constructor(private readonly root: string) {}

  async put(key: string, source: Readable, options: PutOptions = {}): Promise<StoredFile> {
    const target = this.path(key);
    // An error before reading begins would have no listener and end the process; reading meets it again.
    source.on('error', () => undefined);
    const incoming = join(this.root, INCOMING, randomUUID());
    await mkdir(dirname(incoming), { recursive: true });
    try {
      const { bytes, sha256 } = await writeDurably(incoming, source, options.maxBytes ?? Infinity);
      await makeFolder(this.root, dirname(target));
      await rename(incoming, target);
      await syncFolder(dirname(target));
      return { key, bytes, sha256 };
    } catch (error) {
      source.destroy();
      await rm(incoming, { force: true });
      throw storageError(error, key);
    }
  }

  async createEmpty(key: string): Promise<void> {
    const target = this.path(key);
    try {
      await makeFolder(this.root, dirname(target));
      const file = await open(target, 'wx');
      await file.sync().finally(() => file.close());
      await syncFolder(dirname(target));
    } catch (error) {
      throw storageError(error, key);
    }
  }

  async append(
    key: string,
    position: number,
    source: Readable,
    { maxBytes = Infinity, onBlock = () => undefined, beforeBlock = () => undefined }: AppendOptions = {},
  ): Promise<number> {
    source.on('error', () => undefined);
    try {
      // Never made here: a file that was deleted meanwhile must stay deleted.
      const file = await open(this.path(key), 'r+');
      try {
        const options = { position, maxBytes, onBlock, beforeBlock, keepWhatCame: true };
        return await writeBlocks(file, source, options).finally(() => file.sync());
      } finally {
        await file.close();
      }
    } catch (error) {
      throw storageError(error, key);
    }
  }

  grownBytes(key: string): Promise<number> {
    return this.size(key);
  }

  /** It is under its key already. */
  async finish(key: string, bytes: number): Promise<void> {
    const found = await this.size(key);
    if (found !== bytes) throw new Error(`${key} has ${found} bytes, not ${bytes}`);
  }

  deleteGrowing(key: string): Promise<void> {
    return this.delete(key);
  }

  async freeBytes(): Promise<number> {
    await mkdir(this.root, { recursive: true });
    const { bavail, bsize } = await statfs(this.root);
    return bavail * bsize;
  }

  async createReadStream(key: string, range: { start?: number; end?: number } = {}): Promise<Readable> {
    const handle = await this.open(key);
    return createReadStream('', { fd: handle, ...range, highWaterMark: 256 * 1024 });
  }

  async read(key: string, position: number, length: number): Promise<Buffer> {
    const handle = await this.open(key);
    try {
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    } finally {
      await handle.close();
    }
  }

  async size(key: string): Promise<number> {
    try {
      return (await stat(this.path(key))).size;
    } catch (error) {
      throw storageError(error, key);
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.path(key), { force: true });
  }

  async *list(before: Date): AsyncIterable<string> {
    yield* this.walk(this.root, before);
  }

  /** What is still coming in lies among the files, so that {@link list} finds it. */
  removeLeftovers(): Promise<number> {
    return Promise.resolve(0);
  }

  async check(): Promise<void> {
    await mkdir(this.root, { recursive: true });
    await access(this.root, constants.R_OK | constants.W_OK);
  }

  private async *walk(folder: string, before: Date): AsyncIterable<string> {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        yield* this.walk(path, before);
      } else if ((await stat(path)).mtime < before) {
        yield relative(this.root, path).split(sep).join('/');
      }
    }
  }

  private async open(key: string): Promise<FileHandle> {
    try {
      return await open(this.path(key), 'r');
    } catch (error) {
      throw storageError(error, key);
    }
  }

  private path(key: string): string {
    assertFileKey(key.startsWith(`${INCOMING}/`) ? key.slice(1) : key);
    return join(this.root, key);
  }
}

async function writeDurably(
  path: string,
  source: Readable,
  maxBytes: number,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    const onBlock = (block: Buffer): void => void hash.update(block);
    const bytes = await writeBlocks(file, source, { position: 0, maxBytes, onBlock });
    await file.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** Makes a folder and its parents up to `root`; each new name is made durable in the folder that holds it. */
async function makeFolder(root: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length && made !== root; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

/** Without this a rename may be forgotten in a power cut although the file's bytes are on the disk. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function storageError(error: unknown, key: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT')
    return new AppError('file_missing', 404, `There is no file ${key}`, { cause: error });
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return storageFull(error);
  }
  return error;
}
