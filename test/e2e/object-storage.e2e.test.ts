import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { claimMonthZip } from '@sluice/test/fixtures/claim-files';
import { makeClaimMonth } from '@sluice/test/fixtures/claim-month';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { type ObjectStoreRequest } from '@sluice/tools/object-store/object-store-service';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from './audience-client';
import { MigrationClient } from './migration-client';
import { OmrClient } from './omr-client';
import { RevenueClient } from './revenue-client';
import { TusRaw } from './tus-raw';

const MIB = 2 ** 20;
const SHEETS = 60;

/** Two APIs and two workers that share nothing but Postgres, Redis and a bucket. */
describe('files in an object store', () => {
  let stack: Stack;
  let db: Database;
  let temp: string;
  let omr: OmrClient;
  let elsewhere: string;

  before(async () => {
    temp = await mkdtemp(join(tmpdir(), 'sluice-apart-'));
    stack = await startStack({ storage: 's3', apis: 0, workers: 0 });
    const apart = async () => ({ TMPDIR: await mkdtemp(join(temp, 'of-')) });
    for (const add of [stack.addApi, stack.addApi, stack.addWorker, stack.addWorker])
      await add(await apart());
    const [first, second] = stack.apis.map(({ url }) => url) as [string, string];
    elsewhere = second;
    omr = await OmrClient.login(first, 'user');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
    await rm(temp, { recursive: true, force: true });
  });

  /** What was asked of the store about an object. */
  function requestsFor(key: string): ObjectStoreRequest[] {
    return stack.objectStore.requests.filter(({ path }) => path.endsWith(key));
  }

  async function pile(sheets: number): Promise<Buffer> {
    const bytes = await makeSheet({ dpi: 40 });
    return makeZip(Array.from({ length: sheets }, (_, index) => ({ name: `${index + 1}.jpg`, bytes })));
  }

  it('are read by ranges of a ZIP: twice a sheet, and a few times for its table of contents', async () => {
    const { body } = await omr.upload(await pile(SHEETS), { has_qr: 'false', task_id: '14900113' });
    expect(await omr.at(elsewhere).waitForEnd(body.batch_id)).toMatchObject({
      status: 'completed',
      processed_count: SHEETS,
    });
    const [batch] = await rows<{ key: string }>(db, 'SELECT file_key AS key FROM omr_batches WHERE id = $1', [
      body.batch_id,
    ]);
    const asked = requestsFor(batch?.key as string);
    const gets = asked.filter(({ operation }) => operation === 'GetObject');
    expect(gets.every(({ range }) => range !== undefined)).toBe(true);
    expect(gets.length).toBeLessThanOrEqual(2 * SHEETS + 8);
    // One for each piece, which asks how large the ZIP is.
    expect(asked.length - gets.length).toBeLessThanOrEqual(SHEETS / 8 + 4);

    const image = await omr.at(elsewhere).download(`/api/batches/${body.batch_id}/sheets/3/image`);
    expect(image.bytes.equals(await makeSheet({ dpi: 40 }))).toBe(true);
    const small = await omr.download(`/api/batches/${body.batch_id}/sheets/3/thumbnail`);
    expect(small.bytes.subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  it('are claim files out of a ZIP', async () => {
    const revenue = await RevenueClient.login(elsewhere, 'user');
    const zip = await claimMonthZip(makeClaimMonth({ patients: 5 }));
    const { body } = await revenue.uploadBatch([{ name: 'month.zip', bytes: zip }], {
      headers: { Prefer: 'respond-async' },
    });
    const batch = await revenue.waitForEnd(body.data.batchId);
    expect([batch.status, batch.errorFiles]).toEqual(['success', 0]);
    expect(batch.totalRecords).toBeGreaterThan(20);
  });

  it('are a CSV that is imported, and contacts', async () => {
    const migration = await MigrationClient.login(elsewhere, 'admin');
    const job = await migration.import({ importType: 'package', bytes: makePackages(20).bytes() });
    expect(job).toMatchObject({ status: 'completed', imported_rows: 20 });

    const audience = await AudienceClient.login(omr.baseUrl, 'user');
    const { texts } = makeContacts({ records: 500 });
    const { body } = await audience.upload(envelopeOf(texts));
    expect(await audience.waitForEnd(body.upload_id)).toMatchObject({
      processing_status: 'completed',
      rows_loaded: 500,
    });
    const lines = (await audience.lines(body.upload_id)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      texts.map((text) => JSON.parse(text) as object),
    );
  });

  describe('that come as resumable uploads', () => {
    const tus = () => new TusRaw(omr.baseUrl, omr.token);

    it('go on at another replica and are used by their id', async () => {
      const zip = await pile(5);
      const path = await tus().create(zip.length, 'sheets.zip');
      const half = Math.floor(zip.length / 2);
      expect((await tus().patch(path, 0, zip.subarray(0, half))).status).toBe(204);
      expect(await tus().at(elsewhere).offset(path)).toBe(half);
      expect((await tus().at(elsewhere).patch(path, half, zip.subarray(half))).status).toBe(204);

      const form = new FormData();
      form.append('upload_id', path.split('/').pop() as string);
      form.append('has_qr', 'false');
      form.append('task_id', '14900113');
      const { status, body } = await omr.request<{ batch_id: string }>('POST', '/api/batches/upload', form);
      expect(status).toBe(202);
      expect(await omr.waitForEnd(body.batch_id)).toMatchObject({ status: 'completed', processed_count: 5 });
    });

    async function expectStored(path: string, bytes: Buffer): Promise<void> {
      const [upload] = await rows<{ state: string; sha256: string; key: string }>(
        db,
        'SELECT state, sha256, file_key AS key FROM uploads WHERE id = $1',
        [path.split('/').pop()],
      );
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(upload).toEqual({ state: 'finished', sha256, key: expect.any(String) });
      const key = upload?.key as string;
      const growing =
        requestsFor(key).length > 0
          ? await readdir(join(stack.objectStore.bucketDir, '.growing'), { recursive: true })
          : ['?'];
      expect(growing.filter((name) => name.includes(key) && name.endsWith('object'))).toEqual([]);
    }

    it('lose nothing that was acknowledged, and have their SHA-256, when the API is killed in a piece', async () => {
      const bytes = randomBytes(20 * MIB);
      const path = await tus().create(bytes.length);
      expect((await tus().patch(path, 0, bytes.subarray(0, MIB))).status).toBe(204);
      const patch = tus().openPatch(path, MIB, bytes.length - MIB);
      patch.write(bytes.subarray(MIB, 18 * MIB));
      const received = `SELECT received_bytes::int AS bytes FROM uploads WHERE id = $1`;
      await eventually('two parts', async () => {
        const [row] = await rows<{ bytes: number }>(db, received, [path.split('/').pop()]);
        return row?.bytes === 16 * MIB;
      });
      await stack.apis[0]?.kill('SIGKILL');
      patch.destroy();
      const other = tus().at(elsewhere);
      expect(await other.offset(path)).toBe(16 * MIB);
      await stack.apis[0]?.restart();
      expect((await tus().patch(path, 16 * MIB, bytes.subarray(16 * MIB))).status).toBe(204);
      await expectStored(path, bytes);
    });

    const noProc = process.platform !== 'linux' && 'peaks are read from /proc, which only Linux has';
    it('cost the API some parts of memory, however large they are', { skip: noProc }, async () => {
      const api = stack.apis[1]?.pid as number;
      const heldMib = async (field: string): Promise<number> => {
        const status = await readFile(`/proc/${api}/status`, 'utf8');
        return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
      };
      const bytes = 100 * MIB;
      const path = await tus().create(bytes);
      const before = await heldMib('VmRSS');
      // See proc(5) on clear_refs: forgets the peak.
      await writeFile(`/proc/${api}/clear_refs`, '5');
      const patch = tus().at(elsewhere).openPatch(path, 0, bytes);
      const answered = once(patch, 'response') as Promise<[{ statusCode: number }]>;
      const block = Buffer.alloc(MIB, 0x5a);
      await pipeline(Readable.from(Array.from({ length: 100 }, () => block)), patch);
      expect((await answered)[0].statusCode).toBe(204);
      expect((await heldMib('VmHWM')) - before).toBeLessThan(96);
    });

    it('keep what came before the connection was cut, and leave nothing when they are ended', async () => {
      const bytes = randomBytes(10 * MIB);
      const path = await tus().create(bytes.length);
      const patch = tus().openPatch(path, 0, bytes.length);
      patch.write(bytes.subarray(0, 9 * MIB));
      const received = `SELECT received_bytes::int AS bytes FROM uploads WHERE id = $1`;
      await eventually('a part', async () => {
        const [row] = await rows<{ bytes: number }>(db, received, [path.split('/').pop()]);
        return (row?.bytes ?? 0) >= 8 * MIB;
      });
      patch.destroy();
      const other = tus().at(elsewhere);
      const offset = await other.offset(path);
      expect(offset).toBeGreaterThanOrEqual(8 * MIB);
      expect((await other.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
      await expectStored(path, bytes);
      expect((await other.send('DELETE', path)).status).toBe(204);

      const unfinished = await tus().create(bytes.length);
      await tus().patch(unfinished, 0, bytes.subarray(0, 9 * MIB));
      expect((await other.send('DELETE', unfinished)).status).toBe(204);
      const left = await readdir(join(stack.objectStore.bucketDir, '._S3rver_uploads'));
      expect(left).toEqual([]);
    });
  });

  describe('when the store is away', () => {
    it('are refused with 503 and a time to come back, and work under way waits without being counted', async () => {
      const revenue = await RevenueClient.login(elsewhere, 'user');
      const zip = await pile(40);
      const { body } = await omr.upload(zip, { has_qr: 'false', task_id: '14900113' });
      await stack.objectStore.kill('SIGKILL');

      const refused = await omr.upload(zip);
      expect([refused.status, refused.headers.get('Retry-After'), refused.body]).toEqual([
        503,
        '5',
        { detail: expect.any(String), error_id: expect.any(String) },
      ]);
      const inThai = await revenue.upload({ name: 'OPD.DBF', bytes: zip });
      expect([inThai.status, inThai.body.success]).toEqual([503, false]);
      const created = await new TusRaw(elsewhere, omr.token).send('POST', '/api/uploads', {
        'Upload-Length': '9',
      });
      expect([created.status, created.headers.get('Retry-After')]).toEqual([503, '5']);
      const ready = await fetch(`${elsewhere}/readyz`);
      expect([ready.status, await ready.json()]).toEqual([503, expect.objectContaining({ storage: 'away' })]);
      await eventually('a worker to have met it', async () =>
        stack.workers.some((worker) => worker.output().includes('the store was away')),
      );

      await stack.objectStore.start();
      expect(await omr.waitForEnd(body.batch_id)).toMatchObject({
        status: 'completed',
        processed_count: 40,
        failed_count: 0,
      });
      const counted = 'SELECT sum(attempts + crashes)::int AS n FROM jobs WHERE subject_id = $1';
      expect(await rows(db, counted, [body.batch_id])).toEqual([{ n: 0 }]);
    });
  });

  it('touch no disk of APIs and workers', async () => {
    const left = await readdir(temp, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([]);
  });
});
