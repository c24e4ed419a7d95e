import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { createFileStore, type GrowingFileStore, isStorageAway, newFileKey } from '@sluice/kernel/storage';
import { eventually } from '@sluice/kernel/testing';
import { type ObjectStoreService, startObjectStore } from '@sluice/tools/object-store/object-store-service';
import { expect } from 'expect';

const MIB = 2 ** 20;
const away = { code: 'storage_away', status: 503, retryable: true, headers: { 'Retry-After': '5' } };

describe('a file store in S3', () => {
  let dataDir: string;
  let service: ObjectStoreService;
  let store: GrowingFileStore;
  const bytes = randomBytes(20 * MIB + 5);

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sluice-s3-'));
    service = await startObjectStore({ dataDir });
    Object.assign(process.env, service.environment);
    store = createFileStore(service.storageUrl);
  });
  beforeEach(async () => {
    await service.start();
    service.requests.length = 0;
  });
  after(async () => {
    await service?.stop();
    await rm(dataDir, { recursive: true });
  });

  const count = (operation: string): number =>
    service.requests.filter((request) => request.operation === operation).length;

  async function put(): Promise<string> {
    const key = newFileKey('omr');
    await store.put(key, Readable.from([bytes]));
    return key;
  }

  let sharedKey: Promise<string> | undefined;
  /** A file that several tests read. */
  function stored(): Promise<string> {
    sharedKey ??= put();
    return sharedKey;
  }

  async function restart(): Promise<void> {
    await service.kill('SIGKILL');
    await service.start();
  }

  describe('whose server is killed', () => {
    it('goes on with a put when it is back soon', async () => {
      const key = newFileKey('omr');
      const source = new PassThrough();
      const putting = store.put(key, source);
      putting.catch(() => undefined);
      source.write(bytes.subarray(0, 9 * MIB));
      await eventually('a part', async () => count('UploadPart') === 1);
      await restart();
      source.end(bytes.subarray(9 * MIB));
      expect(await putting).toMatchObject({ bytes: bytes.length });
      expect((await store.read(key, 0, bytes.length)).equals(bytes)).toBe(true);
    });

    it('says that it is away when it is not, and keeps nothing of the put', async () => {
      const key = newFileKey('omr');
      const source = new PassThrough();
      const putting = store.put(key, source);
      putting.catch(() => undefined);
      source.write(bytes.subarray(0, 9 * MIB));
      await eventually('a part', async () => count('UploadPart') === 1);
      await service.kill('SIGKILL');
      source.end(bytes.subarray(9 * MIB));
      await expect(putting).rejects.toMatchObject(away);
      await expect(store.size(key)).rejects.toMatchObject(away);
      await expect(store.check()).rejects.toThrow('ECONNREFUSED');

      await service.start();
      await expect(store.size(key)).rejects.toMatchObject({ code: 'file_missing' });
      // Its parts could not be taken back while it was away.
      expect(await store.removeLeftovers(new Date(Date.now() - 3_600_000))).toBe(0);
      expect(await store.removeLeftovers(new Date(Date.now() + 1000))).toBe(1);
      expect(await store.removeLeftovers(new Date(Date.now() + 1000))).toBe(0);
    });

    it('goes on with a read where it was', async () => {
      const stream = await store.createReadStream(await stored(), { start: 5 });
      const chunks: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (chunks.push(chunk) === 3) await restart();
      }
      expect(Buffer.concat(chunks).equals(bytes.subarray(5))).toBe(true);
      await eventually('a request for the rest', async () =>
        service.requests.some(({ range }) => range !== undefined && !range.startsWith('bytes=5-')),
      );
    });

    it('keeps what it acknowledged of a file that grows', async () => {
      const key = newFileKey('uploads');
      await store.createEmpty(key);
      let told = 0;
      const source = new PassThrough();
      const appending = store.append(key, 0, source, { onBlock: (block) => void (told += block.length) });
      appending.catch(() => undefined);
      source.write(bytes.subarray(0, 17 * MIB));
      await eventually('two parts', async () => told === 16 * MIB);
      await service.kill('SIGKILL');
      source.end();
      await expect(appending).rejects.toMatchObject(away);
      await service.start();
      expect(await store.grownBytes(key)).toBe(told);
      await store.append(key, told, Readable.from([bytes.subarray(told)]));
      await store.finish(key, bytes.length);
      expect((await buffer(await store.createReadStream(key))).equals(bytes)).toBe(true);
    });
  });

  it('gives the connection of a slow reader back, and asks for the rest when it goes on', async () => {
    const impatient = createFileStore(service.storageUrl, { readerPatienceMs: 10 });
    const chunks: Buffer[] = [];
    for await (const chunk of (await impatient.createReadStream(await stored())) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      // A slow reader, until it has been noticed twice.
      if (count('GetObject') < 3) await delay(50);
    }
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    await eventually('all to be told', async () => count('GetObject') >= 3);
  });

  it('lets readers go who want no more', async () => {
    const stream = await store.createReadStream(await stored());
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(stream.destroyed).toBe(true);
  });

  it('reads a range with one request', async () => {
    const key = await put();
    await eventually('it to be told of', async () => service.requests.length === 5);
    service.requests.length = 0;
    expect((await store.read(key, 9 * MIB, 3 * MIB)).equals(bytes.subarray(9 * MIB, 12 * MIB))).toBe(true);
    await eventually('a request', async () => service.requests.length > 0);
    expect(service.requests).toEqual([
      {
        method: 'GET',
        operation: 'GetObject',
        path: expect.any(String),
        range: `bytes=${9 * MIB}-${12 * MIB - 1}`,
      },
    ]);
  });

  it('writes a small file with one request, a large one in parts of 8 MiB', async () => {
    await store.put(newFileKey('omr'), Readable.from([Buffer.from('small')]));
    await eventually('a request', async () => service.requests.length > 0);
    expect(service.requests.map(({ operation }) => operation)).toEqual(['PutObject']);
    await put();
    await eventually('three parts', async () => count('UploadPart') === 3);
  });

  it('never lists, and so never sweeps, what is not ours', async () => {
    const others = createFileStore(service.storageUrl.replace('?', '/others/2026-11-20?'));
    await others.put('theirs/report.pdf', Readable.from([Buffer.from('x')]));
    const key = await stored();
    const listed: string[] = [];
    for (let slice = 0; slice < store.listSlices; slice++) {
      for await (const found of store.list(new Date(Date.now() + 1000), slice)) listed.push(found);
    }
    expect(listed).toContain(key);
    expect(listed.filter((found) => found.includes('theirs'))).toEqual([]);
  });

  describe('that is set up wrong', () => {
    it('says that the bucket is missing, and does not take that for missing files', async () => {
      const wrong = createFileStore(service.storageUrl.replace('sluice-files', 'another-bucket'));
      await expect(wrong.check()).rejects.toThrow(
        `there is no bucket "another-bucket" at ${service.url}: create it, or correct the name`,
      );
      await expect(wrong.size('omr/none')).rejects.toMatchObject(away);
      await expect(wrong.read('omr/none', 0, 1)).rejects.toMatchObject(away);
      await expect(wrong.put('omr/none', Readable.from([]))).rejects.toMatchObject(away);
      await expect(wrong.grownBytes('omr/none')).rejects.toMatchObject(away);
    });

    it('says that the credentials are refused', async () => {
      const { AWS_ACCESS_KEY_ID: right } = process.env;
      process.env['AWS_ACCESS_KEY_ID'] = 'WRONG';
      try {
        const refused = createFileStore(service.storageUrl);
        await expect(refused.check()).rejects.toThrow('does not let these credentials use the bucket');
        await expect(refused.size('omr/none')).rejects.toMatchObject(away);
      } finally {
        process.env['AWS_ACCESS_KEY_ID'] = right;
      }
    });

    it('gives up on an endpoint that does not answer', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as { port: number };
      try {
        const unheard = createFileStore(`s3://a-bucket?endpoint=http://127.0.0.1:${port}`);
        await expect(unheard.check()).rejects.toThrow('did not answer in time');
      } finally {
        silent.close();
      }
    });
  });

  it('knows that it is away through whatever wraps it', () => {
    expect(isStorageAway(new Error('outer', { cause: new Error('inner') }))).toBe(false);
    expect(isStorageAway(undefined)).toBe(false);
  });
});
