import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Uploading } from '@sluice/client';
import { CliError, EXIT } from './exit-codes';

/** A file of the user's that is to be sent. */
export interface LocalFile {
  path: string;
  name: string;
  bytes: number;
}

/** @throws CliError for what is no file */
export function findFiles(paths: string[]): Promise<LocalFile[]> {
  return Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch((error: Error) => {
        throw new CliError(EXIT.usage, `${path} can't be read: ${error.message}`, { cause: error });
      });
      if (!found.isFile()) throw new CliError(EXIT.usage, `${path} is no file`);
      return { path, name: basename(path), bytes: found.size };
    }),
  );
}

/** All of it, in memory. */
export async function readWhole({ path, name }: LocalFile): Promise<File> {
  return new File([await readFile(path)], name);
}

/** For tus, which opens it anew for every piece. */
export function openToSend({ path }: LocalFile): ReadStream {
  return createReadStream(path);
}

type UrlStorage = NonNullable<Uploading['urlStorage']>;

/**
 * Where unfinished uploads are remembered, a file each, so that the same file sent again goes on where it was. Where
 * nothing can be kept, or what was kept is damaged, it begins anew.
 */
export function unfinishedUploads(folder: string): UrlStorage {
  const keyOf = (fingerprint: string): string =>
    join(folder, 'uploads', createHash('sha256').update(fingerprint).digest('hex'));
  return {
    findAllUploads: () => Promise.resolve([]),
    async findUploadsByFingerprint(fingerprint) {
      const key = keyOf(fingerprint);
      try {
        const upload = JSON.parse(await readFile(key, 'utf8')) as PreviousUpload;
        return [{ ...upload, urlStorageKey: key }];
      } catch {
        return [];
      }
    },
    async addUpload(fingerprint, upload) {
      const key = keyOf(fingerprint);
      await mkdir(dirname(key), { recursive: true, mode: 0o700 })
        .then(() => writeFile(key, JSON.stringify(upload), { mode: 0o600 }))
        .catch(() => undefined);
      return key;
    },
    removeUpload: (key) => rm(key, { force: true }),
  };
}

type PreviousUpload = Awaited<ReturnType<UrlStorage['findUploadsByFingerprint']>>[number];

/** Writes a file whole or not at all. @throws CliError */
export async function writeWhole(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const draft = `${path}.part`;
  try {
    await pipeline(content, createWriteStream(draft));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    const { message } = error as Error;
    throw new CliError(EXIT.failed, `${path} could not be written: ${message}`, { cause: error });
  }
}
