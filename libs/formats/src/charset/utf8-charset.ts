import { type Charset } from './charset';

/** UTF-8 that is believed only when it is well-formed. A byte order mark is a character like others. */
export const UTF8: Charset = {
  name: 'utf-8',
  decode: (bytes, start, end) => bytes.toString('utf8', start, end),
  maxUtf8Bytes: (length) => length,
  writeUtf8: copyWellFormed,
};

/**
 * Checks while it copies, because most values are too short to be worth a call into native code. Well-formed are the
 * byte sequences of table 3-7 of the Unicode Standard: none longer than needed, no surrogates, none above U+10FFFF.
 */
function copyWellFormed(bytes: Buffer, start: number, end: number, target: Buffer, at: number): number {
  let from = start;
  let to = at;
  while (from < end) {
    const first = bytes[from++]!;
    target[to++] = first;
    if (first < 0x80) continue;
    const followers = followersOf(first);
    if (followers === 0 || end - from < followers) return -1;
    const second = bytes[from++]!;
    if (!isSecond(first, second)) return -1;
    target[to++] = second;
    for (let left = followers - 1; left > 0; left--) {
      const next = bytes[from++]!;
      if ((next & 0xc0) !== 0x80) return -1;
      target[to++] = next;
    }
  }
  return to;
}

/** How many bytes follow the first one of a character; 0 when no character begins so. */
function followersOf(first: number): number {
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 1;
  if (first < 0xf0) return 2;
  return first < 0xf5 ? 3 : 0;
}

function isSecond(first: number, second: number): boolean {
  switch (first) {
    case 0xe0:
      return second >= 0xa0 && second <= 0xbf;
    case 0xed:
      return second >= 0x80 && second <= 0x9f;
    case 0xf0:
      return second >= 0x90 && second <= 0xbf;
    case 0xf4:
      return second >= 0x80 && second <= 0x8f;
    default:
      return (second & 0xc0) === 0x80;
  }
}
