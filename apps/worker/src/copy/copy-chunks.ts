/** Room that a row finds at least; sent to Postgres as one message each. */
const CHUNK_BYTES = 128 * 1024;
/** Signature, no flags, no header extension: "Binary Format" in Postgres' documentation of COPY. */
const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
/** In place of the number of fields of another row. */
const TRAILER = Buffer.from([0xff, 0xff]);

/** Chunks that are kept for later: two pieces' worth. */
const MAX_FREE = 128;

/** Chunks used again and again: a file's worth of new ones would keep the garbage collector busy. */
export class ChunkPool {
  private readonly free: Buffer[] = [];

  /** A chunk of the usual size, or of `bytes` when that is more. */
  take(bytes: number): Buffer {
    if (bytes > CHUNK_BYTES) return Buffer.allocUnsafeSlow(bytes);
    return this.free.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }

  /** Takes chunks back that nobody looks at any more. */
  giveBack(chunks: readonly Buffer[]): void {
    for (const { buffer } of chunks) {
      if (buffer.byteLength === CHUNK_BYTES && this.free.length < MAX_FREE)
        this.free.push(Buffer.from(buffer));
    }
  }
}

/** Rows in the binary format of COPY, in buffers large enough to be worth a message, none of which grows without end. */
export class CopyChunks {
  /** Where rows are written; another one after each {@link makeRoom} and {@link growRow}. */
  bytes: Buffer;
  /** Where the next row begins. Whoever wrote a row moves it behind it. */
  at: number;

  private readonly full: Buffer[] = [];
  private fullBytes = 0;

  constructor(private readonly pool: ChunkPool) {
    this.bytes = pool.take(CHUNK_BYTES);
    this.at = HEADER.copy(this.bytes);
  }

  /** Bytes of all rows so far. */
  get size(): number {
    return this.fullBytes + this.at;
  }

  /** Makes sure that `count` bytes fit behind {@link at}. */
  makeRoom(count: number): void {
    if (this.at + count > this.bytes.length) this.open(count);
  }

  /**
   * The same in the middle of a row, which was written from {@link at} up to `written` and moves as a whole.
   * @returns where the row goes on
   */
  growRow(written: number, count: number): number {
    if (written + count <= this.bytes.length) return written;
    const begun = this.bytes.subarray(this.at, written);
    this.open(begun.length + 2 * count);
    return begun.copy(this.bytes);
  }

  /** All that was written, with what ends it; nothing can be written any more. */
  end(): Buffer[] {
    this.makeRoom(TRAILER.length);
    this.at += TRAILER.copy(this.bytes, this.at);
    return [...this.full, this.bytes.subarray(0, this.at)];
  }

  private open(bytes: number): void {
    this.full.push(this.bytes.subarray(0, this.at));
    this.fullBytes += this.at;
    this.bytes = this.pool.take(bytes);
    this.at = 0;
  }
}

/** Big-endian, without the checks of Buffer's own writers. @returns where to go on */
export function putInt32(target: Buffer, at: number, value: number): number {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
  return at + 4;
}

/** The same for 16 bits. */
export function putInt16(target: Buffer, at: number, value: number): number {
  target[at] = value >>> 8;
  target[at + 1] = value;
  return at + 2;
}

/** The 16 bytes of a uuid, with their length in front. */
export function uuidCell(uuid: string): Buffer {
  const cell = Buffer.alloc(20);
  putInt32(cell, 0, 16);
  cell.write(uuid.replaceAll('-', ''), 4, 'hex');
  return cell;
}
