import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import S3Error from 's3rver/lib/models/error';
import S3Object from 's3rver/lib/models/object';
import FilesystemStore, { type Listing, type ListOptions, type Stored } from 's3rver/lib/stores/filesystem';

const OBJECT_SUFFIX = '._S3rver_object';
const MIN_PART_BYTES = 5 * 2 ** 20;

export interface StoredPart {
  number: number;
  size: number;
  md5: string;
  lastModified: Date;
}

export interface UnfinishedUpload {
  key: string;
  uploadId: string;
  initiated: Date;
}

/**
 * s3rver's store, as S3 is where a test would notice: an object or a part is there whole or not at all, whatever is
 * killed; checksums and parts are compared; ranges and folders are right; uploads can be looked at and given up.
 */
export class WholeFileStore extends FilesystemStore {
  constructor(
    directory: string,
    /** On the same file system. */
    private readonly incoming: string,
  ) {
    super(directory);
  }

  override async putObject(object: S3Object): Promise<Stored> {
    const { path, stored } = await this.receive(object.content);
    await this.settle(object.bucket, object.key, path, object.metadata, stored.md5);
    return stored;
  }

  override async putPart(
    bucket: string,
    uploadId: string,
    partNumber: string,
    content: Readable,
  ): Promise<Stored> {
    const folder = this.uploadFolder(bucket, uploadId);
    const { path, stored } = await this.receive(content);
    if (!existsSync(join(folder, 'key'))) throw noSuchUpload();
    // The name tells the hash: size and hash of a part can't come from two writes of it.
    await rename(path, join(folder, `${partNumber}-${stored.md5}`));
    for (const name of await readdir(folder)) {
      if (name.startsWith(`${partNumber}-`) && !name.endsWith(stored.md5)) await rm(join(folder, name));
    }
    return stored;
  }

  override async putObjectMultipart(
    bucket: string,
    uploadId: string,
    wanted: { number: number; etag: string }[],
  ): Promise<Stored> {
    const folder = this.uploadFolder(bucket, uploadId);
    const parts = await this.parts(bucket, uploadId);
    wanted.forEach(({ number, etag }, index) => {
      const part = parts.find((one) => one.number === number);
      if (part?.md5 !== etag) throw new S3Error('InvalidPart', `Part ${number} is not there, or another`);
      if (index < wanted.length - 1 && part.size < MIN_PART_BYTES) {
        throw new S3Error('EntityTooSmall', `Part ${number} is smaller than 5 MiB`);
      }
    });
    // As S3 does it, at once: the parts stay what they are, and the object is as long as they are together.
    const kept = join(this.incoming, '..', 'parts', uploadId);
    const pieces: Piece[] = [];
    let size = 0;
    for (const { number, etag } of wanted) {
      const bytes = parts.find((part) => part.number === number)?.size ?? 0;
      pieces.push({ path: join(kept, `${number}-${etag}`), start: size, end: size + bytes - 1 });
      size += bytes;
    }
    const path = join(this.incoming, randomUUID());
    await writeFile(path, '');
    await truncate(path, size);
    const key = await readFile(join(folder, 'key'), 'utf8');
    const metadata = JSON.parse(await readFile(join(folder, 'metadata'), 'utf8')) as object;
    const hashes = wanted.map(({ etag }) => Buffer.from(etag, 'hex'));
    const md5 = `${createHash('md5').update(Buffer.concat(hashes)).digest('hex')}-${wanted.length}`;
    await mkdir(dirname(kept), { recursive: true });
    await rename(folder, kept);
    await mkdir(dirname(this.getResourcePath(bucket, key, 'pieces.json')), { recursive: true });
    await writeFile(this.getResourcePath(bucket, key, 'pieces.json'), JSON.stringify(pieces));
    await this.settle(bucket, key, path, metadata, md5);
    return { size, md5 };
  }

