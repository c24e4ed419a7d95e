import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Readable } from 'node:stream';
import { type AppendOptions, type GrowingFileStore, newFileKey } from '@sluice/kernel/storage';
import { expect } from 'expect';
import { STORES, type StoreUnderTest } from './stores-under-test';

const MIB = 2 ** 20;
const missing = { code: 'file_missing', status: 404 };

for (const [where, start] of Object.entries(STORES)) {
  describe(`a file that grows ${where}`, () => {
    let place: StoreUnderTest;
    let store: GrowingFileStore;

    before(async () => {
      place = await start();
      store = place.store;
    });
    after(() => place?.stop());

    async function emptyFile(): Promise<string> {
      const key = newFileKey('grow');
      await store.createEmpty(key);
      return key;
    }

    async function expectFinished(key: string, bytes: Buffer): Promise<void> {
      await store.finish(key, bytes.length);
      expect((await store.read(key, 0, bytes.length + 1)).equals(bytes)).toBe(true);
      expect(await store.grownBytes(key)).toBe(bytes.length);
      expect(await place.leftovers()).toEqual([]);
    }

    function append(key: string, position: number, bytes: Buffer, options?: AppendOptions): Promise<number> {
      const starts = Array.from({ length: Math.ceil(bytes.length / MIB) }, (_, index) => index * MIB);
      const chunks = starts.map((at) => bytes.subarray(at, at + MIB));
      return store.append(key, position, Readable.from(chunks), options);
    }

    it('keeps what comes, piece by piece, and shows each block once it is written', async () => {
      const bytes = randomBytes(19 * MIB + 17);
      const key = await emptyFile();
      expect(await store.grownBytes(key)).toBe(0);
      const seen: Buffer[] = [];
      const onBlock = (block: Buffer): void => void seen.push(Buffer.from(block));
      // Within the first part, further within it, behind the second, and the rest.
      const cuts = [0, MIB + 5, 3 * MIB, 17 * MIB, bytes.length];
      for (const [index, from] of cuts.slice(0, -1).entries()) {
        const to = cuts[index + 1] as number;
        expect(await append(key, from, bytes.subarray(from, to), { onBlock })).toBe(to - from);
        expect(await store.grownBytes(key)).toBe(to);
        expect(Buffer.concat(seen).length).toBe(to);
      }
      expect(Buffer.concat(seen).equals(bytes)).toBe(true);
      await expectFinished(key, bytes);
      await store.finish(key, bytes.length);
    });

    it('may end without a byte, and with one part to the byte', async () => {
      await expectFinished(await emptyFile(), Buffer.alloc(0));
      const bytes = randomBytes(8 * MIB);
      const key = await emptyFile();
      await append(key, 0, bytes);
      await expectFinished(key, bytes);
    });

    it('goes on where a block had ended when its writer was killed', async () => {
      const bytes = randomBytes(18 * MIB);
      const key = await emptyFile();
      await append(key, 0, bytes.subarray(0, 100));
      let told = 100;
      const killed = append(key, 100, bytes.subarray(100), {
        onBlock(block) {
          if (told > 8 * MIB - 1) throw new Error('killed before it could tell');
          told += block.length;
        },
      });
      await expect(killed).rejects.toThrow('killed before it could tell');
      expect(told).toBeLessThan(bytes.length);
      expect(await store.grownBytes(key)).toBeGreaterThan(told);
      await append(key, told, bytes.subarray(told));
      await expectFinished(key, bytes);
    });

    it('goes on from the place before the last append, when only that was remembered', async () => {
      const bytes = randomBytes(2 * MIB);
      const key = await emptyFile();
      await append(key, 0, bytes.subarray(0, 1000));
      await append(key, 1000, bytes.subarray(1000, MIB));
      await append(key, 1000, bytes.subarray(1000));
      await expectFinished(key, bytes);
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
      await expect(store.append(key, 0, source)).rejects.toThrow('the client is gone');
      expect(await store.grownBytes(key)).toBe(6);
      await expectFinished(key, Buffer.from('abcdef'));
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
      expect(await store.grownBytes(key)).toBeLessThanOrEqual(10);
    });

    it('writes nothing more once its caller says so', async () => {
      const key = await emptyFile();
      let blocks = 0;
      const beforeBlock = (): void => {
        if (++blocks > 1) throw new Error('not yours any more');
      };
      const source = Readable.from([Buffer.alloc(8 * MIB, 1), Buffer.alloc(8 * MIB, 2)]);
      await expect(store.append(key, 0, source, { beforeBlock })).rejects.toThrow('not yours any more');
      expect(await store.grownBytes(key)).toBeLessThanOrEqual(8 * MIB);
    });

    it('never comes back once it is deleted, in the midst of being written too', async () => {
      const key = await emptyFile();
      let left = 3;
      const source = new Readable({
        read() {
          const more = left-- > 0 ? Buffer.alloc(8 * MIB) : null;
          void (left === 1 ? store.deleteGrowing(key) : Promise.resolve()).then(() => this.push(more));
        },
      });
      await store.append(key, 0, source).catch((error: unknown) => expect(error).toMatchObject(missing));
      await expect(append(key, 0, Buffer.alloc(1))).rejects.toMatchObject(missing);
      await expect(store.grownBytes(key)).rejects.toMatchObject(missing);
      await expect(store.finish(key, 1)).rejects.toMatchObject(missing);
    });

    it('is deleted with all it has when it is finished, too', async () => {
      const key = await emptyFile();
      await append(key, 0, Buffer.alloc(10));
      await store.finish(key, 10);
      await store.deleteGrowing(key);
      await expect(store.size(key)).rejects.toMatchObject(missing);
    });

    it('knows how much more there may be', async () => {
      expect(await store.freeBytes()).toBeGreaterThan(0);
    });
  });
}
