import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import { connectDatabase, type Database } from '../db';
import { silentLog } from '../log';
import { createTestDatabase, type TestDatabase } from '../testing';
import { createFileStore, type FileStore, newFileKey, recordFiles, SWEEP_MARK, sweepFiles } from '.';

describe('the file store on disk', () => {
  let root: string;
  let store: FileStore;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'sluice-store-'));
    store = createFileStore(pathToFileURL(root).href);
  });
  after(() => rm(root, { recursive: true }));

  async function filesUnder(folder: string): Promise<string[]> {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }

  it('keeps the bytes and tells their size and SHA-256', async () => {
    const bytes = randomBytes(3_000_001);
    const key = newFileKey('omr');
    const stored = await store.put(key, Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]));
    expect(stored).toEqual({
      key,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(await store.size(key)).toBe(bytes.length);
    expect((await buffer(await store.createReadStream(key))).equals(bytes)).toBe(true);
  });

  it('reads ranges, fewer bytes only at the end', async () => {
    const key = newFileKey('omr');
    await store.put(key, Readable.from([Buffer.from('0123456789')]));
    expect((await store.read(key, 3, 4)).toString()).toBe('3456');
    expect((await store.read(key, 8, 10)).toString()).toBe('89');
    expect((await buffer(await store.createReadStream(key, { start: 2, end: 5 }))).toString()).toBe('2345');
  });

  it('keeps an empty file', async () => {
    const key = newFileKey('omr');
    expect((await store.put(key, Readable.from([]))).bytes).toBe(0);
    expect(await store.size(key)).toBe(0);
  });

  it('refuses more than maxBytes and leaves nothing behind', async () => {
    const source = Readable.from([Buffer.alloc(60), Buffer.alloc(60)]);
    await expect(store.put('big/2026-01-01/a', source, { maxBytes: 100 })).rejects.toMatchObject({
      code: 'file_too_large',
      status: 413,
    });
    await expect(store.size('big/2026-01-01/a')).rejects.toMatchObject({ code: 'file_missing', status: 404 });
    expect(await filesUnder('.incoming')).toEqual([]);
  });

  it('leaves nothing behind when the sender breaks off', async () => {
    const source = new Readable({ read: () => undefined });
    source.push(Buffer.alloc(1000));
    const putting = store.put('cut/2026-01-01/a', source);
    source.destroy(new Error('the client is gone'));
    await expect(putting).rejects.toThrow('the client is gone');
    expect(await filesUnder('.incoming')).toEqual([]);
  });

  it('says which file is missing', async () => {
    await expect(store.createReadStream('omr/none')).rejects.toMatchObject({ code: 'file_missing' });
    await expect(store.read('omr/none', 0, 1)).rejects.toMatchObject({ code: 'file_missing' });
    await store.delete('omr/none');
  });

  for (const key of ['../etc/passwd', '/etc/passwd', 'omr/../../x', 'omr', 'omr//x', '.incoming2/x']) {
    it(`refuses ${key}, which is no key of ours`, async () => {
      await expect(store.size(key)).rejects.toThrow('Not a file key');
    });
  }

  describe('the sweeper', () => {
    let database: TestDatabase;
    let db: Database;

    before(async () => {
      database = await createTestDatabase();
      db = await connectDatabase({ url: database.url, log: silentLog });
    });
    after(async () => {
      await db.destroy();
      await database.drop();
    });

    it('deletes old files that no row names and leaves the others', async () => {
      const recorded = await store.put(newFileKey('sweep'), Readable.from([Buffer.from('a')]));
      const orphan = await store.put(newFileKey('sweep'), Readable.from([Buffer.from('b')]));
      await recordFiles(db, [recorded]);
      const yesterday = new Date(Date.now() - 86_400_000);
      for (const { key } of [recorded, orphan]) await utimes(join(root, key), yesterday, yesterday);
      const young = await store.put(newFileKey('sweep'), Readable.from([Buffer.from('c')]));

      expect(await sweepFiles(store, db, new Date(Date.now() - 3_600_000))).toBe(1);
      expect(await store.size(recorded.key)).toBe(1);
      expect(await store.size(young.key)).toBe(1);
      await expect(store.size(orphan.key)).rejects.toMatchObject({ code: 'file_missing' });
    });

    it('deletes nothing for a database that is older than the store, until a person has the mark taken away', async () => {
      await recordFiles(db, [await store.put(newFileKey('sweep'), Readable.from([Buffer.from('a')]))]);
      await sweepFiles(store, db, new Date(0));
      const lost = await store.put(newFileKey('sweep'), Readable.from([Buffer.from('d')]));
      const now = (): Date => new Date(Date.now() + 1_000);
      await db.query('UPDATE file_sweeps SET number = number - 1');
      for (let again = 0; again < 2; again++) {
        await expect(sweepFiles(store, db, now())).rejects.toMatchObject({ code: 'database_is_older' });
      }
      expect(await store.size(lost.key)).toBe(1);

      await store.delete(SWEEP_MARK);
      expect(await sweepFiles(store, db, now())).toBeGreaterThan(0);
      await expect(store.size(lost.key)).rejects.toMatchObject({ code: 'file_missing' });
      expect(await store.size(SWEEP_MARK)).toBeGreaterThan(0);
    });

    it('deletes nothing for an empty database beside a store that another one has swept', async () => {
      await recordFiles(db, [await store.put(newFileKey('sweep'), Readable.from([Buffer.from('a')]))]);
      await sweepFiles(store, db, new Date(0));
      await db.query('DELETE FROM files');
      await expect(sweepFiles(store, db, new Date(0))).rejects.toMatchObject({ code: 'database_is_older' });
      await store.delete(SWEEP_MARK);
      expect(await sweepFiles(store, db, new Date(Date.now() + 1_000))).toBe(0);
    });
  });
});
