import { LF } from './csv-classes';

/**
 * The part of a file that is in memory: bytes that were not read as rows yet, and behind them the same room again,
 * in which fields can be rewritten. It is larger while it holds a row that takes more than half of it.
 */
export class CsvWindow {
  bytes: Buffer;
  /** Where its bytes end. A line feed stands there, so that a search for the end of a line need not look for it. */
  filled = 0;
  private capacity: number;

  /** @param offset where in the file the first of its bytes is */
  constructor(
    private readonly usualCapacity: number,
    public offset: number,
  ) {
    this.capacity = usualCapacity;
    this.bytes = roomFor(usualCapacity);
    this.bytes[0] = LF;
  }

  get isFull(): boolean {
    return this.filled === this.capacity;
  }

  /** Where fields can be rewritten: there is room for a row of all its bytes. */
  get scratchStart(): number {
    return this.capacity + 1;
  }

  /** Takes bytes of a chunk from `from` on. @returns how many there was room for */
  fill(chunk: Buffer, from: number): number {
    const count = chunk.copy(this.bytes, this.filled, from, from + this.capacity - this.filled);
    this.filled += count;
    this.bytes[this.filled] = LF;
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
    this.bytes[rest] = LF;
    this.offset += at;
  }
}

function roomFor(capacity: number): Buffer {
  return Buffer.allocUnsafeSlow(2 * capacity + 2);
}
