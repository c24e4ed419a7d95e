/** Codes of at most four characters fit a number: one byte each, and none of them is 0. */
const MAX_LENGTH = 4;
const MAKE_SMALL = 0x20;

/**
 * A lookup of codes by their bytes; capitals and small letters are the same.
 * @throws Error when a code of the set is longer than four characters
 */
export function codeSet(codes: string[]): (bytes: Buffer, start: number, end: number) => boolean {
  const packed = new Set(codes.map(packOf));
  if (codes.every((code) => code.length === 1)) return singleByteSet(packed);
  return (bytes, start, end) => end - start <= MAX_LENGTH && packed.has(pack(bytes, start, end));
}

function singleByteSet(packed: Set<number>): (bytes: Buffer, start: number, end: number) => boolean {
  const isIn = Uint8Array.from({ length: 256 }, (_, byte) => (packed.has(small(byte)) ? 1 : 0));
  return (bytes, start, end) => end - start === 1 && isIn[bytes[start] as number] === 1;
}

function packOf(code: string): number {
  const bytes = Buffer.from(code, 'latin1');
  if (bytes.length > MAX_LENGTH) throw new Error(`The code ${code} has more than ${MAX_LENGTH} characters`);
  return pack(bytes, 0, bytes.length);
}

function pack(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = (value << 8) | small(bytes[at] as number);
  return value;
}

function small(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | MAKE_SMALL : byte;
}
