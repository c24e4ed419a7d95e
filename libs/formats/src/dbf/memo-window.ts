import { type RandomAccess } from '../zip';

const SMALLEST_BYTES = 4 * 1024;
const LARGEST_BYTES = 256 * 1024;

/**
 * Part of a file in memory. Memos mostly stand in the order of their records: a read that goes on where the
 * last one ended fetches twice as much as that one, one that jumps fetches little.
 */
export class MemoWindow {
  private window: Buffer = Buffer.alloc(0);
  private start = 0;
  private fetchBytes = SMALLEST_BYTES;

  constructor(private readonly source: RandomAccess) {}

  get size(): number {
    return this.source.size;
  }

  /** A range, cut at the end of the file; at once when it is in memory. */
  bytes(position: number, length: number): Buffer | Promise<Buffer> {
    const wanted = Math.min(length, this.size - position);
    const inMemory = this.rest(position);
    return inMemory.length >= wanted ? inMemory.subarray(0, wanted) : this.fetch(position, wanted);
  }

  /** What is in memory from `position` on, nothing perhaps. */
  rest(position: number): Buffer {
    const at = position - this.start;
    return at >= 0 && at <= this.window.length ? this.window.subarray(at) : this.window.subarray(0, 0);
  }

  private async fetch(position: number, wanted: number): Promise<Buffer> {
    const end = this.start + this.window.length;
    const goesOn = position >= this.start && position <= end + this.fetchBytes;
    this.fetchBytes = goesOn ? Math.min(LARGEST_BYTES, this.fetchBytes * 2) : SMALLEST_BYTES;
    const length = Math.min(Math.max(wanted, this.fetchBytes), this.size - position);
    const bytes = await this.source.read(position, length);
    // A huge memo is not kept: the window is what stays in memory.
    if (bytes.length <= LARGEST_BYTES) {
      this.window = bytes;
      this.start = position;
    }
    return bytes.subarray(0, wanted);
  }
}
