import { type Readable } from 'node:stream';

/** A file that is safe in the store. */
export interface StoredFile {
  key: string;
  bytes: number;
  /** Hex SHA-256 of the bytes. */
  sha256: string;
}

export interface PutOptions {
  /** More bytes than this end the put with AppError `file_too_large` (413) and leave nothing behind. */
  maxBytes?: number;
}

/** Where raw files live. Keys are relative paths made by `newFileKey`. */
export interface FileStore {
  /** Streams a file in. Resolves when it is durable under its key; leaves nothing behind on any failure. */
  put(key: string, source: Readable, options?: PutOptions): Promise<StoredFile>;
  /** Streams bytes out, `start` and `end` inclusive as in HTTP ranges. AppError `file_missing` (404) if there is none. */
  createReadStream(key: string, range?: { start?: number; end?: number }): Promise<Readable>;
  /** Reads exactly `length` bytes at `position`, fewer only at the end of the file. */
  read(key: string, position: number, length: number): Promise<Buffer>;
  /** Size in bytes. AppError `file_missing` (404) if there is none. */
  size(key: string): Promise<number>;
  /** Removes a file; one that is not there is removed already. */
  delete(key: string): Promise<void>;
  /**
   * Keys last written before `before`, leftovers of writes that were cut off among them.
   * @param slice which part of the keys; counting it up goes through all of them, where one part at a time is
   *   all that a store can list at a fair price
   */
  list(before: Date, slice: number): AsyncIterable<string>;
  /** Parts that {@link list} goes through the keys in. */
  readonly listSlices: number;
  /** Removes what writes begun before `before` and cut off have left that has no key. @returns how much it was */
  removeLeftovers(before: Date): Promise<number>;
  /** Rejects when the store can't take files now, within seconds; for readiness. */
  check(): Promise<void>;
}

export interface AppendOptions {
  /** More bytes than this end it with AppError `file_too_large` (413). */
  maxBytes?: number;
  /** Is shown every block once it is written, in their order; what it throws ends the append. */
  onBlock?: (block: Buffer) => void | Promise<void>;
  /** Asked before each write; what it throws ends the append. */
  beforeBlock?: () => void;
}

/**
 * A store in which files can be written bit by bit, by one process after the other. A file that grows is an
 * ordinary one once it is finished; until then only the methods here know it.
 */
export interface GrowingFileStore extends FileStore {
  /** Whether `read` knows a growing file; where not, its bytes can't be seen again before it is finished. */
  readonly readsGrowing: boolean;
  /** Begins a file without bytes under a key that was never used. */
  createEmpty(key: string): Promise<void>;
  /** Bytes that are durable, of a finished file all. AppError `file_missing` (404) if there is none. */
  grownBytes(key: string): Promise<number>;
  /**
   * Writes a stream into a growing file from `position` on: where `onBlock` or an append has ended before.
   * Whatever ends it, an error of the source included, what was written stays and is durable by then.
   * @returns the number of bytes written
   * @throws AppError `file_missing` (404) when there is no such file, `storage_full` (507)
   */
  append(key: string, position: number, source: Readable, options?: AppendOptions): Promise<number>;
  /** Makes it an ordinary file of `bytes` bytes, durable under its key. Twice does what once does. */
  finish(key: string, bytes: number): Promise<void>;
  /** Removes a file whether it still grows or not; never comes back, though a writer may not know yet. */
  deleteGrowing(key: string): Promise<void>;
  /** Bytes that can still be written; Infinity where nothing limits them. */
  freeBytes(): Promise<number>;
}
