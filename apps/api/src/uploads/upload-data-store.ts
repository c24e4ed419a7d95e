import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Database } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type GrowingFileStore, recordFiles } from '@sluice/kernel/storage';
import { DataStore, Metadata, Upload as TusUpload } from '@tus/server';
import { type RedisLocker } from './redis-locker';
import { RunningHash } from './running-hash';
import {
  deleteUnused,
  findUpload,
  markFinished,
  saveProgress,
  type Upload,
  UPLOAD_TTL_MS,
} from './uploads.queries';

export interface UploadDataStoreOptions {
  db: Database;
  store: GrowingFileStore;
  locker: RedisLocker;
  /** Largest body of one request. */
  maxRequestBytes: number;
}

/**
 * The protocol library's view of our uploads: rows in Postgres, bytes in the store under the key where they
 * stay, so that finishing and using an upload moves nothing. How much has come is what the store has: a row
 * could not know what a killed process had written. Where a growing file can't be read it is what the hash, whose
 * state is kept with each part, knows as well. All but `create` is called under the upload's lock.
 */
export class UploadDataStore extends DataStore {
  constructor(private readonly options: UploadDataStoreOptions) {
    super();
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  }

  /** The row is there already: it reserved the space. */
  override async create(created: TusUpload): Promise<TusUpload> {
    const upload = await this.find(created.id);
    created.creation_date = creationDate(upload);
    await this.options.store.createEmpty(upload.fileKey);
    if (upload.bytes === 0) await this.finish(upload, 0);
    return created;
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const upload = await this.find(id);
    return new TusUpload({
      id,
      size: upload.bytes,
      offset: upload.state === 'open' ? await this.receivedBytes(upload) : upload.bytes,
      ...(upload.metadata !== null && { metadata: Metadata.parse(upload.metadata) }),
      creation_date: creationDate(upload),
    });
  }

  /** @returns the new offset, all bytes before it durable */
  override async write(source: Readable, id: string, offset: number): Promise<number> {
    const { db, store, locker, maxRequestBytes } = this.options;
    const upload = await this.find(id);
    // A finished upload may be sent an empty piece.
    const missing = upload.bytes - offset;
    if (upload.state !== 'open' || missing === 0) return offset;
    const lock = locker.lockOf(id);
    const hash = await this.hashOf(upload, offset);
    const save = (): Promise<void> => saveProgress(db, id, hash.bytes, hash.state());
    try {
      await store.append(upload.fileKey, offset, source, {
        maxBytes: Math.min(missing, maxRequestBytes),
        beforeBlock: () => lock?.assertHeld(),
        async onBlock(block) {
          await hash.update(block);
          if (!store.readsGrowing) await save();
        },
      });
    } finally {
      await save();
    }
    if (hash.bytes === upload.bytes) await this.end(upload, hash);
    return hash.bytes;
  }

  override async remove(id: string): Promise<void> {
    const key = await deleteUnused(this.options.db, id);
    if (key === undefined) throw gone();
    await this.options.store.deleteGrowing(key);
  }

  override getExpiration(): number {
    return UPLOAD_TTL_MS;
  }

  /** Bytes there are; when all are, the upload is finished, though its last request may have been killed. */
  private async receivedBytes(upload: Upload): Promise<number> {
    const { store } = this.options;
    const stored = await store.grownBytes(upload.fileKey).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'file_missing' ? gone() : error;
    });
    const bytes = store.readsGrowing ? stored : Math.min(stored, upload.receivedBytes);
    if (bytes === upload.bytes) await this.finish(upload, bytes);
    return bytes;
  }

  private async finish(upload: Upload, bytes: number): Promise<void> {
    await this.end(upload, await this.hashOf(upload, bytes));
  }

  /** From here on the file has a row, so that sweepers leave it alone. Twice does what once does. */
  private async end(upload: Upload, hash: RunningHash): Promise<void> {
    const { db, store } = this.options;
    await store.finish(upload.fileKey, upload.bytes);
    const sha256 = hash.digest() ?? (await sha256Of(await store.createReadStream(upload.fileKey)));
    const isFinished = await db.transaction(async (sql) => {
      if (!(await markFinished(sql, upload.id, sha256))) return false;
      await recordFiles(sql, [{ key: upload.fileKey, bytes: upload.bytes, sha256 }]);
      return true;
    });
    if (isFinished) return;
    const { state } = await this.find(upload.id);
    if (state === 'expired') throw gone();
  }

  private hashOf({ fileKey, hashState, receivedBytes }: Upload, length: number): Promise<RunningHash> {
    const { store } = this.options;
    const saved = hashState ? { state: hashState, bytes: receivedBytes } : undefined;
    return store.readsGrowing
      ? RunningHash.resume(store, fileKey, saved, length)
      : RunningHash.continue(saved, length);
  }

  private async find(id: string): Promise<Upload> {
    const upload = await findUpload(this.options.db, id);
    if (!upload || upload.state === 'expired') throw gone();
    return upload;
  }
}

/** The library counts the time to live from here. */
function creationDate(upload: Upload): string {
  return new Date(upload.expiresAt.getTime() - UPLOAD_TTL_MS).toISOString();
}

function gone(): AppError {
  return new AppError('upload_gone', 410, 'The upload has expired or was removed');
}

async function sha256Of(source: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(source, hash);
  return hash.digest('hex');
}
