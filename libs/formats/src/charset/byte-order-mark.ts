/** What the first bytes of a file say of it. */
export interface ByteOrderMark {
  charset: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Bytes of the mark itself, which are not part of the text. */
  length: number;
}

/** Finds a byte order mark in the first bytes of a file; three are enough. */
export function bomOf(firstBytes: Buffer): ByteOrderMark | undefined {
  const [first, second, third] = firstBytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { charset: 'utf-8', length: 3 };
  if (first === 0xff && second === 0xfe) return { charset: 'utf-16le', length: 2 };
  if (first === 0xfe && second === 0xff) return { charset: 'utf-16be', length: 2 };
  return undefined;
}

/** Bytes of a UTF-8 byte order mark in front of a text; 0 when there is none. */
export function utf8MarkLength(firstBytes: Buffer): number {
  const mark = bomOf(firstBytes);
  return mark?.charset === 'utf-8' ? mark.length : 0;
}
