import { isAscii, isUtf8 } from 'node:buffer';
import { LF } from './json-bytes';

/**
 * The part of a file that is in memory. It is larger while it holds a value that takes more than half of it. Behind
 * its bytes stand a NUL, at which every search for the end of a token stops, and a line feed.
 */
export class JsonWindow {
  bytes: Buffer;
  /** Where its bytes end. */
  filled = 0;
  private capacity: number;

  /** @param offset where in the file the first of its bytes is */
  constructor(
    private readonly usualCapacity: number,
    public offset: number,
  ) {
    this.capacity = usualCapacity;
    this.bytes = roomFor(usualCapacity);
    this.end();
  }

  get isFull(): boolean {
    return this.filled === this.capacity;
  }

  get isAscii(): boolean {
    return isAscii(this.bytes.subarray(0, this.filled));
  }

  /** Takes bytes of a chunk from `from` on. @returns how many there was room for */
  fill(chunk: Buffer, from: number): number {
    const count = chunk.copy(this.bytes, this.filled, from, from + this.capacity - this.filled);
    this.filled += count;
    this.end();
    return count;
  }

  /** Forgets the bytes before `at` and makes room for more behind the rest. */
  moveTo(at: number): void {
    const { bytes, filled } = this;
    const rest = filled - at;
    let capacity = this.usualCapacity;
    while (rest > capacity / 2) capacity *= 2;
    if (capacity !== this.capacity) {
      this.capacity = capacity;
      this.bytes = roomFor(capacity);
    }
    bytes.copy(this.bytes, 0, at, filled);
    this.filled = rest;
    this.offset += at;
    this.end();
  }

  private end(): void {
    this.bytes[this.filled] = 0;
    this.bytes[this.filled + 1] = LF;
  }
}

function roomFor(capacity: number): Buffer {
  return Buffer.allocUnsafeSlow(capacity + 2);
}

/** Where the bytes from 0 to `end` stop to be whole characters of UTF-8. */
export function utf8End(bytes: Buffer, end: number): number {
  const whole = wholeCharactersEnd(bytes, end);
  if (isUtf8(bytes.subarray(0, whole))) return whole;
  let sound = 0;
  let unsound = whole;
  while (unsound - sound > 1) {
    const middle = (sound + unsound) >> 1;
    const from = wholeCharactersEnd(bytes, sound);
    if (isUtf8(bytes.subarray(from, wholeCharactersEnd(bytes, middle)))) sound = middle;
    else unsound = middle;
  }
  return wholeCharactersEnd(bytes, sound);
}

/** Where the last character begins if it does not end before `end`, else `end`. */
function wholeCharactersEnd(bytes: Buffer, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back]!;
    if (byte >= 0xc0) return lengthOfCharacter(byte) > back ? end - back : end;
    if (byte < 0x80) break;
  }
  return end;
}

function lengthOfCharacter(first: number): number {
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
