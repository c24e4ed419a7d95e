import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { createFileStore, type GrowingFileStore, newFileKey } from '@sluice/kernel/storage';
import { expect } from 'expect';
import { RunningHash } from './running-hash';

describe('a hash that goes on in another process', () => {
  const bytes = randomBytes(2_500_000);
  const expected = createHash('sha256').update(bytes).digest('hex');
  let root: string;
  let store: GrowingFileStore;
  let key: string;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'sluice-hash-'));
    store = createFileStore(pathToFileURL(root).href);
    key = newFileKey('hash');
    await store.put(key, Readable.from([bytes]));
  });
  after(() => rm(root, { recursive: true }));

  async function savedAt(length: number): Promise<{ state: Uint8Array; bytes: number }> {
    const hash = await RunningHash.resume(store, key, undefined, length);
    return { state: hash.state(), bytes: hash.bytes };
  }

  it('goes on from its state', async () => {
    const hash = await RunningHash.resume(store, key, await savedAt(1_234_567), 1_234_567);
    await hash.update(bytes.subarray(1_234_567));
    expect(hash.digest()).toBe(expected);
  });

  it('reads what was written beyond its state', async () => {
    const hash = await RunningHash.resume(store, key, await savedAt(100), bytes.length);
    expect(hash.bytes).toBe(bytes.length);
    expect(hash.digest()).toBe(expected);
  });

  it('begins again when the file is shorter than its state says', async () => {
    const hash = await RunningHash.resume(store, key, await savedAt(2_000_000), 1_000_000);
    await hash.update(bytes.subarray(1_000_000));
    expect(hash.digest()).toBe(expected);
  });

  it('begins again from a state of another version of the library', async () => {
    const saved = { ...(await savedAt(1000)), state: Buffer.alloc(116, 7) };
    expect((await RunningHash.resume(store, key, saved, bytes.length)).digest()).toBe(expected);
  });

  describe('of a file that can not be read while it grows', () => {
    it('goes on from its state', async () => {
      const hash = await RunningHash.continue(await savedAt(1_234_567), 1_234_567);
      await hash.update(bytes.subarray(1_234_567));
      expect(hash.digest()).toBe(expected);
    });

    it('only counts from a state of another version of the library, and goes on counting', async () => {
      const saved = { state: Buffer.alloc(116, 7), bytes: 1000 };
      const hash = await RunningHash.continue(saved, 1000);
      await hash.update(bytes.subarray(1000, 3000));
      const next = await RunningHash.continue({ state: hash.state(), bytes: hash.bytes }, 3000);
      await next.update(bytes.subarray(3000));
      expect([next.bytes, next.digest()]).toEqual([bytes.length, undefined]);
    });
  });
});
