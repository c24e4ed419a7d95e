import { type ChunkPool } from './copy-chunks';

/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const BYTES_A_UNIT = 3;

/** Rows of bytes one behind the other, in chunks that are large enough to be worth a message each. */
export class RowBytes {
  /** The last one is being written. */
  private readonly chunks: Buffer[] = [];
  /** Bytes of each chunk that are written. */
  private readonly filled: number[] = [];
  /** In which chunk each row is, and where it begins there. */
  private readonly chunkOf: number[] = [];
  private readonly startOf: number[] = [];
  /** Bytes of all rows. */
  size = 0;

  constructor(private readonly pool: ChunkPool) {}

  get count(): number {
    return this.startOf.length;
  }

  addText(text: string): void {
    const at = this.begin(text.length * BYTES_A_UNIT);
    this.end((this.chunks.at(-1) as Buffer).write(text, at, 'utf8'));
  }

  addRange(bytes: Buffer, start: number, end: number): void {
    const at = this.begin(end - start);
    this.end(bytes.copy(this.chunks.at(-1) as Buffer, at, start, end));
  }

  /** The bytes of a row, to be looked at or overwritten. */
  row(row: number): Buffer {
    return (this.chunks[this.chunkOf[row] as number] as Buffer).subarray(
      this.startOf[row] as number,
      this.endOf(row),
    );
  }

  /** All bytes but those of some rows. @param left their numbers in ascending order */
  without(left: readonly number[]): Buffer[] {
    const kept: Buffer[] = [];
    let next = 0;
    this.chunks.forEach((chunk, index) => {
      let from = 0;
      for (; next < left.length && this.chunkOf[left[next] as number] === index; next++) {
        const row = left[next] as number;
        const start = this.startOf[row] as number;
        if (from < start) kept.push(chunk.subarray(from, start));
        from = this.endOf(row);
      }
      const end = this.filled[index] as number;
      if (from < end) kept.push(chunk.subarray(from, end));
    });
    return kept;
  }

  /** Gives the chunks back to where they came from: nobody looks at them any more. */
  release(): void {
    this.pool.giveBack(this.chunks);
  }

  private endOf(row: number): number {
    const chunk = this.chunkOf[row] as number;
    const isLastOfChunk = this.chunkOf[row + 1] !== chunk;
    return (isLastOfChunk ? this.filled[chunk] : this.startOf[row + 1]) as number;
  }

  /** Sees to the room. @returns where in the last chunk the row begins */
  private begin(bytes: number): number {
    const last = this.chunks.at(-1);
    if (!last || (this.filled.at(-1) as number) + bytes > last.length) {
      this.chunks.push(this.pool.take(bytes));
      this.filled.push(0);
    }
    const at = this.filled.at(-1) as number;
    this.chunkOf.push(this.chunks.length - 1);
    this.startOf.push(at);
    return at;
  }

  private end(bytes: number): void {
    this.filled[this.filled.length - 1] = (this.filled.at(-1) as number) + bytes;
    this.size += bytes;
  }
}
