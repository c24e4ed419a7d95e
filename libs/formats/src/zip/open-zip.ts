import { type DirectoryRecord, readDirectory } from './central-directory';
import { findDirectory } from './end-record';
import { foldedName, nameFault } from './entry-name';
import { type RandomAccess } from './random-access';
import { quoteName, ZipError } from './zip-error';
import { defaultZipLimits, sizeInWords, type ZipLimits } from './zip-limits';

const LOCAL_HEADER_BYTES = 30;
const ENCRYPTION_FLAGS = 0x0001 | 0x0040 | 0x2000;
const AES_METHOD = 99;
const STORED = 0;

/** A member of a ZIP: plain JSON, so that another worker can read it later with `readEntry`. */
export interface ZipEntry {
  /** Decoded, with forward slashes. */
  name: string;
  isDirectory: boolean;
  /** 0 stored, 8 deflated; others can't be read. */
  method: number;
  /** Packed size. */
  compressedBytes: number;
  /** Unpacked size as declared; reading checks it. */
  bytes: number;
  crc32: number;
  /** Position of the local header in the source. */
  headerOffset: number;
  /** Nothing of this member lies at or behind this position. */
  endOffset: number;
}

export interface ZipDirectory {
  /** In the order of the table of contents. */
  entries: ZipEntry[];
}

/**
 * Reads and judges the table of contents of a ZIP (APPNOTE 6.3); no member is unpacked. Limits left out
 * are those of `defaultZipLimits`. Throws ZipError `hostile` or `unreadable`.
 */
export async function openZip(source: RandomAccess, limits: Partial<ZipLimits> = {}): Promise<ZipDirectory> {
  const bounds = { ...defaultZipLimits, ...limits };
  const place = await findDirectory(source);
  if (place.entryCount > bounds.maxEntries) {
    throw new ZipError(
      'hostile',
      'too_many_entries',
      `The ZIP holds ${place.entryCount} entries; at most ${bounds.maxEntries} are allowed`,
    );
  }
  const placed: Placed[] = [];
  const names = new Map<string, ZipEntry>();
  for await (const records of readDirectory(source, place)) {
    for (const record of records) {
      refuseEncrypted(record);
      refuseName(record);
      refuseSpecial(record);
      const entry = toEntry(record);
      refuseSize(entry, bounds);
      refuseDuplicate(names, entry);
      placed.push({ entry, nameBytes: record.nameBytes });
    }
  }
  refuseTotals(placed, bounds);
  setEnds(placed, place.offset);
  return { entries: placed.map(({ entry }) => entry) };
}

interface Placed {
  entry: ZipEntry;
  nameBytes: number;
}

function toEntry(record: DirectoryRecord): ZipEntry {
  const { name, method, compressedBytes, bytes, crc32, headerOffset } = record;
  const isDirectory = name.endsWith('/') || ((record.externalAttributes & 0x10) !== 0 && bytes === 0);
  return { name, isDirectory, method, compressedBytes, bytes, crc32, headerOffset, endOffset: 0 };
}

function refuseEncrypted({ flags, method, hasAesExtra, name, diskStart }: DirectoryRecord): void {
  if ((flags & ENCRYPTION_FLAGS) !== 0 || method === AES_METHOD || hasAesExtra) {
    throw new ZipError(
      'hostile',
      'encrypted',
      `The ZIP is encrypted (${quoteName(name)}); send it without a password`,
    );
  }
  if (diskStart !== 0) {
    throw new ZipError(
      'unreadable',
      'multi_disk',
      'The ZIP is one part of an archive split over several files',
    );
  }
}

function refuseName({ name }: DirectoryRecord): void {
  const fault = nameFault(name);
  if (fault) throw new ZipError('hostile', 'unsafe_name', `The name ${quoteName(name)} in the ZIP ${fault}`);
}

/** The type bits of a Unix mode: regular files, directories and "not said" pass. */
function refuseSpecial({ externalAttributes, name }: DirectoryRecord): void {
  const type = (externalAttributes >>> 16) & 0xf000;
  if (type === 0xa000) {
    throw new ZipError('hostile', 'symlink', `The ZIP holds a symbolic link, ${quoteName(name)}`);
  }
  if (type !== 0 && type !== 0x8000 && type !== 0x4000) {
    throw new ZipError(
      'hostile',
      'special_file',
      `The ZIP holds a device or other special file, ${quoteName(name)}`,
    );
  }
}

function refuseSize(entry: ZipEntry, limits: ZipLimits): void {
  const { name, bytes, compressedBytes, method } = entry;
  if (bytes > limits.maxEntryBytes) {
    const most = sizeInWords(limits.maxEntryBytes);
    throw new ZipError(
      'hostile',
      'entry_too_large',
      `${quoteName(name)} in the ZIP unpacks to more than ${most}`,
    );
  }
  if (method === STORED && compressedBytes !== bytes) {
    throw new ZipError('hostile', 'lying_size', `The ZIP lies about the size of ${quoteName(name)}`);
  }
  if (isBomb(bytes, compressedBytes, limits)) {
    const text = `${quoteName(name)} in the ZIP is compressed more than ${limits.maxRatio}:1, as in a ZIP bomb`;
    throw new ZipError('hostile', 'ratio', text);
  }
}

function isBomb(bytes: number, compressedBytes: number, limits: ZipLimits): boolean {
  return bytes > limits.ratioFreeBytes && bytes > compressedBytes * limits.maxRatio;
}

function refuseDuplicate(names: Map<string, ZipEntry>, entry: ZipEntry): void {
  const key = foldedName(entry.name);
  const twin = names.get(key);
  if (!twin) {
    names.set(key, entry);
  } else if (!twin.isDirectory || !entry.isDirectory) {
    const both = twin.name === entry.name ? '' : ` (as ${quoteName(twin.name)})`;
    throw new ZipError('hostile', 'duplicate_name', `The ZIP holds ${quoteName(entry.name)} twice${both}`);
  }
}

function refuseTotals(placed: Placed[], limits: ZipLimits): void {
  let bytes = 0;
  let compressedBytes = 0;
  for (const { entry } of placed) {
    bytes += entry.bytes;
    compressedBytes += entry.compressedBytes;
  }
  if (bytes > limits.maxTotalBytes) {
    const most = sizeInWords(limits.maxTotalBytes);
    throw new ZipError('hostile', 'total_too_large', `The ZIP unpacks to more than ${most} in all`);
  }
  if (isBomb(bytes, compressedBytes, limits)) {
    const text = `The ZIP is compressed more than ${limits.maxRatio}:1 in all, as in a ZIP bomb`;
    throw new ZipError('hostile', 'ratio', text);
  }
}

/** Members may not share bytes with each other or with the directory: that is how small bombs get big. */
function setEnds(placed: Placed[], directoryOffset: number): void {
  const sorted = [...placed].sort((a, b) => b.entry.headerOffset - a.entry.headerOffset);
  let end = directoryOffset;
  for (const { entry, nameBytes } of sorted) {
    const leastEnd = entry.headerOffset + LOCAL_HEADER_BYTES + nameBytes + entry.compressedBytes;
    if (entry.headerOffset < 0 || leastEnd > end) {
      throw new ZipError('hostile', 'overlap', `${quoteName(entry.name)} overlaps other parts of the ZIP`);
    }
    entry.endOffset = end;
    end = entry.headerOffset;
  }
}
