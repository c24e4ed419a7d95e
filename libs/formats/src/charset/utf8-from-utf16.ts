/** UTF-16 by the order of its bytes. */
export type Utf16Charset = 'utf-16le' | 'utf-16be';

const NONE = -1;
/** Stands in no UTF-8. */
const NO_UTF8 = 0xff;

/**
 * Transcodes UTF-16 to UTF-8 while it is read. What is no UTF-16 comes out as bytes that are no UTF-8, so that it is
 * found where it stands: a surrogate without its other half as the three bytes of its number, a last byte without
 * its other half as 0xFF. A byte order mark becomes that of UTF-8.
 */
export async function* utf8FromUtf16(
  source: AsyncIterable<Buffer>,
  charset: Utf16Charset,
): AsyncGenerator<Buffer, void, undefined> {
  const transcoder = new Utf16Transcoder(charset);
  for await (const chunk of source) yield transcoder.transcode(chunk);
  yield transcoder.end();
}

class Utf16Transcoder {
  private readonly isBigEndian: boolean;
  /** The first byte of a pair whose second one is in the next chunk. */
  private oddByte = NONE;
  /** The first half of a character whose second one was not seen yet. */
  private high = NONE;

  constructor(charset: Utf16Charset) {
    this.isBigEndian = charset === 'utf-16be';
  }

  transcode(chunk: Buffer): Buffer {
    // Two bytes become three at most; a half and a byte may be left from before.
    const target = Buffer.allocUnsafe(6 + Math.ceil(chunk.length / 2) * 3);
    let at = 0;
    let from = 0;
    if (this.oddByte !== NONE && chunk.length > 0) {
      at = this.put(this.unitOf(this.oddByte, chunk[from++]!), target, at);
      this.oddByte = NONE;
    }
    for (; from + 1 < chunk.length; from += 2) {
      at = this.put(this.unitOf(chunk[from]!, chunk[from + 1]!), target, at);
    }
    if (from < chunk.length) this.oddByte = chunk[from]!;
    return target.subarray(0, at);
  }

  end(): Buffer {
    const target = Buffer.allocUnsafe(4);
    let at = this.high === NONE ? 0 : putThree(this.high, target, 0);
    if (this.oddByte !== NONE) target[at++] = NO_UTF8;
    return target.subarray(0, at);
  }

  private unitOf(first: number, second: number): number {
    return this.isBigEndian ? (first << 8) | second : (second << 8) | first;
  }

  private put(unit: number, target: Buffer, at: number): number {
    let to = at;
    if (this.high !== NONE) {
      const { high } = this;
      this.high = NONE;
      if (isLow(unit)) return putFour(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00), target, to);
      to = putThree(high, target, to);
    }
    if (unit < 0x80) {
      target[to++] = unit;
    } else if (unit < 0x800) {
      target[to++] = 0xc0 | (unit >> 6);
      target[to++] = 0x80 | (unit & 0x3f);
    } else if (isHigh(unit)) {
      this.high = unit;
    } else {
      to = putThree(unit, target, to);
    }
    return to;
  }
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function putThree(unit: number, target: Buffer, at: number): number {
  target[at] = 0xe0 | (unit >> 12);
  target[at + 1] = 0x80 | ((unit >> 6) & 0x3f);
  target[at + 2] = 0x80 | (unit & 0x3f);
  return at + 3;
}

function putFour(codePoint: number, target: Buffer, at: number): number {
  target[at] = 0xf0 | (codePoint >> 18);
  target[at + 1] = 0x80 | ((codePoint >> 12) & 0x3f);
  target[at + 2] = 0x80 | ((codePoint >> 6) & 0x3f);
  target[at + 3] = 0x80 | (codePoint & 0x3f);
  return at + 4;
}
