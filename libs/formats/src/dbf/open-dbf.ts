import { charsetOfCodePage } from './code-pages';
import { readBlocks, type ReadBlocksOptions } from './dbf-blocks';
import { DbfError } from './dbf-error';
import { type DbfField, readFields } from './dbf-field';
import { type DbfSource } from './dbf-source';
import { type DbfVersion, versionOf } from './dbf-version';
import { checkRecordCount } from './record-count';
import { type RowBlock } from '../rows';

/** A table whose header was found to be true. */
export interface DbfTable {
  version: DbfVersion;
  /** Records, deleted ones included. */
  recordCount: number;
  /** Where the first record begins. */
  headerLength: number;
  /** Bytes of a record, its mark included. */
  recordLength: number;
  /** Byte 29; 0 when the table does not say its charset. */
  codePageMark: number;
  /** What the mark means, for `charsetNamed`. */
  charsetName: string | undefined;
  /** Columns in their order, hidden ones left out: those of the cursor. */
  fields: readonly DbfField[];
  /** `YYYY-MM-DD`; undefined when the header has no date there. */
  lastUpdated: string | undefined;
  /** There are fields whose values are in a memo file. */
  hasMemo: boolean;
  /** Reads records in their order, see {@link readBlocks}. */
  blocks(options?: ReadBlocksOptions): AsyncGenerator<RowBlock, void, undefined>;
}

const FIRST_DESCRIPTOR = 32;
const DESCRIPTOR_BYTES = 32;
const TERMINATOR = 0x0d;
/** A header can't be longer: its length has 16 bits. */
const MAX_HEADER_BYTES = 65_535;
/** Visual FoxPro keeps the path of a database behind the terminator. */
const BACKLINK_BYTES = 263;

/**
 * Reads the header of a table and holds it against the file, so that nothing is believed that can't be: DbfError
 * with the reason. Field by field as in dBase III (with the variants of IV, 5, FoxPro and Visual FoxPro).
 */
export async function openDbf(source: DbfSource): Promise<DbfTable> {
  const head = await source.read(0, Math.min(source.size, MAX_HEADER_BYTES));
  const version = versionOf(head);
  if (head.length < FIRST_DESCRIPTOR) throw truncatedHeader();
  const recordCount = head.readUInt32LE(4);
  const headerLength = head.readUInt16LE(8);
  if (headerLength > head.length) throw truncatedHeader();
  refuseEncrypted(head, version);
  const terminatorAt = findTerminator(head, headerLength);
  checkHeaderLength(head, terminatorAt, headerLength, version);
  const descriptors = head.subarray(FIRST_DESCRIPTOR, terminatorAt);
  const layout = readFields(descriptors, version, head.readUInt16LE(10));
  const { fields, recordLength } = layout;
  await checkRecordCount(source, { recordCount, headerLength, recordLength });
  const codePageMark = head[29]!;
  return {
    version,
    recordCount,
    headerLength,
    recordLength,
    codePageMark,
    charsetName: charsetOfCodePage(codePageMark),
    fields,
    lastUpdated: readLastUpdated(head),
    hasMemo: fields.some(({ kind }) => kind === 'memo' || kind === 'binary_memo'),
    blocks: (options) => readBlocks(source, { ...layout, recordCount, headerLength }, options),
  };
}

function truncatedHeader(): DbfError {
  return new DbfError('truncated_header', 'The file ends within its header');
}

/** Byte 15 of dBase IV and 5. */
function refuseEncrypted(head: Buffer, version: DbfVersion): void {
  if (version.memoKind === 'dbt4' && head[15] === 1) {
    throw new DbfError('encrypted', 'The table is encrypted');
  }
}

function findTerminator(head: Buffer, headerLength: number): number {
  for (let at = FIRST_DESCRIPTOR; at < headerLength; at += DESCRIPTOR_BYTES) {
    if (head[at] === TERMINATOR) return at;
  }
  throw new DbfError('missing_terminator', 'The list of fields in the header has no end (0x0D)');
}

/**
 * Records begin behind the terminator, in Visual FoxPro behind the backlink. Clipper and others put one more byte
 * 0x00 there; a record begins with another one.
 */
function checkHeaderLength(
  head: Buffer,
  terminatorAt: number,
  headerLength: number,
  version: DbfVersion,
): void {
  const behind = headerLength - terminatorAt - 1;
  const isRight =
    behind === 0 ||
    (behind === 1 && head[terminatorAt + 1] === 0) ||
    (behind === BACKLINK_BYTES && version.isVisualFoxPro);
  if (isRight) return;
  const expected = terminatorAt + 1 + (version.isVisualFoxPro ? BACKLINK_BYTES : 0);
  const text = `The header says that it has ${headerLength} bytes, but its fields make ${expected}`;
  throw new DbfError('bad_header_length', text, { said: headerLength, actual: expected });
}

/** Years since 1900; programs of today that write two digits mean 20xx. */
function readLastUpdated(head: Buffer): string | undefined {
  const [year, month, day] = [head[1]!, head[2]!, head[3]!];
  const date = new Date(Date.UTC((year < 80 ? 2000 : 1900) + year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.toISOString().slice(0, 10);
}
