import { DbfError } from './dbf-error';
import { type MemoKind } from './memo-file';

/** What the first byte of a table says. */
export interface DbfVersion {
  /** The first byte. */
  code: number;
  name: string;
  isVisualFoxPro: boolean;
  /** How a memo file beside the table is built. */
  memoKind: MemoKind;
}

const READABLE: readonly [code: number, name: string, memoKind: MemoKind][] = [
  [0x03, 'dBase III', 'dbt3'],
  [0x05, 'dBase 5', 'dbt4'],
  [0x30, 'Visual FoxPro', 'fpt'],
  [0x31, 'Visual FoxPro', 'fpt'],
  [0x32, 'Visual FoxPro', 'fpt'],
  [0x43, 'dBase IV', 'dbt4'],
  [0x63, 'dBase IV', 'dbt4'],
  [0x7b, 'dBase IV', 'dbt4'],
  [0x83, 'dBase III', 'dbt3'],
  [0x8b, 'dBase IV', 'dbt4'],
  [0x8e, 'dBase IV', 'dbt4'],
  [0xcb, 'dBase IV', 'dbt4'],
  [0xf5, 'FoxPro', 'fpt'],
  [0xfb, 'FoxPro', 'fpt'],
];

/** Their headers are built in other ways. */
const UNREADABLE: Readonly<Record<number, string>> = {
  0x02: 'dBase II',
  0x04: 'dBase 7',
  0x8c: 'dBase 7',
  0xe5: 'HiPer-Six',
};

const versions = new Map(
  READABLE.map(([code, name, memoKind]): [number, DbfVersion] => [
    code,
    { code, name, memoKind, isVisualFoxPro: name === 'Visual FoxPro' },
  ]),
);

/** Knows a table by its beginning. DbfError `empty_file`, `unsupported_version` or `not_a_dbf`. */
export function versionOf(head: Buffer): DbfVersion {
  const code = head[0];
  if (code === undefined) throw new DbfError('empty_file', 'The file is empty');
  const version = versions.get(code);
  if (version) return version;
  const name = UNREADABLE[code];
  if (name !== undefined) {
    throw new DbfError('unsupported_version', `The table is of ${name}, which is not supported`, { name });
  }
  const isZip = head.toString('latin1', 0, 4) === 'PK\u0003\u0004';
  const byte = `0x${code.toString(16).padStart(2, '0')}`;
  const what = isZip ? 'it is a ZIP file' : `no table begins with the byte ${byte}`;
  throw new DbfError('not_a_dbf', `The file is no DBF table: ${what}`, { byte });
}