  override async getObject(
    bucket: string,
    key: string,
    { start, end }: { start?: number; end?: number },
  ): Promise<S3Object | null> {
    const metadata = await this.getMetadata(bucket, key).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!metadata) return null;
    const size = Number(metadata['content-length']);
    const range = { start: start ?? 0, end: Math.min(end ?? Infinity, size - 1) };
    const isReadable = start === undefined || range.start <= range.end;
    const path = this.getResourcePath(bucket, key, 'object');
    const pieces = await readFile(this.getResourcePath(bucket, key, 'pieces.json'), 'utf8').catch(
      () => undefined,
    );
    const open = (): Readable =>
      pieces === undefined
        ? createReadStream(path, range)
        : Readable.from(readPieces(JSON.parse(pieces) as Piece[], range), { objectMode: false });
    const content = isReadable && size > 0 ? open() : null;
    const object = new S3Object(bucket, key, content ?? (isReadable ? emptyStream(path) : null), metadata);
    if (start !== undefined) object.range = range;
    return object;
  }

  /** Without tidying up folders: another request may be about to put something there. */
  override async deleteObject(bucket: string, key: string): Promise<void> {
    const pieces = this.getResourcePath(bucket, key, 'pieces.json');
    const [piece] = existsSync(pieces) ? (JSON.parse(await readFile(pieces, 'utf8')) as Piece[]) : [];
    if (piece) await rm(dirname(piece.path), { recursive: true, force: true });
    for (const resource of ['object', 'object.md5', 'metadata.json', 'pieces.json']) {
      await rm(this.getResourcePath(bucket, key, resource), { force: true });
    }
  }

  override async listObjects(
    bucket: string,
    { delimiter, startAfter = '', prefix = '', maxKeys = Infinity }: ListOptions,
  ): Promise<Listing> {
    const root = this.getBucketPath(bucket);
    const files = await readdir(root, { recursive: true, withFileTypes: true });
    const keys = files
      .filter((file) => file.isFile() && file.name.endsWith(OBJECT_SUFFIX))
      .map((file) => relative(root, join(file.parentPath, file.name)).slice(0, -OBJECT_SUFFIX.length))
      .filter((key) => key.startsWith(prefix) && key > startAfter)
      .sort();
    const commonPrefixes = new Set<string>();
    const own = keys.filter((key) => {
      const at = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      if (at !== -1) commonPrefixes.add(key.slice(0, at + 1));
      return at === -1;
    });
    const objects = await Promise.all(
      own.slice(0, maxKeys).map(async (key) => {
        const metadata = await this.getMetadata(bucket, key).catch(() => undefined);
        return metadata && new S3Object(bucket, key, null, metadata);
      }),
    );
    return {
      objects: objects.filter((object) => object !== undefined),
      commonPrefixes: [...commonPrefixes].sort(),
      isTruncated: own.length > maxKeys,
    };
  }

  /** @throws S3Error `NoSuchUpload` */
  async parts(bucket: string, uploadId: string): Promise<StoredPart[]> {
    const folder = this.uploadFolder(bucket, uploadId);
    if (!existsSync(join(folder, 'key'))) throw noSuchUpload();
    const names = (await readdir(folder)).filter((name) => /^\d+-/.test(name));
    const parts = names.map(async (name) => {
      const [number, md5 = ''] = name.split('-');
      const { size, mtime } = await stat(join(folder, name));
      return { number: Number(number), md5, size, lastModified: mtime };
    });
    return (await Promise.all(parts)).sort((a, b) => a.number - b.number);
  }

  async abortUpload(bucket: string, uploadId: string): Promise<void> {
    const folder = this.uploadFolder(bucket, uploadId);
    if (!existsSync(folder)) throw noSuchUpload();
    await rm(folder, { recursive: true });
  }

  async unfinishedUploads(bucket: string, prefix: string): Promise<UnfinishedUpload[]> {
    const folder = this.uploadFolder(bucket, '');
    const ids = existsSync(folder) ? await readdir(folder) : [];
    const uploads = ids.map(async (uploadId) => {
      const path = join(folder, uploadId, 'key');
      return { key: await readFile(path, 'utf8'), uploadId, initiated: (await stat(path)).mtime };
    });
    return (await Promise.all(uploads)).filter(({ key }) => key.startsWith(prefix));
  }

  private uploadFolder(bucket: string, uploadId: string): string {
    return join(this.getResourcePath(bucket, undefined, 'uploads'), uploadId);
  }

  private async receive(content: Readable): Promise<{ path: string; stored: Stored }> {
    const path = join(this.incoming, randomUUID());
    const md5 = createHash('md5');
    let size = 0;
    let sum = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        md5.update(chunk);
        size += chunk.length;
        sum = crc32(chunk, sum);
        done(null, chunk);
      },
    });
    try {
      await pipeline(content, meter, createWriteStream(path));
      const expected = (content as { headers?: Record<string, string> }).headers?.['x-amz-checksum-crc32'];
      const found = Buffer.alloc(4);
      found.writeUInt32BE(sum);
      if (expected !== undefined && expected !== found.toString('base64')) {
        throw new S3Error('BadDigest', 'The CRC32 you specified did not match the calculated checksum');
      }
      return { path, stored: { size, md5: md5.digest('hex') } };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  private async settle(
    bucket: string,
    key: string,
    path: string,
    metadata: object,
    md5: string,
  ): Promise<void> {
    const target = this.getResourcePath(bucket, key, 'object');
    await mkdir(dirname(target), { recursive: true });
    await this.putMetadata(bucket, key, metadata, md5);
    await writeFile(`${target}.md5`, md5);
    await rename(path, target);
  }
}

/** A part of an object that came in parts, and which of its bytes it has; `end` is inclusive. */
interface Piece {
  path: string;
  start: number;
  end: number;
}

async function* readPieces(pieces: Piece[], range: { start: number; end: number }): AsyncGenerator<Buffer> {
  for (const { path, start, end } of pieces) {
    if (end < range.start || start > range.end) continue;
    const within = { start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start };
    yield* createReadStream(path, within) as AsyncIterable<Buffer>;
  }
}

function noSuchUpload(): S3Error {
  return new S3Error('NoSuchUpload', 'The specified multipart upload does not exist');
}

function emptyStream(path: string): Readable {
  return createReadStream(path, { start: 0, end: 0 });
}
