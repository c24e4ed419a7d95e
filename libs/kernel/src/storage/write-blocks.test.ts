import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { writeBlocks, type WriteBlocks } from './write-blocks';

const MIB = 1024 * 1024;

describe('blocks on their way to the disk', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-blocks-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Writes a new file. @returns its path, and what came of it */
  async function write(
    source: Readable,
    options: Partial<WriteBlocks> = {},
  ): Promise<{ path: string; result: PromiseSettledResult<number> }> {
    const path = join(folder, randomBytes(6).toString('hex'));
    const file = await open(path, 'wx');
    try {
      const all = { position: 0, maxBytes: Infinity, onBlock: () => undefined, ...options };
      const [result] = await Promise.allSettled([writeBlocks(file, source, all)]);
      return { path, result: result as PromiseSettledResult<number> };
    } finally {
      await file.close();
    }
  }

  it('come out as they came, and are shown in their order once they are there', async () => {
    const bytes = randomBytes(20 * MIB + 7);
    const shown: Buffer[] = [];
    const onBlock = (block: Buffer): void => void shown.push(block);
    const { path, result } = await write(Readable.from(piecesOf(bytes, 65_537)), { onBlock });
    expect(result).toEqual({ status: 'fulfilled', value: bytes.length });
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(Buffer.concat(shown).equals(bytes)).toBe(true);
  });

  it('are never shown before they are written', async () => {
    const path = join(folder, 'watched');
    const file = await open(path, 'wx');
    let shown = 0;
    const onBlock = async (block: Buffer): Promise<void> => {
      shown += block.length;
      expect((await stat(path)).size).toBeGreaterThanOrEqual(shown);
    };
    await writeBlocks(file, Readable.from(piecesOf(randomBytes(5 * MIB), MIB)), {
      position: 0,
      maxBytes: Infinity,
      onBlock,
    });
    await file.close();
    expect(shown).toBe(5 * MIB);
  });

  it('are kept as far as they came when the source breaks off, where that is wanted', async () => {
    const bytes = randomBytes(3 * MIB + 5);
    const broken = async function* (): AsyncGenerator<Buffer> {
      yield* piecesOf(bytes, 100_000);
      throw new Error('gone');
    };
    const shown: Buffer[] = [];
    const options = { onBlock: (block: Buffer): void => void shown.push(block), keepWhatCame: true };
    const { path, result } = await write(Readable.from(broken()), options);
    expect(result).toMatchObject({ status: 'rejected', reason: { message: 'gone' } });
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(Buffer.concat(shown).equals(bytes)).toBe(true);
  });

  it('stop with the one that may not be written', async () => {
    let asked = 0;
    const beforeBlock = (): void => {
      if (++asked === 3) throw new Error('the lock is lost');
    };
    const shown: Buffer[] = [];
    const options = {
      beforeBlock,
      onBlock: (block: Buffer): void => void shown.push(block),
      keepWhatCame: true,
    };
    const { path, result } = await write(Readable.from(piecesOf(randomBytes(5 * MIB), MIB)), options);
    expect(result).toMatchObject({ status: 'rejected', reason: { message: 'the lock is lost' } });
    expect((await stat(path)).size).toBe(2 * MIB);
  });

  it('end with the error of a disk that is full', async () => {
    const file = await open('/dev/full', 'w');
    const source = Readable.from(piecesOf(randomBytes(4 * MIB), MIB));
    const options = { position: 0, maxBytes: Infinity, onBlock: () => undefined };
    await expect(writeBlocks(file, source, options)).rejects.toMatchObject({ code: 'ENOSPC' });
    await file.close();
  });

  it('are no more than they may be', async () => {
    const { result } = await write(Readable.from(piecesOf(randomBytes(2 * MIB), MIB)), { maxBytes: MIB });
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'file_too_large' } });
  });
});

function* piecesOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
