import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, crc32, createInflateRaw, inflateRaw } from 'node:zlib';
import { setImmediate } from 'node:timers/promises';
import { decodeName } from './entry-name';
import { type ZipEntry } from './open-zip';
import { type RandomAccess, readExactly } from './random-access';
import { quoteName, ZipError } from './zip-error';
import { defaultZipLimits, sizeInWords } from './zip-limits';

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** Flag bit 3: CRC and sizes come behind the data, and are zero in the local header (APPNOTE 4.4.4). */
const DESCRIPTOR_FLAG = 0x0008;
/** The local extra field is not known from the directory; this much is read on the chance that it is there. */
const LIKELY_EXTRA_BYTES = 1024;
/** About 5 ms of CRC: longer holds up the event loop. */
const CRC_SLICE_BYTES = 8 * 1024 * 1024;
const STREAM_SLICE_BYTES = 256 * 1024;

const inflateRawAsync = promisify<Buffer, object, Buffer>(inflateRaw);

export interface ReadEntryOptions {
  /** A larger member is refused before it is read. Default 200 MiB. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/**
 * Unpacks one member into memory: as a rule one read, inflated off the main thread. Name, size and CRC are
 * checked. Throws ZipError: `hostile` for more bytes than declared, else `damaged_entry`; the signal's reason
 * when aborted.
 */
export async function readEntry(
  source: RandomAccess,
  entry: ZipEntry,
  { maxBytes = defaultZipLimits.maxEntryBytes, signal }: ReadEntryOptions = {},
): Promise<Buffer> {
  signal?.throwIfAborted();
  refuseUnreadable(entry, maxBytes);
  const packed = await readPacked(source, entry);
  signal?.throwIfAborted();
  const bytes = entry.method === STORED ? packed : await inflate(packed, entry);
  signal?.throwIfAborted();
  let sum = 0;
  for (let at = 0; at < bytes.length; at += CRC_SLICE_BYTES) {
    if (at > 0) await setImmediate(undefined, { signal });
    sum = crc32(bytes.subarray(at, at + CRC_SLICE_BYTES), sum);
  }
  checkContent(entry, bytes.length, sum);
  return bytes;
}

/**
 * The first `count` bytes of a member, fewer only if it is shorter; of the rest nothing is read or checked.
 * For telling what a member is. Throws ZipError `damaged_entry`.
 */
export async function peekEntry(source: RandomAccess, entry: ZipEntry, count: number): Promise<Buffer> {
  refuseMethod(entry);
  // Deflated bytes may begin with a code table of some 300 bytes, and seldom grow when packed.
  const packedBytes = Math.min(entry.compressedBytes, entry.method === STORED ? count : count + 1024);
  const packed = await readPacked(source, entry, packedBytes);
  if (entry.method === STORED) return packed;
  try {
    const bytes = await inflateRawAsync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
    return bytes.subarray(0, count);
  } catch (error) {
    throw damagedData(entry, error);
  }
}

/** The same as a stream, for members too large for memory. Errors, those of the final check too, are the stream's. */
export function openEntry(source: RandomAccess, entry: ZipEntry, options: ReadEntryOptions = {}): Readable {
  return Readable.from(unpack(source, entry, options), { objectMode: false, signal: options.signal });
}

async function* unpack(
  source: RandomAccess,
  entry: ZipEntry,
  { maxBytes = defaultZipLimits.maxEntryBytes }: ReadEntryOptions,
): AsyncGenerator<Buffer> {
  refuseUnreadable(entry, maxBytes);
  const packed = packedSlices(source, entry);
  let bytes = 0;
  let sum = 0;
  const chunks: AsyncIterable<Buffer> = entry.method === STORED ? packed : inflateStream(packed);
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > entry.bytes) throw tooManyBytes(entry);
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ZipError || !isZlibError(error) ? error : damagedData(entry, error);
  }
  checkContent(entry, bytes, sum);
}

function inflateStream(packed: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const inflater = createInflateRaw();
  // The error reaches the reader through the inflater, which the pipeline destroys with it.
  pipeline(packed, inflater).catch(() => undefined);
  return inflater;
}

async function* packedSlices(source: RandomAccess, entry: ZipEntry): AsyncGenerator<Buffer> {
  const head = await readExactly(source, entry.headerOffset, LOCAL_HEADER_BYTES);
  const variableBytes = head.readUInt16LE(26) + head.readUInt16LE(28);
  let position = entry.headerOffset + LOCAL_HEADER_BYTES + variableBytes;
  checkEnd(entry, position);
  checkLocalHeader(entry, await readExactly(source, entry.headerOffset, LOCAL_HEADER_BYTES + variableBytes));
  const end = position + entry.compressedBytes;
  while (position < end) {
    const slice = await readExactly(source, position, Math.min(STREAM_SLICE_BYTES, end - position));
    position += slice.length;
    yield slice;
  }
}

