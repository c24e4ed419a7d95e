import { type ZipEntry } from '@sluice/formats/zip';
import { type FileError, type NameParts, partsOfName } from '@sluice/systems/revenue';
import { compareNames, isIgnoredName } from '../../member-names';
import { storable } from './row-problems';

const TABLE_TYPES = new Set(['DBF', 'CSV', 'TXT']);
const MEMO_TYPES = new Set(['DBT', 'FPT']);
const ARCHIVE_TYPES = new Set(['ZIP', 'RAR', '7Z', 'GZ', 'TGZ', 'TAR', 'BZ2', 'XZ']);

/** A member that becomes a file of its own. */
export interface ArchiveMember extends NameParts {
  /** Its path in the ZIP. */
  path: string;
  entry: ZipEntry;
  /** The memo file that belongs to it. */
  memo: ZipEntry | undefined;
  /** Why it is not read; undefined for tables. */
  fault: FileError | undefined;
}

/**
 * What becomes of a ZIP's members, in the natural order of their names. Directories and what operating systems
 * leave behind are passed over; a memo file belongs to the table of its name in its folder.
 */
export function planMembers(entries: readonly ZipEntry[]): ArchiveMember[] {
  const members = entries
    .filter(({ isDirectory, name }) => !isDirectory && !isIgnoredName(name))
    .sort((a, b) => compareNames(a.name, b.name))
    .map(toMember);
  const tables = new Map<string, ArchiveMember>();
  for (const member of members) if (member.extension === 'DBF') tables.set(placeOf(member), member);
  return members.filter((member) => {
    if (!MEMO_TYPES.has(member.extension)) return true;
    const table = tables.get(placeOf(member));
    if (!table || table.memo) return true;
    table.memo = member.entry;
    return false;
  });
}

/** Whether there is something to import at all. */
export function hasTables(members: readonly ArchiveMember[]): boolean {
  return members.some(({ fault }) => fault === undefined);
}

function toMember(entry: ZipEntry): ArchiveMember {
  const path = storable(entry.name);
  const parts = partsOfName(path);
  return { ...parts, path, entry, memo: undefined, fault: faultOf(parts.extension) };
}

/** Folder and name without extension, in any case. */
function placeOf({ path, filename, stem }: ArchiveMember): string {
  return `${path.slice(0, path.length - filename.length)}${stem}`.toUpperCase();
}

function faultOf(extension: string): FileError | undefined {
  if (TABLE_TYPES.has(extension)) return undefined;
  if (MEMO_TYPES.has(extension)) {
    const detail = 'ไม่พบไฟล์ DBF ชื่อเดียวกันในโฟลเดอร์เดียวกันของ ZIP';
    return { code: 'memo_without_table', message: 'Memo file without its table', detail };
  }
  if (ARCHIVE_TYPES.has(extension)) {
    const detail = 'ไม่เปิดไฟล์บีบอัดที่ซ้อนอยู่ใน ZIP กรุณาแตกไฟล์ก่อนแล้วส่งใหม่';
    return { code: 'nested_archive', message: 'Unsupported file type', detail };
  }
  return unsupportedType();
}

/** Of a file whose extension names no type that is read. */
export function unsupportedType(): FileError {
  const detail = 'รองรับเฉพาะไฟล์ DBF, CSV, TXT และ ZIP';
  return { code: 'unsupported_type', message: 'Unsupported file type', detail };
}
