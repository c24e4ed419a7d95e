import { type RandomAccess } from '../zip';

/** Bytes of a table: a file on disk, an object in S3, a buffer. */
export interface DbfSource extends RandomAccess {
  /** All bytes from `start` to the end, in their order. */
  stream(start: number): AsyncIterable<Buffer> | Promise<AsyncIterable<Buffer>>;
}

/** A table that is in memory already. */
export function bufferTable(bytes: Buffer): DbfSource {
  return {
    size: bytes.length,
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
    stream: async function* (start) {
      await Promise.resolve();
      if (start < bytes.length) yield bytes.subarray(start);
    },
  };
}