/** Local header and packed data in one read; a second one only behind an unusually long local extra field. */
async function readPacked(
  source: RandomAccess,
  entry: ZipEntry,
  packedBytes = entry.compressedBytes,
): Promise<Buffer> {
  const { headerOffset, endOffset, name } = entry;
  const likelyBytes = LOCAL_HEADER_BYTES + Buffer.byteLength(name) + LIKELY_EXTRA_BYTES + packedBytes;
  const read = await readExactly(source, headerOffset, Math.min(endOffset - headerOffset, likelyBytes));
  const dataAt = LOCAL_HEADER_BYTES + read.readUInt16LE(26) + read.readUInt16LE(28);
  checkEnd(entry, headerOffset + dataAt);
  if (dataAt + packedBytes <= read.length) {
    checkLocalHeader(entry, read.subarray(0, dataAt));
    return read.subarray(dataAt, dataAt + packedBytes);
  }
  checkLocalHeader(entry, await readExactly(source, headerOffset, dataAt));
  return readExactly(source, headerOffset + dataAt, packedBytes);
}

/** The local header must tell the same story as the directory (APPNOTE 4.3.7). */
function checkLocalHeader(entry: ZipEntry, header: Buffer): void {
  const flags = header.readUInt16LE(6);
  const nameEnd = LOCAL_HEADER_BYTES + header.readUInt16LE(26);
  const name = decodeName(header.subarray(LOCAL_HEADER_BYTES, nameEnd), flags, header.subarray(nameEnd));
  const crcIsHere = (flags & DESCRIPTOR_FLAG) === 0;
  if (
    header.readUInt32LE(0) !== LOCAL_SIGNATURE ||
    header.readUInt16LE(8) !== entry.method ||
    name !== entry.name ||
    (crcIsHere && header.readUInt32LE(14) !== entry.crc32)
  ) {
    throw damaged(entry, 'header_mismatch', 'does not agree with the table of contents');
  }
}

function checkEnd(entry: ZipEntry, dataOffset: number): void {
  if (dataOffset + entry.compressedBytes > entry.endOffset) {
    throw damaged(entry, 'header_mismatch', 'runs into the next part of the archive');
  }
}

function refuseUnreadable(entry: ZipEntry, maxBytes: number): void {
  refuseMethod(entry);
  if (entry.bytes > maxBytes) {
    throw damaged(entry, 'entry_too_large', `unpacks to more than ${sizeInWords(maxBytes)}`);
  }
}

function refuseMethod(entry: ZipEntry): void {
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw damaged(
      entry,
      'unsupported_method',
      `is compressed by method ${entry.method}, which is not supported`,
    );
  }
}

async function inflate(packed: Buffer, entry: ZipEntry): Promise<Buffer> {
  try {
    // One output buffer, one byte longer than declared: whatever wants more room than that is a bomb.
    return await inflateRawAsync(packed, {
      chunkSize: Math.max(64, entry.bytes + 1),
      maxOutputLength: Math.max(1, entry.bytes),
    });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? tooManyBytes(entry)
      : damagedData(entry, error);
  }
}

function checkContent(entry: ZipEntry, bytes: number, sum: number): void {
  if (bytes > entry.bytes) throw tooManyBytes(entry);
  if (bytes < entry.bytes) throw damaged(entry, 'wrong_size', 'is shorter than the archive says');
  if (sum !== entry.crc32) throw damaged(entry, 'wrong_crc', 'is damaged (its checksum is wrong)');
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && /^Z_/.test(String((error as { code?: unknown }).code));
}

function tooManyBytes(entry: ZipEntry): ZipError {
  const text = `The ZIP lies about the size of ${quoteName(entry.name)}: it unpacks to more than it says`;
  return new ZipError('hostile', 'lying_size', text);
}

function damagedData(entry: ZipEntry, cause: unknown): ZipError {
  return new ZipError(
    'damaged_entry',
    'bad_data',
    `${quoteName(entry.name)} in the ZIP can't be unpacked: it is damaged`,
    {
      cause,
    },
  );
}

function damaged(entry: ZipEntry, code: string, what: string): ZipError {
  return new ZipError('damaged_entry', code, `${quoteName(entry.name)} in the ZIP ${what}`);
}
