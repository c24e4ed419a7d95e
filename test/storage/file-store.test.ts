import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { connectDatabase, type Database } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { type GrowingFileStore, newFileKey, recordFiles, sweepFiles } from '@sluice/kernel/storage';
import { createTestDatabase, type TestDatabase } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { STORES, type StoreUnderTest } from './stores-under-test';

const MIB = 2 ** 20;
const missing = { code: 'file_missing', status: 404 };

for (const [where, start] of Object.entries(STORES)) {
  describe(`a file store ${where}`, () => {
    let place: StoreUnderTest;
    let store: GrowingFileStore;

    before(async () => {
      place = await start();
      store = place.store;
    });
    after(() => place?.stop());

    // Nothing, little, a part of an upload to S3 to the byte, and more than two of them.
    for (const size of [0, 10, 8 * MIB, 20 * MIB + 3]) {
      it(`keeps ${size} bytes and tells their number and SHA-256`, async () => {
        const bytes = randomBytes(size);
        const key = newFileKey('omr');
        const pieces = [bytes.subarray(0, 7), bytes.subarray(7, 9 * MIB), bytes.subarray(9 * MIB)];
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        expect(await store.put(key, Readable.from(pieces))).toEqual({ key, bytes: size, sha256 });
        expect(await store.size(key)).toBe(size);
        expect((await buffer(await store.createReadStream(key))).equals(bytes)).toBe(true);
        expect((await store.read(key, 0, size + 5)).equals(bytes)).toBe(true);
        expect(await place.leftovers()).toEqual([]);
      });
    }

    it('reads ranges, fewer bytes only at the end', async () => {
      const key = newFileKey('omr');
      await store.put(key, Readable.from([Buffer.from('0123456789')]));
      const read = async (position: number, length: number) =>
        (await store.read(key, position, length)).toString();
      expect(await read(3, 4)).toBe('3456');
      expect(await read(0, 1)).toBe('0');
      expect(await read(8, 10)).toBe('89');
      expect(await read(10, 5)).toBe('');
      expect(await read(2, 0)).toBe('');
      const stream = async (range: { start?: number; end?: number }) =>
        (await buffer(await store.createReadStream(key, range))).toString();
      expect(await stream({ start: 2, end: 5 })).toBe('2345');
      expect(await stream({ start: 7 })).toBe('789');
      expect(await stream({ end: 0 })).toBe('0');
      expect(await stream({ start: 10 })).toBe('');
    });

    it('refuses more than maxBytes and leaves nothing behind', async () => {
      for (const pieces of [
        [60, 60],
        [20 * MIB, 60],
      ]) {
        const key = newFileKey('big');
        const source = Readable.from(pieces.map((size) => Buffer.alloc(size)));
        const maxBytes = (pieces[0] as number) + 40;
        await expect(store.put(key, source, { maxBytes })).rejects.toMatchObject({
          code: 'file_too_large',
          status: 413,
        });
        expect(source.destroyed).toBe(true);
        await expect(store.size(key)).rejects.toMatchObject(missing);
      }
      expect(await place.leftovers()).toEqual([]);
    });

    it('leaves nothing behind when the sender breaks off, at once or late', async () => {
      for (const size of [1000, 10 * MIB]) {
        const key = newFileKey('cut');
        const source = new Readable({ read: () => undefined });
        source.push(Buffer.alloc(size));
        const putting = store.put(key, source);
        source.destroy(new Error('the client is gone'));
        await expect(putting).rejects.toThrow('the client is gone');
        await expect(store.size(key)).rejects.toMatchObject(missing);
      }
      expect(await place.leftovers()).toEqual([]);
    });

    it('says which file is missing', async () => {
      await expect(store.createReadStream('omr/none')).rejects.toMatchObject(missing);
      await expect(store.read('omr/none', 0, 1)).rejects.toMatchObject(missing);
      await expect(store.read('omr/none', 0, 0)).rejects.toMatchObject(missing);
      await expect(store.size('omr/none')).rejects.toMatchObject(missing);
      await store.delete('omr/none');
    });

    it('can be used', async () => {
      await store.check();
    });

    for (const key of ['../etc/passwd', '/etc/passwd', 'omr/../../x', 'omr', 'omr//x', '.incoming2/x']) {
      it(`refuses ${key}, which is no key of ours`, async () => {
        await expect(store.size(key)).rejects.toThrow('Not a file key');
        await expect(store.delete(key)).rejects.toThrow('Not a file key');
        await expect(store.put(key, Readable.from([]))).rejects.toThrow('Not a file key');
      });
    }

    describe('the sweeper', () => {
      let database: TestDatabase;
      let db: Database;
      const yesterday = new Date(Date.now() - 86_400_000);

      before(async () => {
        database = await createTestDatabase();
        db = await connectDatabase({ url: database.url, log: silentLog });
      });
      after(async () => {
        await db?.destroy();
        await database?.drop();
      });

      /** The sweep that today's files are in. */
      function sweep(before: Date): Promise<number> {
        return sweepFiles(store, db, before, Math.floor(Date.now() / 86_400_000));
      }

      it('deletes old files that no row names and leaves the others', async () => {
        await sweep(new Date(Date.now() + 1000));
        const put = (content: string) =>
          store.put(newFileKey('sweep'), Readable.from([Buffer.from(content)]));
        const [recorded, orphan, young] = [await put('a'), await put('b'), await put('c')];
        await recordFiles(db, [recorded]);
        for (const { key } of [recorded, orphan]) await place.age(key, yesterday);

        expect(await sweep(new Date(Date.now() - 3_600_000))).toBe(1);
        expect(await store.size(recorded.key)).toBe(1);
        expect(await store.size(young.key)).toBe(1);
        await expect(store.size(orphan.key)).rejects.toMatchObject(missing);
      });

      it('comes by each file once, whatever is in how many slices', async () => {
        const { key } = await store.put(newFileKey('sweep'), Readable.from([Buffer.from('d')]));
        const seen: string[] = [];
        for (let slice = 100; slice < 100 + store.listSlices; slice++) {
          for await (const listed of store.list(new Date(Date.now() + 1000), slice)) seen.push(listed);
        }
        expect(seen.filter((listed) => listed === key)).toHaveLength(1);
      });

      it('deletes files that stopped to grow, and leaves those that have just begun', async () => {
        const key = newFileKey('uploads');
        await store.createEmpty(key);
        await store.append(key, 0, Readable.from([Buffer.alloc(9 * MIB)]));
        expect(await sweep(new Date(Date.now() - 3_600_000))).toBe(0);
        expect(await store.grownBytes(key)).toBe(9 * MIB);

        expect(await sweep(new Date(Date.now() + 1000))).toBeGreaterThan(0);
        await expect(store.grownBytes(key)).rejects.toMatchObject(missing);
        expect(await place.leftovers()).toEqual([]);
      });
    });
  });
}
