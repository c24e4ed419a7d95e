import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { claimFile, claimMonthZip } from '@sluice/test/fixtures/claim-files';
import { makeClaimMonth } from '@sluice/test/fixtures/claim-month';
import { largeDruBlocks, largeDruChecksum, STORED_CHECKSUM } from '@sluice/test/fixtures/large-dru';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { EventClient } from './event-client';
import { RevenueClient, type SentFile } from './revenue-client';

const ROWS = 150_000;
/** Heartbeats would notice a cancel only after seconds: what stops earlier was told. */
const LEASE_MS = '20000';

describe('revenue: waiting, listening, cancel, retry and sending twice', () => {
  let stack: Stack;
  let user: RevenueClient;
  let db: Database;
  let large: SentFile;
  const month = makeClaimMonth({ patients: 12 });

  before(async () => {
    stack = await startStack({ apis: 2, workers: 1, env: { LEASE_MS } });
    const url = stack.apis[0]?.url as string;
    user = await RevenueClient.login(url, 'user');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    large = { name: 'DRU6805.DBF', bytes: Buffer.concat([...largeDruBlocks({ rows: ROWS })]) };
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  const storedRecords = async (fileId: string): Promise<number> =>
    (await rows(db, 'SELECT 1 FROM revenue_records WHERE file_id = $1', [fileId])).length;
  const activeJobs = (batchId: string) =>
    rows(db, `SELECT 1 FROM jobs WHERE subject_id = $1 AND state IN ('waiting', 'admitted', 'running')`, [
      batchId,
    ]);

  /** Sends the large table into a batch of its own and comes back when some of its records are stored. */
  async function halfWay(): Promise<{ batchId: string; fileId: string }> {
    const { status, body } = await user.uploadBatch([large], { headers: { Prefer: 'respond-async' } });
    expect(status).toBe(202);
    const fileId = body.data.results[0]?.fileId as string;
    await eventually('some records to be stored', async () => (await user.file(fileId)).totalRecords > 0);
    return { batchId: body.data.batchId, fileId };
  }

  describe('waiting', () => {
    const opd = claimFile(month, 'OPD');

    it('answers 202 at once to those who prefer that, in the same form', async () => {
      const { status, headers, body } = await user.upload(opd, { headers: { Prefer: 'respond-async' } });
      expect(status).toBe(202);
      expect(headers.get('Preference-Applied')).toBe('respond-async');
      expect(headers.get('Retry-After')).toMatch(/^\d+$/);
      expect(headers.get('Location')).toBe(`/api/revenue/files/${body.data.fileId}`);
      expect(body).toMatchObject({
        success: true,
        message: 'อัปโหลดไฟล์สำเร็จ',
        data: { success: false, message: 'กำลังประมวลผลไฟล์', filename: 'OPD6805.DBF', errors: [] },
      });
      expect(['pending', 'processing']).toContain(body.data.status);
      await eventually(
        'the file to be done',
        async () => (await user.file(body.data.fileId)).status === 'completed',
      );
    });

    it('answers 200 with the outcome when that comes in time', async () => {
      const { status, headers, body } = await user.upload(opd, { headers: { Prefer: 'wait=60' } });
      expect([status, headers.get('Preference-Applied')]).toEqual([200, 'wait=60']);
      expect(body.data).toMatchObject({ success: true, status: 'completed' });
    });

    it('does not wait for workers that are not there, and is done when one comes', async () => {
      await stack.workers[0]?.stop();
      const startedAt = performance.now();
      const { status, body } = await user.uploadBatch([opd, claimFile(month, 'PAT')]);
      // The default would have been ten seconds.
      expect(performance.now() - startedAt).toBeLessThan(8_000);
      expect(status).toBe(202);
      expect(body.message).toBe('อัปโหลด batch สำเร็จ (0/2 ไฟล์)');
      expect(body.data.results).toMatchObject([
        { filename: 'OPD6805.DBF', success: false, message: 'กำลังประมวลผลไฟล์', status: 'pending' },
        { filename: 'PAT6805.DBF', success: false, message: 'กำลังประมวลผลไฟล์', status: 'pending' },
      ]);
      expect((await user.batch(body.data.batchId)).status).toBe('processing');
      await stack.workers[0]?.restart();
      expect(await user.waitForEnd(body.data.batchId)).toMatchObject({ status: 'success', successFiles: 2 });
    });
  });

  describe('listening', () => {
    it('tells of each file that ends, and of the end last', async () => {
      const { body } = await user.createBatch('listened to');
      const { id } = body.data;
      const events = await EventClient.open(
        `${user.baseUrl}/api/revenue/batches/${id}/events`,
        user.authorization,
      );
      expect(events.status).toBe(200);
      const zip = { name: 'month.zip', bytes: await claimMonthZip(month) };
      await user.upload(zip, { batchId: id, headers: { Prefer: 'respond-async' } });
      await events.closed();
      const batch = await user.batch(id);
      expect(events.events.at(-1)).toMatchObject({
        name: 'done',
        data: { id, status: 'success', processed: 17, failed: 0, total: 17, progress_percentage: 100 },
      });
      expect(events.named('done')).toHaveLength(1);
      const items = events
        .named('item')
        .map(({ data }) => data.item as unknown as { fileId: string; status: string });
      expect(items.map(({ fileId }) => fileId).sort()).toEqual(batch.files.map((file) => file.id).sort());
      expect(items.every(({ status }) => status === 'completed')).toBe(true);
    });

    it('tells of the records of a file while they are stored', async () => {
      const { batchId, fileId } = await halfWay();
      const events = await EventClient.open(
        `${user.baseUrl}/api/revenue/files/${fileId}/events`,
        user.authorization,
      );
      await events.closed();
      expect(events.events.at(-1)).toMatchObject({
        name: 'done',
        data: { id: fileId, status: 'completed', processed: ROWS, failed: 0, total: ROWS },
      });
      const percentages = events.events.map(({ data }) => data.progress_percentage);
      expect(percentages).toEqual([...percentages].sort((a, b) => a - b));
      expect(percentages.some((percentage) => percentage > 0 && percentage < 100)).toBe(true);
      expect(await user.waitForEnd(batchId)).toMatchObject({ status: 'success', totalRecords: ROWS });
    });
  });

  describe('cancel and retry', () => {
    it('stops in the middle of a file, keeps what is stored and says what was not done', async () => {
      const { batchId, fileId } = await halfWay();
      const { status, body } = await user.request('POST', `/batches/${batchId}/cancel`);
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({
          success: true,
          data: expect.objectContaining({
            status: 'error',
            errorFiles: 1,
            processingFiles: 0,
            notDoneCount: 1,
            notDone: [{ fileId, filename: 'DRU6805.DBF', storedRecords: expect.any(Number) }],
          }),
        }),
      ]);
      await eventually('the worker to have let go', () =>
        Boolean(stack.workers[0]?.output().includes('the job was taken away')),
      );
      const file = await user.file(fileId);
      expect(file).toMatchObject({ status: 'error', errors: [{ code: 'cancelled' }] });
      expect(file.totalRecords).toBeGreaterThan(0);
      expect(file.totalRecords).toBeLessThan(ROWS);
      expect(await storedRecords(fileId)).toBe(file.validRecords);

      // Another file goes through, so there was time to write, and nothing was written.
      await user.upload(claimFile(month, 'PAT'), { headers: { Prefer: 'wait=60' } });
      expect(await storedRecords(fileId)).toBe(file.validRecords);
      expect(await activeJobs(batchId)).toEqual([]);
      expect((await user.request('POST', `/batches/${batchId}/cancel`)).status).toBe(200);

      const again = await user.request('POST', `/batches/${batchId}/retry`);
      expect(again).toMatchObject({ status: 202, body: { data: { status: 'processing', retriedFiles: 1 } } });
      expect(await user.waitForEnd(batchId)).toMatchObject({ status: 'success', successFiles: 1 });
      const stored = await rows(
        db,
        `SELECT count(*)::int AS count, ${STORED_CHECKSUM}::float8 AS checksum FROM revenue_records WHERE file_id = $1`,
        [fileId],
      );
      expect(stored).toEqual([{ count: ROWS, checksum: largeDruChecksum({ rows: ROWS }) }]);
      expect((await user.request('POST', `/batches/${batchId}/retry`)).status).toBe(409);
      expect((await user.request('POST', `/batches/${batchId}/cancel`)).status).toBe(409);
    });

    it('reads again only the file that failed', async () => {
      const bad = { name: 'PAT6805.DBF', bytes: claimFile(month, 'PAT').bytes.subarray(0, 700) };
      const { body } = await user.uploadBatch([bad, claimFile(month, 'OPD')]);
      const { batchId } = body.data;
      const before = await user.waitForEnd(batchId);
      const again = await user.request('POST', `/files/${before.files[0]?.id}/retry`);
      expect(again.status).toBe(202);
      const after = await user.waitForEnd(batchId);
      expect(after).toMatchObject({ status: 'partial', successFiles: 1, errorFiles: 1 });
      expect(after.files[1]).toEqual(before.files[1]);
      expect((await user.request('POST', `/files/${before.files[1]?.id}/retry`)).status).toBe(409);
    });
  });

  describe('sending twice', () => {
    it('replays the answer of each endpoint that makes something, and makes nothing more', async () => {
      const [pat, opd] = [claimFile(month, 'PAT'), claimFile(month, 'OPD')];
      const replica = user.at(stack.apis[1]?.url as string);
      const counts = async () =>
        rows(
          db,
          'SELECT (SELECT count(*) FROM revenue_batches) AS batches, (SELECT count(*) FROM revenue_files) AS files',
        );
      const sends: ((
        client: RevenueClient,
        key: string,
      ) => Promise<{ status: number; headers: Headers; body: object }>)[] = [
        (client, key) =>
          client.request('POST', '/batches', {
            json: { batchName: 'twice' },
            headers: { 'Idempotency-Key': key },
          }),
        (client, key) => client.upload(pat, { headers: { 'Idempotency-Key': key } }),
        (client, key) => client.uploadBatch([pat, opd], { headers: { 'Idempotency-Key': key } }),
      ];
      for (const [at, send] of sends.entries()) {
        const first = await send(user, `same-${at}`);
        const made = await counts();
        const second = await send(replica, `same-${at}`);
        expect(second.headers.get('Idempotency-Replayed')).toBe('true');
        expect([second.status, second.body]).toEqual([first.status, first.body]);
        expect(await counts()).toEqual(made);
      }
      const other = await user.upload(opd, { headers: { 'Idempotency-Key': 'same-1' } });
      expect(other.status).toBe(422);
    });
  });
});
