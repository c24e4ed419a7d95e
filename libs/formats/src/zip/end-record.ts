import { type RandomAccess, readExactly } from './random-access';
import { ZipError } from './zip-error';

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_END_BYTES = 56;
const LOCAL_SIGNATURE = 0x04034b50;
export const CENTRAL_SIGNATURE = 0x02014b50;
/** Archive extra data record: stands before a central directory that is encrypted (APPNOTE 4.3.11). */
const ARCHIVE_EXTRA_SIGNATURE = 0x08064b50;

/** Where the central directory is. */
export interface DirectoryPlace {
  /** Position of its first byte in the source. */
  offset: number;
  bytes: number;
  entryCount: number;
  /** What to add to every offset written in the directory: bytes put in front of the archive later. */
  shift: number;
}

/** Finds the central directory from the end of the file (APPNOTE 4.3.16), in at most four small reads. */
export async function findDirectory(source: RandomAccess): Promise<DirectoryPlace> {
  if (source.size === 0) throw new ZipError('unreadable', 'empty_file', 'The file is empty');
  // The record may be followed by a comment of up to 65,535 bytes.
  const tailBytes = Math.min(source.size, END_BYTES + 0xffff);
  const tailAt = source.size - tailBytes;
  const tail = await readExactly(source, tailAt, tailBytes);
  const at = lastEndRecord(tail);
  if (at === undefined) throw await noEndRecord(source);

  const record = tail.subarray(at, at + END_BYTES);
  const place = {
    disk: record.readUInt16LE(4),
    directoryDisk: record.readUInt16LE(6),
    countOnDisk: record.readUInt16LE(8),
    entryCount: record.readUInt16LE(10),
    bytes: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
  };
  const endAt = tailAt + at;
  const zip64 = await readZip64(source, endAt);
  if (zip64) {
    // Only a saturated field gives way to its 64-bit form (APPNOTE 4.4.1.4).
    if (place.countOnDisk === 0xffff) place.countOnDisk = zip64.countOnDisk;
    if (place.entryCount === 0xffff) place.entryCount = zip64.entryCount;
    if (place.bytes === 0xffffffff) place.bytes = zip64.bytes;
    if (place.offset === 0xffffffff) place.offset = zip64.offset;
    if (place.disk === 0xffff) place.disk = zip64.disk;
    if (place.directoryDisk === 0xffff) place.directoryDisk = zip64.directoryDisk;
  }
  if (place.disk !== 0 || place.directoryDisk !== 0 || place.countOnDisk !== place.entryCount) {
    throw new ZipError(
      'unreadable',
      'multi_disk',
      'The ZIP is one part of an archive split over several files',
    );
  }
  return settle(source, place, zip64?.endAt ?? endAt);
}

/** Prefers the record whose comment ends with the file; a comment may hold the signature, junk may follow. */
function lastEndRecord(tail: Buffer): number | undefined {
  let fitting: number | undefined;
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const end = at + END_BYTES + tail.readUInt16LE(at + 20);
    if (end === tail.length) return at;
    if (end < tail.length) fitting ??= at;
  }
  return fitting;
}

async function noEndRecord(source: RandomAccess): Promise<ZipError> {
  const head = await source.read(0, Math.min(4, source.size));
  return head.length === 4 && head.readUInt32LE(0) === LOCAL_SIGNATURE
    ? new ZipError('unreadable', 'truncated', 'The ZIP file is cut short: its table of contents is missing')
    : new ZipError('unreadable', 'not_a_zip', 'The file is not a ZIP archive');
}

async function readZip64(source: RandomAccess, endAt: number) {
  if (endAt < ZIP64_LOCATOR_BYTES) return undefined;
  const locator = await readExactly(source, endAt - ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_BYTES);
  if (locator.readUInt32LE(0) !== ZIP64_LOCATOR_SIGNATURE) return undefined;
  if (locator.readUInt32LE(16) > 1) {
    throw new ZipError(
      'unreadable',
      'multi_disk',
      'The ZIP is one part of an archive split over several files',
    );
  }
  // Bytes put in front of the archive move the record away from its written place, not from the locator.
  const written = u64(locator, 8);
  const adjacent = endAt - ZIP64_LOCATOR_BYTES - ZIP64_END_BYTES;
  for (const position of [written, adjacent]) {
    if (position < 0 || position + ZIP64_END_BYTES > endAt) continue;
    const record = await readExactly(source, position, ZIP64_END_BYTES);
    if (record.readUInt32LE(0) !== ZIP64_END_SIGNATURE) continue;
    return {
      endAt: position,
      disk: record.readUInt32LE(16),
      directoryDisk: record.readUInt32LE(20),
      countOnDisk: u64(record, 24),
      entryCount: u64(record, 32),
      bytes: u64(record, 40),
      offset: u64(record, 48),
    };
  }
  throw damagedDirectory();
}

/** Makes sure that a directory stands where the end record says, or right before the end record. */
async function settle(
  source: RandomAccess,
  place: { offset: number; bytes: number; entryCount: number },
  limit: number,
): Promise<DirectoryPlace> {
  const { bytes, entryCount } = place;
  if (entryCount === 0 && bytes === 0) {
    throw new ZipError('unreadable', 'empty', 'The ZIP archive holds no files');
  }
  for (const offset of [place.offset, limit - bytes]) {
    if (offset < 0 || bytes < 4 || offset + bytes > limit) continue;
    const signature = (await readExactly(source, offset, 4)).readUInt32LE(0);
    if (signature === ARCHIVE_EXTRA_SIGNATURE) {
      throw new ZipError('hostile', 'encrypted', 'The ZIP archive is encrypted');
    }
    if (signature === CENTRAL_SIGNATURE) return { offset, bytes, entryCount, shift: offset - place.offset };
  }
  throw damagedDirectory();
}

export function damagedDirectory(): ZipError {
  return new ZipError('unreadable', 'damaged_directory', 'The table of contents of the ZIP file is damaged');
}

/** A 64-bit number; sizes beyond 2^53 - 1 exist only in lies, and come out as larger than any limit. */
export function u64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
