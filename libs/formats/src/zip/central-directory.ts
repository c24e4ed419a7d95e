import { CENTRAL_SIGNATURE, damagedDirectory, type DirectoryPlace, u64 } from './end-record';
import { decodeName, extraFields } from './entry-name';
import { type RandomAccess, readExactly } from './random-access';
import { ZipError } from './zip-error';

const HEADER_BYTES = 46;
const SLICE_BYTES = 1024 * 1024;
const MAX_NAME_BYTES = 4096;
const ZIP64_EXTRA = 0x0001;

/** One line of the table of contents as written, not judged yet. */
export interface DirectoryRecord {
  name: string;
  nameBytes: number;
  flags: number;
  method: number;
  crc32: number;
  compressedBytes: number;
  bytes: number;
  /** Position of the local header in the source. */
  headerOffset: number;
  diskStart: number;
  /** Unix mode in the upper half, DOS attributes in the lower byte. */
  externalAttributes: number;
  hasAesExtra: boolean;
}

/** Reads the table of contents record by record; only one slice of it is in memory at a time. */
export async function* readDirectory(
  source: RandomAccess,
  place: DirectoryPlace,
): AsyncGenerator<DirectoryRecord[]> {
  const end = place.offset + place.bytes;
  let position = place.offset;
  let seen = 0;
  while (position < end) {
    const slice = await readExactly(source, position, Math.min(SLICE_BYTES, end - position));
    const records: DirectoryRecord[] = [];
    let at = 0;
    while (at < slice.length) {
      const bytes = recordBytes(slice, at);
      if (bytes === undefined || at + bytes > slice.length) break;
      records.push(parseRecord(slice.subarray(at, at + bytes), place.shift));
      at += bytes;
    }
    // A record is at most 46 + 3 × 65,535 bytes, so a slice that holds none is the damaged end of the table.
    if (at === 0) {
      if (seen !== place.entryCount) throw damagedDirectory();
      return;
    }
    seen += records.length;
    if (seen > place.entryCount) throw damagedDirectory();
    position += at;
    yield records;
    if (seen === place.entryCount) return;
  }
  if (seen !== place.entryCount) throw damagedDirectory();
}

/** Length of the record at `at`; undefined when its fixed part is not wholly in the slice. */
function recordBytes(slice: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES > slice.length) return undefined;
  if (slice.readUInt32LE(at) !== CENTRAL_SIGNATURE) throw damagedDirectory();
  return (
    HEADER_BYTES + slice.readUInt16LE(at + 28) + slice.readUInt16LE(at + 30) + slice.readUInt16LE(at + 32)
  );
}

/** Fields by their offsets in APPNOTE 4.3.12. */
function parseRecord(record: Buffer, shift: number): DirectoryRecord {
  const flags = record.readUInt16LE(8);
  const nameBytes = record.readUInt16LE(28);
  if (nameBytes > MAX_NAME_BYTES) {
    throw new ZipError('hostile', 'name_too_long', `The ZIP holds a name of ${nameBytes} bytes`);
  }
  const extraAt = HEADER_BYTES + nameBytes;
  const extra = record.subarray(extraAt, extraAt + record.readUInt16LE(30));
  const parsed: DirectoryRecord = {
    name: decodeName(record.subarray(HEADER_BYTES, extraAt), flags, extra),
    nameBytes,
    flags,
    method: record.readUInt16LE(10),
    crc32: record.readUInt32LE(16),
    compressedBytes: record.readUInt32LE(20),
    bytes: record.readUInt32LE(24),
    diskStart: record.readUInt16LE(34),
    externalAttributes: record.readUInt32LE(38),
    headerOffset: record.readUInt32LE(42),
    hasAesExtra: false,
  };
  for (const { id, data } of extraFields(extra)) {
    if (id === 0x9901) parsed.hasAesExtra = true;
    if (id === ZIP64_EXTRA) applyZip64(parsed, data);
  }
  parsed.headerOffset += shift;
  return parsed;
}

/** The extra holds only the saturated fields, in this order (APPNOTE 4.5.3). */
function applyZip64(record: DirectoryRecord, data: Buffer): void {
  let at = 0;
  const next = (): number => {
    if (at + 8 > data.length) throw damagedDirectory();
    at += 8;
    return u64(data, at - 8);
  };
  if (record.bytes === 0xffffffff) record.bytes = next();
  if (record.compressedBytes === 0xffffffff) record.compressedBytes = next();
  if (record.headerOffset === 0xffffffff) record.headerOffset = next();
  if (record.diskStart === 0xffff && at + 4 <= data.length) record.diskStart = data.readUInt32LE(at);
}
