import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import { canGrow, createFileStore, type GrowingFileStore, newFileKey } from '.';

const MIB = 2 ** 20;

describe('a file that grows', () => {
  let root: string;
  let store: GrowingFileStore;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'sluice-growing-'));
    const made = createFileStore(pathToFileURL(root).href);
    if (!canGrow(made)) throw new Error('files on disk can grow');
    store = made;
  });
  after(() => rm(root, { recursive: true }));

  async function emptyFile(): Promise<string> {
    const key = newFileKey('grow');
    await store.createEmpty(key);
    return key;
  }

  it('keeps what comes, piece by piece, and shows each block once it is written', async () => {
    const bytes = randomBytes(3 * MIB + 17);
    const key = await emptyFile();
    expect(await store.size(key)).toBe(0);
    const seen: Buffer[] = [];
    const onBlock = (block: Buffer): void => void seen.push(block);
    const cut = MIB + 5;
    expect(await store.append(key, 0, Readable.from([bytes.subarray(0, cut)]), { onBlock })).toBe(cut);
    const rest = Readable.from([bytes.subarray(cut, 2 * MIB), bytes.subarray(2 * MIB)]);
    expect(await store.append(key, cut, rest, { onBlock })).toBe(bytes.length - cut);
    expect((await store.read(key, 0, bytes.length)).equals(bytes)).toBe(true);
    expect(Buffer.concat(seen).equals(bytes)).toBe(true);
  });

  it('keeps what came before its sender broke off', async () => {
    const key = await emptyFile();
    const pieces = [Buffer.from('abc'), Buffer.from('def')];
    const source = new Readable({
      highWaterMark: 1,
      read() {
        const piece = pieces.shift();
        if (piece) this.push(piece);
        else this.destroy(new Error('the client is gone'));
      },
    });
    const appending = store.append(key, 0, source);
    await expect(appending).rejects.toThrow('the client is gone');
    expect((await store.read(key, 0, 10)).toString()).toBe('abcdef');
  });

  it('survives a sender who broke off before the first byte was asked for', async () => {
    const source = new Readable({ read: () => undefined });
    const appending = store.append(await emptyFile(), 0, source);
    source.destroy(new Error('the client is gone'));
    await expect(appending).rejects.toThrow('the client is gone');
  });

  it('refuses more than maxBytes', async () => {
    const key = await emptyFile();
    const source = Readable.from([Buffer.alloc(6), Buffer.alloc(6)]);
    await expect(store.append(key, 0, source, { maxBytes: 10 })).rejects.toMatchObject({ status: 413 });
    expect(await store.size(key)).toBeLessThanOrEqual(10);
  });

  it('writes nothing more once its caller says so', async () => {
    const key = await emptyFile();
    let blocks = 0;
    const beforeBlock = (): void => {
      if (++blocks > 1) throw new Error('not yours any more');
    };
    const source = Readable.from([Buffer.alloc(MIB, 1), Buffer.alloc(MIB, 2)]);
    await expect(store.append(key, 0, source, { beforeBlock })).rejects.toThrow('not yours any more');
    expect(await store.size(key)).toBe(MIB);
  });

  it('never comes back once it is deleted, nor is made twice', async () => {
    const key = await emptyFile();
    await expect(store.createEmpty(key)).rejects.toThrow('EEXIST');
    await store.delete(key);
    const appending = store.append(key, 0, Readable.from([Buffer.alloc(1)]));
    await expect(appending).rejects.toMatchObject({ code: 'file_missing', status: 404 });
  });

  it('knows how much more there may be', async () => {
    expect(await store.freeBytes()).toBeGreaterThan(0);
  });
});
