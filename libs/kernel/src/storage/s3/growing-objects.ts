import { type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DeleteObjectCommand, type Part, PutObjectCommand } from '@aws-sdk/client-s3';
import { AppError } from '../../errors';
import { type AppendOptions } from '../file-store';
import { fileTooLarge } from '../write-blocks';
import { listKeys } from './list-keys';
import { MultipartUpload, PART_BYTES } from './multipart-upload';
import { PartWriter } from './part-writer';
import { type S3Bucket } from './s3-bucket';
import { isMissing } from './s3-errors';

/** What growing files need besides their parts lies here, a folder a file. */
export const GROWING = '.growing/';
const MARKER = 'upload';
const TAIL = /^at-(\d+)$/;

/** A growing file as it is in the bucket. */
interface Growth {
  upload: MultipartUpload;
  partBytes: number;
  /** Places at which an append ended within a part; what is between the part's begin and there is a tail. */
  tails: number[];
}

/**
 * Files that grow, which S3 does not have: a multipart upload, whose parts of equal size are durable one by one, and
 * beside it a marker that knows its id and, when bytes that make no whole part must be kept, these as a *tail*. Tails
 * are named by the place they end at and never replaced, so a writer who does not know yet that another has taken over
 * can't take bytes away: its parts are the same bytes at the same place.
 */
export class GrowingObjects {
  constructor(private readonly bucket: S3Bucket) {}

  async create(key: string): Promise<void> {
    const upload = await MultipartUpload.create(this.bucket, key);
    const Metadata = { 'upload-id': upload.uploadId, 'part-bytes': String(PART_BYTES) };
    await this.put(`${folderOf(key)}${MARKER}`, Buffer.alloc(0), Metadata);
  }

  /** Durable bytes; undefined when the file does not grow: it is finished, or there is none. */
  async bytes(key: string): Promise<number | undefined> {
    const growth = await this.find(key);
    const parts = growth && (await partsOf(growth));
    return growth && parts && durableBytes(growth, parts);
  }

