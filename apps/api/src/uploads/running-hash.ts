import { setImmediate } from 'node:timers/promises';
import { type GrowingFileStore } from '@sluice/kernel/storage';
import { createSHA256, type IHasher } from 'hash-wasm';

/** Bytes read at once to catch up: 4 ms of hashing, so the event loop is never held. */
const READ_BYTES = 1024 * 1024;

/** What was kept of a hash: its state after the first `bytes` bytes. */
export interface SavedHash {
  state: Uint8Array;
  bytes: number;
}

/**
 * SHA-256 of a file that comes in pieces, to processes that know nothing of each other: its state is kept
 * with the upload. Node's own hashes are seven times as fast and have no state to keep, so the whole file
 * would have to be read again at its end, when a client waits for the answer to its last piece.
 */
export class RunningHash {
  private constructor(
    private readonly hasher: IHasher | undefined,
    private hashedBytes: number,
  ) {}

  /**
   * Goes on from a state kept earlier, reading what the file has beyond it.
   * @param saved undefined for the start
   * @param length bytes of the file that are to be known
   */
  static async resume(
    store: GrowingFileStore,
    key: string,
    saved: SavedHash | undefined,
    length: number,
  ): Promise<RunningHash> {
    const hash = await RunningHash.from(saved, length);
    while (hash.hashedBytes < length) {
      const wanted = Math.min(READ_BYTES, length - hash.hashedBytes);
      const block = await store.read(key, hash.hashedBytes, wanted);
      if (block.length < wanted) throw new Error(`${key} has less than ${length} bytes`);
      await hash.update(block);
    }
    return hash;
  }

  /**
   * The same for a file whose bytes can't be read while it grows. Where the state does not fit, after an update of the
   * hashing library, the bytes are only counted: {@link digest} knows nothing then.
   */
  static async continue(saved: SavedHash | undefined, length: number): Promise<RunningHash> {
    const hash = await RunningHash.from(saved, length);
    return hash.hashedBytes === length ? hash : new RunningHash(undefined, length);
  }

  get bytes(): number {
    return this.hashedBytes;
  }

  /** In slices, between which others get their turn. */
  async update(block: Uint8Array): Promise<void> {
    for (let at = 0; at < block.length; at += READ_BYTES) {
      if (at > 0) await setImmediate();
      const slice = block.subarray(at, at + READ_BYTES);
      this.hasher?.update(slice);
      this.hashedBytes += slice.length;
    }
  }

  /** To be kept; only for the same version of the hashing library, any other does not take it. */
  state(): Uint8Array {
    return this.hasher?.save() ?? new Uint8Array();
  }

  /** Hex; undefined when bytes were only counted. Ends the hash. */
  digest(): string | undefined {
    return this.hasher?.digest('hex');
  }

  private static async from(saved: SavedHash | undefined, length: number): Promise<RunningHash> {
    const hasher = await createSHA256();
    hasher.init();
    // A file shorter than what was hashed has lost its end in a power cut.
    if (!saved || saved.bytes > length) return new RunningHash(hasher, 0);
    try {
      hasher.load(saved.state);
      return new RunningHash(hasher, saved.bytes);
    } catch {
      hasher.init();
      return new RunningHash(hasher, 0);
    }
  }
}
