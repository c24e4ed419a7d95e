import { type Readable } from 'node:stream';
import { uuidv7 } from 'uuidv7';

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

/** Where raw files live. Keys are relative paths made by {@link newFileKey}. */
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
  /** All keys last written before `before`. */
  list(before: Date): AsyncIterable<string>;
  /** Rejects when the store can't take files now; for readiness. */
  check(): Promise<void>;
}

export interface AppendOptions {
  /** More bytes than this end it with AppError `file_too_large` (413). */
  maxBytes?: number;
  /** Is shown every block once it is written, in their order. */
  onBlock?: (block: Buffer) => void;
  /** Asked before each write; what it throws ends the append. */
  beforeBlock?: () => void;
}

/** A store whose files can be written bit by bit, by one process after the other. */
export interface GrowingFileStore extends FileStore {
  /** Makes a file without bytes, durable under its key. */
  createEmpty(key: string): Promise<void>;
  /**
   * Writes a stream into a file from `position` on. Whatever ends it, an error of the source included, what
   * was written stays and is durable by then.
   * @returns the number of bytes written
   * @throws AppError `file_missing` (404) when there is no such file, `storage_full` (507)
   */
  append(key: string, position: number, source: Readable, options?: AppendOptions): Promise<number>;
  /** Bytes that can still be written. */
  freeBytes(): Promise<number>;
}

/** Whether files of this store can grow; those of an object store can't. */
export function canGrow(store: FileStore): store is GrowingFileStore {
  return 'append' in store;
}

/** A new key in a system's part of the store: `omr/2026-11-20/0193….zip`-like, without the extension. */
export function newFileKey(system: string): string {
  return `${system}/${new Date().toISOString().slice(0, 10)}/${uuidv7()}`;
}
