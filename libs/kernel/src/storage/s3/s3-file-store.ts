import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload as ListedUpload,
} from '@aws-sdk/client-s3';
import { assertFileKey } from '../file-key';
import { type AppendOptions, type GrowingFileStore, type PutOptions, type StoredFile } from '../file-store';
import { isStorageAway } from '../storage-away';
import { fileTooLarge } from '../write-blocks';
import { GROWING, GrowingObjects } from './growing-objects';
import { listFolders, listKeys } from './list-keys';
import { MultipartUpload } from './multipart-upload';
import { NewObject } from './new-object';
import { readOn } from './read-on';
import { S3Bucket, type S3Location } from './s3-bucket';
import { statusOf } from './s3-errors';

/** The days of files are dealt out to as many sweeps: each is looked at once a day when there is one an hour. */
const LIST_SLICES = 24;
const DAY_MS = 24 * 3600_000;
/** What a slow reader holds is a connection to the store. */
const READER_PATIENCE_MS = 3_000;
/** A system's files of one day. */
const DAY_FOLDER = /\/(\d{4}-\d{2}-\d{2})\/$/;
/** `omr/2026-11-20/` and a UUID: a bucket may hold more than ours, and nothing of it is ours to delete. */
const OUR_KEY = /^[a-z0-9][a-z0-9_-]*\/\d{4}-\d{2}-\d{2}\/[0-9a-f-]{36}$/;

/** Files as objects of a bucket of S3, or of anything that speaks as it does. */
export class S3FileStore implements GrowingFileStore {
  readonly readsGrowing = false;
  readonly listSlices = LIST_SLICES;
  private readonly bucket: S3Bucket;
  private readonly growing: GrowingObjects;

  constructor(
    location: S3Location,
    private readonly readerPatienceMs = READER_PATIENCE_MS,
  ) {
    this.bucket = new S3Bucket(location);
    this.growing = new GrowingObjects(this.bucket);
  }

  async put(key: string, source: Readable, { maxBytes = Infinity }: PutOptions = {}): Promise<StoredFile> {
    assertFileKey(key);
    // An error before reading begins would have no listener and end the process; reading meets it again.
    source.on('error', () => undefined);
    const hash = createHash('sha256');
    const file = new NewObject(this.bucket, key);
    let bytes = 0;
    try {
      // The source is its owner's to destroy: a pipeline would take that for the error, instead of ours.
      for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw fileTooLarge(maxBytes);
        hash.update(chunk);
        await file.write(chunk);
      }
      await file.finish(bytes);
      return { key, bytes, sha256: hash.digest('hex') };
    } catch (error) {
      source.destroy();
      const abandoned = file.abandon();
      // Then it can't be told; `removeLeftovers` and the sweeper do that when it is back.
      if (!isStorageAway(error)) await abandoned;
      throw error;
    }
  }

  async createReadStream(key: string, range: { start?: number; end?: number } = {}): Promise<Readable> {
    assertFileKey(key);
    const get = (options: { Range?: string; IfMatch?: string }) => this.bucket.get(key, options);
    return readOn({ get, ...range, patienceMs: this.readerPatienceMs });
  }

  async read(key: string, position: number, length: number): Promise<Buffer> {
    // There is no range without bytes.
    if (length > 0)
      return buffer(await this.createReadStream(key, { start: position, end: position + length - 1 }));
    await this.size(key);
    return Buffer.alloc(0);
  }

  async size(key: string): Promise<number> {
    assertFileKey(key);
    const { ContentLength } = await this.bucket.head(key);
    if (ContentLength === undefined) throw new Error(`The store does not tell how long ${key} is`);
    return ContentLength;
  }

  async delete(key: string): Promise<void> {
    if (key.startsWith(GROWING)) return this.growing.delete(key.slice(GROWING.length));
    assertFileKey(key);
    await this.bucket.run((client) => client.send(new DeleteObjectCommand(this.bucket.at(key))), key);
  }

  async createEmpty(key: string): Promise<void> {
    assertFileKey(key);
    await this.growing.create(key);
  }

  async grownBytes(key: string): Promise<number> {
    return (await this.growing.bytes(key)) ?? (await this.size(key));
  }

  async append(
    key: string,
    position: number,
    source: Readable,
    options: AppendOptions = {},
  ): Promise<number> {
    source.on('error', () => undefined);
    return this.growing.append(key, position, source, options);
  }

  async finish(key: string, bytes: number): Promise<void> {
    if (await this.growing.finish(key, bytes)) return;
    const found = await this.size(key);
    if (found !== bytes) throw new Error(`${key} has ${found} bytes, not ${bytes}`);
  }

  async deleteGrowing(key: string): Promise<void> {
    await this.growing.delete(key);
    await this.delete(key);
  }

  /** What a bucket may hold is nobody's to know beforehand. */
  freeBytes(): Promise<number> {
    return Promise.resolve(Infinity);
  }

  /** Of growing files, which are few, all; of the others those of every twenty-fourth day. */
  async *list(before: Date, slice: number): AsyncIterable<string> {
    yield* this.growingBefore(before);
    for (const system of await listFolders(this.bucket, '')) {
      if (system === GROWING) continue;
      for (const folder of await listFolders(this.bucket, system)) {
        const [, day] = DAY_FOLDER.exec(folder) ?? [];
        if (day === undefined || (Date.parse(day) / DAY_MS) % LIST_SLICES !== slice % LIST_SLICES) continue;
        for await (const { name, lastModified } of listKeys(this.bucket, folder)) {
          if (lastModified < before && OUR_KEY.test(name)) yield name;
        }
      }
    }
  }

  /** Uploads that were begun and never completed: no list of keys shows them, and their parts are paid for. */
  async removeLeftovers(before: Date): Promise<number> {
    let removed = 0;
    for await (const { Key, UploadId, Initiated } of this.unfinishedUploads()) {
      if (Key === undefined || UploadId === undefined || !Initiated || Initiated >= before) continue;
      const key = this.bucket.unprefixed(Key);
      if (!OUR_KEY.test(key)) continue;
      await new MultipartUpload(this.bucket, key, UploadId).abort();
      removed += 1;
    }
    return removed;
  }

  check(): Promise<void> {
    return this.bucket.check();
  }

  /** Keys of files that stopped to grow, by their markers. */
  private async *growingBefore(before: Date): AsyncGenerator<string> {
    const found = new Map<string, boolean>();
    for await (const { name, lastModified } of listKeys(this.bucket, GROWING)) {
      const file = name.slice(0, name.lastIndexOf('/'));
      found.set(file, (found.get(file) ?? true) && lastModified < before);
    }
    for (const [file, isOld] of found) if (isOld) yield file;
  }

  private async *unfinishedUploads(): AsyncGenerator<ListedUpload> {
    let from: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (from) {
      const page: ListMultipartUploadsCommandOutput | undefined = await this.uploadsPage(from);
      yield* page?.Uploads ?? [];
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page ?? {};
      from = page?.IsTruncated ? { KeyMarker, UploadIdMarker } : undefined;
    }
  }

  /** Undefined from a store that can't tell; such have rules of their own for them. */
  private uploadsPage(from: object): Promise<ListMultipartUploadsCommandOutput | undefined> {
    const request = { Bucket: this.bucket.name, Prefix: this.bucket.prefixed(''), ...from };
    return this.bucket
      .run((client) => client.send(new ListMultipartUploadsCommand(request)))
      .catch((error: unknown) => {
        if (statusOf(error) === 501) return undefined;
        throw error;
      });
  }
}
