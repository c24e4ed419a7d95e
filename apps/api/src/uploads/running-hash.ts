import { type GrowingFileStore } from '@sluice/kernel/storage';
import { createSHA256, type IHasher } from 'hash-wasm';

/** Bytes read at once to catch up: 4 ms of hashing, so the event loop is never held. */
const READ_BYTES = 1024 * 1024;

/**
 * SHA-256 of a file that comes in pieces, to processes that know nothing of each other: its state is kept
 * with the upload. Node's own hashes are seven times as fast and have no state to keep, so the whole file
 * would have to be read again at its end, when a client waits for the answer to its last piece.
 */
export class RunningHash {
  private constructor(
    private readonly hasher: IHasher,
    private hashedBytes: number,
  ) {}

  /**
   * Goes on from a state kept earlier, reading what the file has beyond it.
   * @param saved of the first `bytes` bytes; undefined for the start
   * @param length bytes of the file that are to be known
   */
  static async resume(
    store: GrowingFileStore,
    key: string,
    saved: { state: Uint8Array; bytes: number } | undefined,
    length: number,
  ): Promise<RunningHash> {
    const hash = new RunningHash(await createSHA256(), 0);
    hash.load(saved, length);
    while (hash.hashedBytes < length) {
      const wanted = Math.min(READ_BYTES, length - hash.hashedBytes);
      const block = await store.read(key, hash.hashedBytes, wanted);
      if (block.length < wanted) throw new Error(`${key} has less than ${length} bytes`);
      hash.update(block);
    }
    return hash;
  }

  get bytes(): number {
    return this.hashedBytes;
  }

  update(block: Uint8Array): void {
    this.hasher.update(block);
    this.hashedBytes += block.length;
  }

  /** To be kept; only for the same version of the hashing library, any other starts from the file's begin. */
  state(): Uint8Array {
    return this.hasher.save();
  }

  /** Hex. Ends the hash. */
  digest(): string {
    return this.hasher.digest('hex');
  }

  private load(saved: { state: Uint8Array; bytes: number } | undefined, length: number): void {
    this.hasher.init();
    // A file shorter than what was hashed has lost its end in a power cut.
    if (!saved || saved.bytes > length) return;
    try {
      this.hasher.load(saved.state);
      this.hashedBytes = saved.bytes;
    } catch {
      this.hasher.init();
    }
  }
}
