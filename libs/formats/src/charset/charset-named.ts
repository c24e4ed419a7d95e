import { type Charset } from './charset';
import { multiByteCharset } from './multi-byte-charset';
import { singleByteCharset } from './single-byte-charset';
import { UTF8 } from './utf8-charset';

/** Names that iconv-lite knows as well, but for those that have another one there. */
const SINGLE_BYTE = [
  ...[
    '437',
    '737',
    '775',
    '850',
    '852',
    '855',
    '857',
    '858',
    '860',
    '861',
    '862',
    '863',
    '865',
    '866',
    '869',
  ].map((page) => `ibm${page}`),
  ...['874', '1250', '1251', '1252', '1253', '1254', '1255', '1256', '1257', '1258'].map(
    (page) => `windows-${page}`,
  ),
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  'koi8-r',
  'koi8-u',
  'macintosh',
  'x-mac-cyrillic',
];
const MULTI_BYTE = ['big5', 'euc-kr', 'gbk', 'shift_jis'];
const NAMES_IN_ICONV: Readonly<Record<string, string>> = { 'x-mac-cyrillic': 'maccyrillic' };

/** What people call them, besides. The Encoding Standard reads the parts 1, 9 and 11 of ISO 8859 as Windows does. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ascii: 'windows-1252',
  cp874: 'windows-874',
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-11': 'windows-874',
  latin1: 'windows-1252',
  macroman: 'macintosh',
  'tis-620': 'windows-874',
  tis620: 'windows-874',
  utf8: 'utf-8',
};

/** Made when they are first asked for. */
const made = new Map<string, Charset>([[UTF8.name, UTF8]]);

/** Finds a charset by its name or another one in use, in any case; the name in what it gives is the first of them. */
export function charsetNamed(name: string): Charset | undefined {
  const lower = name.trim().toLowerCase();
  const known = Object.hasOwn(OTHER_NAMES, lower) ? OTHER_NAMES[lower]! : lower;
  const charset = made.get(known) ?? makeCharset(known);
  if (charset) made.set(known, charset);
  return charset;
}

function makeCharset(name: string): Charset | undefined {
  if (SINGLE_BYTE.includes(name)) return singleByteCharset(name, NAMES_IN_ICONV[name] ?? name);
  return MULTI_BYTE.includes(name) ? multiByteCharset(name, name) : undefined;
}
