import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { makeSheet, makeSheetSet, makeTiff } from '@sluice/test/fixtures/sheets';
import { hostileZips, makeZip } from '@sluice/test/fixtures/zips';
import { OmrClient } from './omr-client';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NAIVE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

describe('omr: a ZIP of scanned sheets becomes a finished batch', () => {
  let stack: Stack;
  let user: OmrClient;
  let admin: OmrClient;

  before(async () => {
    stack = await startStack({ apis: 2, workers: 3, env: { DEV_LOGINS: 'true' } });
    const url = stack.apis[0]?.url as string;
    user = await OmrClient.login(url, 'user');
    admin = await OmrClient.login(url, 'admin');
  });
  after(() => stack?.stop());

  it('answers upload and progress as printed', async () => {
    const zip = await makeZip(await makeSheetSet({ count: 3, taskId: '14900113' }));
    const upload = await user.upload(zip, { has_qr: 'true' }, '117-with-qr.zip');
    expect(upload.status).toBe(202);
    expect(Object.keys(upload.body)).toEqual(['batch_id', 'status', 'message', 'total_size']);
    expect(upload.body).toEqual({
      batch_id: expect.stringMatching(UUID),
      status: 'uploaded',
      message: expect.stringMatching(/^Batch uploaded successfully/),
      total_size: zip.length,
    });

    const end = await user.waitForEnd(upload.body.batch_id);
    expect(Object.keys(end)).toEqual([
      'batch_uuid',
      'status',
      'sheet_count',
      'processed_count',
      'failed_count',
      'progress_percentage',
      'created_at',
      'completed_at',
    ]);
    expect(end).toEqual({
      batch_uuid: upload.body.batch_id,
      status: 'completed',
      sheet_count: 3,
      processed_count: 3,
      failed_count: 0,
      progress_percentage: 100,
      created_at: expect.stringMatching(NAIVE_TIME),
      completed_at: expect.stringMatching(NAIVE_TIME),
    });
  });

  it('tells in the status what became of each sheet', async () => {
    const sheet = (taskId: string | null, seed: number) => makeSheet({ taskId, seed });
    const good = await sheet('14900113', 1);
    const zip = await makeZip([
      { name: '__MACOSX/1.jpg', bytes: good },
      { name: 'sheets/.DS_Store', bytes: Buffer.from('x') },
      { name: 'readme.txt', bytes: Buffer.from('no image') },
      { name: 'sheets/10.jpg', bytes: await sheet('14900117', 3) },
      { name: 'sheets/9.jpg', bytes: good.subarray(0, good.length / 2) },
      { name: 'sheets/2.jpg', bytes: good },
      { name: 'sheets/1.jpg', bytes: await sheet(null, 4) },
      { name: 'sheets/11.tif', bytes: await makeTiff([good, await sheet('14900113', 5)]) },
    ]);
    const { body } = await user.upload(zip, { has_qr: '1' }, 'mixed.zip');
    await user.waitForEnd(body.batch_id);
    const { body: status } = await user.status(body.batch_id);
    expect(status).toMatchObject({
      batch_id: body.batch_id,
      task_id: '14900113',
      upload_strategy: 'zip_with_qr',
      original_filename: 'mixed.zip',
      total_size: zip.length,
      uploaded_by: 'user',
      started_at: expect.stringMatching(NAIVE_TIME),
      error_message: null,
      sheet_count: 6,
      processed_count: 5,
      failed_count: 1,
      progress_percentage: 100,
    });
    const seen = status.sheets.map(({ index, filename, page, status: state, task_id }) => {
      return [index, filename, page, state, task_id];
    });
    expect(seen).toEqual([
      [1, 'sheets/1.jpg', 1, 'processed', null],
      [2, 'sheets/2.jpg', 1, 'processed', '14900113'],
      [3, 'sheets/9.jpg', 1, 'failed', null],
      [4, 'sheets/10.jpg', 1, 'processed', '14900117'],
      [5, 'sheets/11.tif', 1, 'processed', '14900113'],
      [6, 'sheets/11.tif', 2, 'processed', '14900113'],
    ]);
    expect(status.sheets[1]).toMatchObject({ qr_text: expect.stringContaining('14900113'), error: null });
    expect(status.sheets[1]?.width).toBeGreaterThan(1600);
    expect(status.sheets[2]?.error).toEqual(expect.any(String));
    const warnings = status.warnings.map(({ code, index, filename, task_id }) => [
      code,
      index,
      filename,
      task_id,
    ]);
    expect(warnings).toEqual([
      ['skipped_file', undefined, 'readme.txt', undefined],
      ['task_id_from_later_sheet', 2, 'sheets/2.jpg', '14900113'],
      ['qr_not_found', 1, 'sheets/1.jpg', undefined],
      ['task_id_mismatch', 4, 'sheets/10.jpg', '14900117'],
    ]);

    const failed = await user.status(body.batch_id, 'status=failed');
    expect(failed.body.sheets.map((one) => one.index)).toEqual([3]);
    const page = await user.status(body.batch_id, 'limit=2&offset=1');
    expect(page.body.sheets.map((one) => one.index)).toEqual([2, 3]);
  });

  it('fails a batch without any readable code and says so', async () => {
    const zip = await makeZip([{ name: '1.jpg', bytes: await makeSheet({ taskId: null }) }]);
    const { body } = await user.upload(zip);
    expect(await user.waitForEnd(body.batch_id)).toMatchObject({ status: 'failed', processed_count: 1 });
    const { body: status } = await user.status(body.batch_id);
    expect(status.error_message).toMatch(/No QR code with an 8-digit task id/);
  });

  it('shows batches to their owner and to admins, newest first, and deletes for admins only', async () => {
    const zip = await makeZip(await makeSheetSet({ count: 1 }));
    const { body: first } = await user.upload(zip);
    const { body: second } = await user.upload(zip);
    const agent = await OmrClient.login(user.baseUrl, 'agent');

    interface List {
      total: number;
      limit: number;
      offset: number;
      batches: { batch_id: string }[];
    }
    const own = await user.request<List>('GET', '/api/batches/?limit=2&offset=0');
    expect(own.status).toBe(200);
    expect(Object.keys(own.body)).toEqual(['total', 'limit', 'offset', 'batches']);
    expect(own.body).toMatchObject({ limit: 2, offset: 0 });
    expect(own.body.total).toBeGreaterThanOrEqual(2);
    expect(own.body.batches.map((batch) => batch.batch_id)).toEqual([second.batch_id, first.batch_id]);
    const all = await admin.request<List>('GET', '/api/batches/?limit=200');
    expect(all.body.batches.map((batch) => batch.batch_id)).toContain(first.batch_id);
    expect((await agent.request<List>('GET', '/api/batches/')).body.total).toBe(0);
    for (const path of ['progress', 'status']) {
      const answer = await agent.request('GET', `/api/batches/${first.batch_id}/${path}`);
      expect(answer).toMatchObject({ status: 404, body: { detail: 'Batch not found' } });
    }

    expect((await user.request('DELETE', `/api/batches/${first.batch_id}`)).status).toBe(403);
    await user.waitForEnd(first.batch_id);
    expect((await admin.request('DELETE', `/api/batches/${first.batch_id}`)).status).toBe(204);
    expect((await user.progress(first.batch_id)).status).toBe(404);
    expect((await user.status(first.batch_id)).status).toBe(404);
    expect((await admin.request('DELETE', `/api/batches/${first.batch_id}`)).status).toBe(404);
  });

  it('deletes a running batch, work and files and all', async () => {
    const zip = await makeZip(await makeSheetSet({ count: 60, distinct: 4, dpi: 100 }));
    const { body } = await user.upload(zip);
    await eventually('the batch to be under way', async () => {
      return (await user.progress(body.batch_id)).body.processed_count > 0;
    });
    expect((await admin.request('DELETE', `/api/batches/${body.batch_id}`)).status).toBe(204);
    const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    try {
      expect(await rows(db, 'SELECT 1 FROM omr_sheets WHERE batch_id = $1', [body.batch_id])).toEqual([]);
      expect(await rows(db, 'SELECT 1 FROM jobs WHERE subject_id = $1', [body.batch_id])).toEqual([]);
    } finally {
      await db.destroy();
    }
    expect((await user.progress(body.batch_id)).status).toBe(404);
  });

  it('shares one 291-sheet ZIP among three workers, polled at both replicas of the API', async () => {
    const zip = await makeZip(await makeSheetSet({ count: 291, distinct: 2, dpi: 80, taskId: '14900103' }));
    const { body } = await user.upload(zip, { has_qr: 'true' }, '103-with-qr.zip');
    const other = user.at(stack.apis[1]?.url as string);
    const seen: number[] = [];
    const end = await other.waitForEnd(body.batch_id, {
      onProgress: (progress) => seen.push(progress.progress_percentage),
    });
    expect(end).toMatchObject({
      status: 'completed',
      sheet_count: 291,
      processed_count: 291,
      failed_count: 0,
    });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(new Set(seen).size).toBeGreaterThan(5);
    expect((await user.status(body.batch_id)).body).toMatchObject({ task_id: '14900103', warnings: [] });

    const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    try {
      const workers = await rows<{ worker_id: string; sheets: number }>(
        db,
        `SELECT worker_id, count(*)::int AS sheets FROM omr_sheets WHERE batch_id = $1 GROUP BY worker_id`,
        [body.batch_id],
      );
      expect(workers.length).toBe(3);
      for (const { sheets } of workers) expect(sheets).toBeGreaterThan(30);
    } finally {
      await db.destroy();
    }
  });

  describe('bad archives', () => {
    it('end as a failed batch with a reason a person understands, the service unharmed', async () => {
      const sheet = await makeSheet();
      for (const bad of await hostileZips(sheet)) {
        const upload = await user.upload(bad.bytes, { has_qr: 'true' }, 'bad.zip');
        expect([bad.name, upload.status]).toEqual([bad.name, 202]);
        const end = await user.waitForEnd(upload.body.batch_id, { timeoutMs: 30_000 });
        expect([bad.name, end.status]).toEqual([bad.name, 'failed']);
        const { body: status } = await user.status(upload.body.batch_id);
        expect(status.error_message).toMatch(bad.reason);
      }
      const sound = await user.upload(await makeZip([{ name: '1.jpg', bytes: sheet }]));
      expect(await user.waitForEnd(sound.body.batch_id)).toMatchObject({ status: 'completed' });
      expect([...stack.workers, ...stack.apis].filter((program) => program.hasExited())).toEqual([]);
    });
  });

  it('refuses an upload without a token before reading its body', async () => {
    const { hostname, port } = new URL(user.baseUrl);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      'POST /api/batches/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n' +
        'Content-Length: 50000000\r\n\r\n',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  });
});
