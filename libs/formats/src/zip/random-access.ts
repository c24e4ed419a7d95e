import { ZipError } from './zip-error';

/** Bytes that can be read anywhere: a file on disk, an object in S3, a buffer. */
export interface RandomAccess {
  /** Total size in bytes. */
  size: number;
  /** Reads `length` bytes at `position`, fewer only at the end. */
  read(position: number, length: number): Promise<Buffer>;
}

/** A source over bytes that are in memory already. */
export function bufferSource(bytes: Buffer): RandomAccess {
  return {
    size: bytes.length,
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
  };
}

/** Reads exactly `length` bytes. ZipError `truncated` when the source ends before. */
export async function readExactly(source: RandomAccess, position: number, length: number): Promise<Buffer> {
  const bytes = position + length <= source.size ? await source.read(position, length) : Buffer.alloc(0);
  if (bytes.length !== length) throw new ZipError('unreadable', 'truncated', 'The ZIP file is cut short');
  return bytes;
}
