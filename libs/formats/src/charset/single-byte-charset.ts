import { decode } from 'iconv-lite';
import { type Charset } from './charset';

const NOT_MAPPED = '\uFFFD';

/** A charset in which each byte is a character, or none. @param encoding its name in iconv-lite */
export function singleByteCharset(name: string, encoding: string): Charset {
  const characters = Array.from({ length: 256 }, (_, byte) => decode(Buffer.of(byte), encoding));
  const packed = Int32Array.from(characters, packUtf8);
  const widest = Math.max(...characters.map((character) => Buffer.byteLength(character)));
  return {
    name,
    decode: (bytes, start, end) => decodeRange(bytes, start, end, characters),
    maxUtf8Bytes: (length) => length * widest,
    writeUtf8: (bytes, start, end, target, at) => writeRange(bytes, start, end, target, at, packed),
  };
}

/** The one to three bytes of a character as one number, the first byte highest; -1 for what is none. */
function packUtf8(character: string): number {
  if (character === NOT_MAPPED) return -1;
  return Buffer.from(character).reduce((value, byte) => value * 256 + byte, 0);
}

function writeRange(
  bytes: Buffer,
  start: number,
  end: number,
  target: Buffer,
  at: number,
  packed: Int32Array,
): number {
  let to = at;
  for (let from = start; from < end; from++) {
    const byte = bytes[from]!;
    if (byte < 0x80) {
      target[to++] = byte;
      continue;
    }
    const utf8 = packed[byte]!;
    if (utf8 > 0xffff) {
      target[to] = utf8 >> 16;
      target[to + 1] = (utf8 >> 8) & 0xff;
      target[to + 2] = utf8 & 0xff;
      to += 3;
    } else if (utf8 >= 0) {
      target[to] = utf8 >> 8;
      target[to + 1] = utf8 & 0xff;
      to += 2;
    } else {
      return -1;
    }
  }
  return to;
}

function decodeRange(bytes: Buffer, start: number, end: number, characters: readonly string[]): string {
  let from = start;
  while (from < end && bytes[from]! < 0x80) from++;
  let text = bytes.toString('latin1', start, from);
  for (; from < end; from++) text += characters[bytes[from]!]!;
  return text;
}
