import { decode } from 'iconv-lite';
import { type Charset } from './charset';

const NOT_MAPPED = '\uFFFD';

/** A charset with pairs of bytes, decoded value by value. @param encoding its name in iconv-lite */
export function multiByteCharset(name: string, encoding: string): Charset {
  const textOf = (bytes: Buffer, start: number, end: number): string =>
    asciiEnd(bytes, start, end) === end
      ? bytes.toString('latin1', start, end)
      : decode(bytes.subarray(start, end), encoding);
  return {
    name,
    decode: textOf,
    maxUtf8Bytes: (length) => length * 3,
    writeUtf8(bytes, start, end, target, at) {
      const text = textOf(bytes, start, end);
      // None of these charsets has a character U+FFFD.
      return text.includes(NOT_MAPPED) ? -1 : at + target.write(text, at, 'utf8');
    },
  };
}

function asciiEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! < 0x80) at++;
  return at;
}