  async append(
    key: string,
    position: number,
    source: Readable,
    { maxBytes = Infinity, onBlock = () => undefined, beforeBlock = () => undefined }: AppendOptions,
  ): Promise<number> {
    const growth = await this.find(key);
    if (!growth) throw new AppError('file_missing', 404, `There is no file ${key} that grows`);
    const { upload, partBytes } = growth;
    const start = await this.tailBefore(key, growth, position);
    let partNumber = Math.floor(position / partBytes);
    let written = 0;
    /** Bytes of the next block that were written before. */
    let known = start.length;
    const onDurable = async (block: Buffer): Promise<void> => {
      const fresh = block.subarray(known);
      known = 0;
      written += fresh.length;
      await onBlock(fresh);
    };
    const sendPart = async (part: Buffer): Promise<void> => {
      beforeBlock();
      await upload.send(++partNumber, part);
      await onDurable(part);
    };
    const parts = new PartWriter(partBytes, sendPart, start);
    const keepRest = async (): Promise<void> => {
      const rest = await parts.rest();
      if (rest.length === known) return;
      beforeBlock();
      await this.put(`${folderOf(key)}at-${partNumber * partBytes + rest.length}`, rest);
      await onDurable(rest);
    };
    try {
      let received = 0;
      for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        received += chunk.length;
        if (received > maxBytes) throw fileTooLarge(maxBytes);
        await parts.write(chunk);
      }
    } catch (error) {
      await keepRest();
      throw error;
    }
    await keepRest();
    await this.dropTails(key, growth, position);
    return written;
  }

  /** @returns false when there was nothing to finish: it was finished before, or there is none */
  async finish(key: string, bytes: number): Promise<boolean> {
    const growth = await this.find(key);
    if (!growth) return false;
    const parts = await partsOf(growth);
    if (parts) await this.assemble(key, growth, parts, bytes);
    await this.forget(key);
    return parts !== undefined;
  }

  /** The upload first: when this is cut off in between, the marker still tells of it. */
  async delete(key: string): Promise<void> {
    const growth = await this.find(key);
    await growth?.upload.abort();
    await this.forget(key);
  }

  private async assemble(key: string, growth: Growth, parts: Part[], bytes: number): Promise<void> {
    const { upload, partBytes } = growth;
    const sent = bytesOf(parts);
    if (bytes === 0) {
      await this.put(key, Buffer.alloc(0));
      return upload.abort();
    }
    if (sent < bytes) {
      const tail = await this.tailBefore(key, growth, bytes);
      if (sent + tail.length !== bytes) throw wrongLength(key, sent + tail.length, bytes);
      parts.push(await upload.send(sent / partBytes + 1, tail));
    } else if (sent > bytes) throw wrongLength(key, sent, bytes);
    await upload.complete(parts, bytes);
  }

  private async find(key: string): Promise<Growth | undefined> {
    const marker = this.bucket.head(`${folderOf(key)}${MARKER}`).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    const [found, tails] = await Promise.all([marker, this.tails(key)]);
    if (!found) return undefined;
    const { 'upload-id': uploadId, 'part-bytes': partBytes } = found.Metadata ?? {};
    if (uploadId === undefined || !Number(partBytes)) throw new Error(`The marker of ${key} is not ours`);
    return { upload: new MultipartUpload(this.bucket, key, uploadId), partBytes: Number(partBytes), tails };
  }

  private async tails(key: string): Promise<number[]> {
    const folder = folderOf(key);
    const tails: number[] = [];
    for await (const { name } of listKeys(this.bucket, folder)) {
      const [, place] = TAIL.exec(name.slice(folder.length)) ?? [];
      if (place !== undefined) tails.push(Number(place));
    }
    return tails;
  }

  /** The bytes between the begin of a part and `position`, which a tail has that ends there or later in the part. */
  private async tailBefore(key: string, { partBytes, tails }: Growth, position: number): Promise<Buffer> {
    const length = position % partBytes;
    if (length === 0) return Buffer.alloc(0);
    const part = (at: number): number => Math.floor(at / partBytes);
    const place = tails.find((at) => at >= position && part(at) === part(position));
    if (place === undefined) throw new Error(`${key} can't be continued at ${position}`);
    const { Body } = await this.bucket.get(`${folderOf(key)}at-${place}`);
    return (await buffer(Body as Readable)).subarray(0, length);
  }

  /** Tails before a place that was written on from. One that can't be removed is in nobody's way. */
  private async dropTails(key: string, { tails }: Growth, position: number): Promise<void> {
    for (const at of tails.filter((place) => place < position)) {
      await this.remove(`${folderOf(key)}at-${at}`).catch(() => undefined);
    }
  }

  /** The marker last: while it is there, all else can be found. */
  private async forget(key: string): Promise<void> {
    for (const at of await this.tails(key)) await this.remove(`${folderOf(key)}at-${at}`);
    await this.remove(`${folderOf(key)}${MARKER}`);
  }

  private async put(key: string, Body: Buffer, Metadata?: Record<string, string>): Promise<void> {
    const command = new PutObjectCommand({ ...this.bucket.at(key), Body, Metadata });
    await this.bucket.run((client) => client.send(command), key);
  }

  private async remove(key: string): Promise<void> {
    await this.bucket.run((client) => client.send(new DeleteObjectCommand(this.bucket.at(key))), key);
  }
}

function folderOf(key: string): string {
  return `${GROWING}${key}/`;
}

/** Its parts from the first on without a gap, a smaller one only at the end; undefined when the upload is no more. */
async function partsOf({ upload, partBytes }: Growth): Promise<Part[] | undefined> {
  const parts = await upload.parts().catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!parts) return undefined;
  const gap = parts.findIndex(({ PartNumber }, index) => PartNumber !== index + 1);
  const joined = gap === -1 ? parts : parts.slice(0, gap);
  const small = joined.findIndex(({ Size }) => Size !== partBytes);
  return small === -1 ? joined : joined.slice(0, small + 1);
}

function bytesOf(parts: Part[]): number {
  return parts.reduce((sum, { Size = 0 }) => sum + Size, 0);
}

/** Of parts, and of the last tail that follows them. */
function durableBytes({ partBytes, tails }: Growth, parts: Part[]): number {
  const sent = bytesOf(parts);
  const ends = tails.filter((at) => Math.floor(at / partBytes) * partBytes <= sent);
  return Math.max(sent, ...ends);
}

function wrongLength(key: string, found: number, bytes: number): Error {
  return new Error(`${key} has ${found} bytes, not ${bytes}`);
}
