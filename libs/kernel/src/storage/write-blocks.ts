import { type FileHandle } from 'node:fs/promises';
import { type Readable } from 'node:stream';
import { AppError } from '../errors';

/** Bytes are gathered to this size before a write: one system call and one hash step for many chunks. */
const WRITE_BYTES = 1024 * 1024;
/** After so many the disk is asked to keep them, while more come: at the end there is little left to wait for. */
const BLOCKS_PER_SYNC = 16;

export interface WriteBlocks {
  /** Where in the file the first byte goes. */
  position: number;
  /** More bytes than this end the writing with AppError `file_too_large` (413). */
  maxBytes: number;
  /** Is shown every block once it is written, in their order. */
  onBlock: (block: Buffer) => void | Promise<void>;
  /** Asked before each write; what it throws ends the writing. */
  beforeBlock?: () => void;
  /** When the source breaks off, what came of it is written before its error is thrown. */
  keepWhatCame?: boolean;
}

/**
 * Writes a stream into an open file. While one block is on its way to the disk the one before is shown and the next
 * comes in.
 * @returns the number of bytes written
 */
export async function writeBlocks(file: FileHandle, source: Readable, options: WriteBlocks): Promise<number> {
  const { maxBytes, keepWhatCame } = options;
  const writer = new BlockWriter(file, options);
  let received = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const flush = async (): Promise<void> => {
    const block = pending.length === 1 ? (pending[0] as Buffer) : Buffer.concat(pending, pendingBytes);
    pending = [];
    pendingBytes = 0;
    if (block.length > 0) await writer.write(block);
  };
  try {
    // The source is its owner's to destroy: a pipeline would take that for the error, instead of ours.
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > maxBytes) throw fileTooLarge(maxBytes);
      pending.push(chunk);
      pendingBytes += chunk.length;
      if (pendingBytes >= WRITE_BYTES) await flush();
    }
  } catch (error) {
    if (keepWhatCame) await flush();
    await writer.end();
    throw error;
  }
  await flush();
  return writer.end();
}

/** Writes blocks one behind the other; the caller goes on while the last of them is written. */
class BlockWriter {
  private written = 0;
  private blocks = 0;
  private syncing: Promise<void> = Promise.resolve();
  private writing: { block: Buffer; done: Promise<void> } | undefined;

  constructor(
    private readonly file: FileHandle,
    private readonly options: WriteBlocks,
  ) {}

  /** Resolves when the block before is written and was shown. @throws what writing that one, or asking for this one, threw */
  async write(block: Buffer): Promise<void> {
    const { position, beforeBlock } = this.options;
    const before = this.writing;
    this.writing = undefined;
    await before?.done;
    beforeBlock?.();
    const done = writeAll(this.file, block, position + this.written);
    // Whoever comes next, or ends it, is told.
    done.catch(() => undefined);
    this.written += block.length;
    this.writing = { block, done };
    if (++this.blocks % BLOCKS_PER_SYNC === 0) this.sync(done);
    if (before) await this.options.onBlock(before.block);
  }

  /** Waits for the last block. @returns bytes written in all */
  async end(): Promise<number> {
    const last = this.writing;
    this.writing = undefined;
    await last?.done;
    if (last) await this.options.onBlock(last.block);
    await this.syncing;
    return this.written;
  }

  /** One at a time. A disk that failed says so once, so its failure is kept for the end. */
  private sync(written: Promise<void>): void {
    this.syncing = Promise.all([this.syncing, written]).then(() => this.file.datasync());
    this.syncing.catch(() => undefined);
  }
}

export function fileTooLarge(maxBytes: number): AppError {
  return new AppError('file_too_large', 413, `The file is larger than ${maxBytes} bytes`);
}

async function writeAll(file: FileHandle, block: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < block.length) {
    written += (await file.write(block, written, block.length - written, position + written)).bytesWritten;
  }
}
