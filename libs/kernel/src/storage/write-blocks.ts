import { type FileHandle } from 'node:fs/promises';
import { type Readable } from 'node:stream';
import { AppError } from '../errors';

/** Bytes are gathered to this size before a write: one system call and one hash step for many chunks. */
const WRITE_BYTES = 1024 * 1024;

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

/** Writes a stream into an open file. @returns the number of bytes written */
export async function writeBlocks(file: FileHandle, source: Readable, options: WriteBlocks): Promise<number> {
  const { position, maxBytes, onBlock, beforeBlock, keepWhatCame } = options;
  let received = 0;
  let written = 0;
  let pending: Buffer[] = [];
  const flush = async (): Promise<void> => {
    const block = pending.length === 1 ? (pending[0] as Buffer) : Buffer.concat(pending);
    pending = [];
    if (block.length === 0) return;
    beforeBlock?.();
    await writeAll(file, block, position + written);
    written += block.length;
    await onBlock(block);
  };
  try {
    // The source is its owner's to destroy: a pipeline would take that for the error, instead of ours.
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > maxBytes) {
        throw fileTooLarge(maxBytes);
      }
      pending.push(chunk);
      if (received - written >= WRITE_BYTES) await flush();
    }
  } catch (error) {
    if (keepWhatCame) await flush();
    throw error;
  }
  await flush();
  return written;
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
