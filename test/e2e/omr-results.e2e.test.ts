import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { makeSheet, makeTiff } from '@sluice/test/fixtures/sheets';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { makeZip } from '@sluice/test/fixtures/zips';
import { expect } from 'expect';
import sharp from 'sharp';
import { OmrClient } from './omr-client';

const TASK = '14900113';

describe('omr: images of sheets and exports', () => {
  let stack: Stack;
  let user: OmrClient;
  let agent: OmrClient;
  let db: Database;
  let files: { name: string; bytes: Buffer }[];
  /** The same files as a ZIP and as they are. */
  let batches: { way: string; id: string }[];

  before(async () => {
    stack = await startStack();
    const url = stack.apis[0]?.url as string;
    user = await OmrClient.login(url, 'user');
    agent = await OmrClient.login(url, 'agent');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    const good = await makeSheet({ taskId: TASK, dpi: 100 });
    files = [
      { name: 'room 1/1 "แผ่น".jpg', bytes: good },
      { name: 'room 1/2.png', bytes: await makeSheet({ dpi: 100, format: 'png' }) },
      { name: 'room 1/3.tif', bytes: await makeTiff([good, good]) },
      { name: 'room 1/4.jpg', bytes: good.subarray(0, good.length / 2) },
      { name: 'room 1/=5.webp', bytes: await makeSheet({ dpi: 100, format: 'webp' }) },
    ];
    const zip = await user.upload(await makeZip(files));
    const images = await user.uploadImages(files, { task_id: TASK, has_qr: 'true' });
    batches = [
      { way: 'zip', id: zip.body.batch_id },
      { way: 'images', id: images.body.batch_id },
    ];
    for (const { id } of batches) await user.waitForEnd(id);
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  it('sends the very bytes that were sent, as what they are', async () => {
    const types = ['image/jpeg', 'image/png', 'image/tiff', 'image/tiff', 'image/jpeg', 'image/webp'];
    const bytes = [0, 1, 2, 2, 3, 4].map((at) => files[at]?.bytes as Buffer);
    // "=" sorts before digits.
    const order = [5, 0, 1, 2, 3, 4];
    for (const { id } of batches) {
      for (const [at, which] of order.entries()) {
        const answer = await user.download(`/api/batches/${id}/sheets/${at + 1}/image`);
        expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, types[which]]);
        expect(answer.bytes.equals(bytes[which] as Buffer)).toBe(true);
        expect(answer.headers.get('Content-Length')).toBe(String(answer.bytes.length));
        const sha256 = createHash('sha256').update(answer.bytes).digest('hex');
        expect(answer.headers.get('ETag')).toBe(`"${sha256}"`);
      }
    }
  });

  it('names a file safely, lets browsers ask again cheaply, and forbids guessing', async () => {
    const path = `/api/batches/${batches[0]?.id}/sheets/2/image`;
    const { headers } = await user.download(path);
    expect(headers.get('Content-Disposition')).toBe(
      `inline; filename="1 \\"????\\".jpg"; filename*=UTF-8''1%20%22%E0%B9%81%E0%B8%9C%E0%B9%88%E0%B8%99%22.jpg`,
    );
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Cache-Control')).toBe('private, no-cache');
    const etag = headers.get('ETag') as string;
    for (const known of [etag, `"x", W/${etag}`, '*']) {
      const again = await user.download(path, { 'If-None-Match': known });
      expect([again.status, again.bytes.length]).toEqual([304, 0]);
    }
    expect((await user.download(path, { 'If-None-Match': '"x"' })).status).toBe(200);
  });

  it('sends thumbnails, and says why a sheet has none', async () => {
    for (const { id } of batches) {
      const { status, headers, bytes } = await user.download(`/api/batches/${id}/sheets/4/thumbnail`);
      expect([status, headers.get('Content-Type')]).toEqual([200, 'image/jpeg']);
      expect((await sharp(bytes).metadata()).width).toBe(200);
      const none = await user.request<{ detail: string }>('GET', `/api/batches/${id}/sheets/6/thumbnail`);
      expect(none.status).toBe(404);
      expect(none.body.detail).toBe('The sheet has no thumbnail: The image is cut short or damaged');
    }
  });

  it('tells of damage instead of sending it, also before any worker has met it', async () => {
    const good = files[0]?.bytes as Buffer;
    const zip = rawZip([
      { name: '1.jpg', bytes: good },
      { name: '2.jpg', bytes: good, declaredCrc32: 1 },
    ]);
    const { body } = await user.upload(zip, { task_id: TASK });
    await user.waitForEnd(body.batch_id);
    const answer = await user.request<{ detail: string }>(
      'GET',
      `/api/batches/${body.batch_id}/sheets/2/image`,
    );
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toMatch(/checksum/);
    // As a pending sheet is: nobody knows its hash yet.
    await db.query('UPDATE omr_sheets SET sha256 = NULL WHERE batch_id = $1', [body.batch_id]);
    const pending = await user.download(`/api/batches/${body.batch_id}/sheets/1/image`);
    expect([pending.status, pending.bytes.equals(good)]).toEqual([200, true]);
  });

  it('shows nothing of another’s batch, and 404 for what is not there', async () => {
    const id = batches[0]?.id as string;
    for (const path of ['sheets/1/image', 'sheets/1/thumbnail', 'export.csv', 'export.json', 'export']) {
      expect((await agent.download(`/api/batches/${id}/${path}`)).status).toBe(404);
      expect((await fetch(`${user.baseUrl}/api/batches/${id}/${path}`)).status).toBe(401);
    }
    expect((await agent.request('GET', `/api/batches/${id}`)).status).toBe(404);
    for (const index of ['99', '0', 'x', '1.5', '99999999999'])
      expect((await user.download(`/api/batches/${id}/sheets/${index}/image`)).status).toBe(404);
  });

  it('answers a batch’s own address like its status', async () => {
    const id = batches[0]?.id as string;
    const plain = await user.request('GET', `/api/batches/${id}?limit=2`);
    expect(plain).toMatchObject({ status: 200, body: (await user.status(id, 'limit=2')).body });
  });

  const csv = [
    'sheet,filename,page,task_id,qr_text,status,error',
    `1,room 1/=5.webp,1,20251119,"{""task_id"":""20251119"",""form"":""OMR-100""}",processed,`,
    `2,"room 1/1 ""แผ่น"".jpg",1,${TASK},"{""task_id"":""${TASK}"",""form"":""OMR-100""}",processed,`,
    `3,room 1/2.png,1,20251119,"{""task_id"":""20251119"",""form"":""OMR-100""}",processed,`,
    `4,room 1/3.tif,1,${TASK},"{""task_id"":""${TASK}"",""form"":""OMR-100""}",processed,`,
    `5,room 1/3.tif,2,${TASK},"{""task_id"":""${TASK}"",""form"":""OMR-100""}",processed,`,
    '6,room 1/4.jpg,1,,,failed,The image is cut short or damaged',
    '',
  ].join('\r\n');

  it('exports all sheets as CSV, whichever way it is asked for', async () => {
    const id = batches[0]?.id as string;
    const asked: [path: string, headers?: Record<string, string>][] = [
      ['export.csv'],
      ['export?format=csv'],
      ['export', { Accept: 'text/csv' }],
    ];
    for (const [path, headers] of asked) {
      const answer = await user.download(`/api/batches/${id}/${path}`, headers);
      expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
      expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename=batch-${id}.csv`);
      expect(answer.bytes.toString()).toBe(csv);
    }
  });

  it('exports all sheets as JSON, and refuses other formats', async () => {
    const id = batches[0]?.id as string;
    for (const path of ['export.json', 'export', 'export?format=json']) {
      const { body } = await user.request<{ sheets: object[] }>('GET', `/api/batches/${id}/${path}`);
      expect(body).toMatchObject({ batch_id: id, status: 'completed', sheet_count: 6 });
      expect(body.sheets.length).toBe(6);
      expect(body.sheets[5]).toEqual({
        sheet: 6,
        filename: 'room 1/4.jpg',
        page: 1,
        task_id: null,
        qr_text: null,
        status: 'failed',
        error: 'The image is cut short or damaged',
      });
    }
    expect((await user.download(`/api/batches/${id}/export?format=xml`)).status).toBe(400);
  });

  it('exports twenty thousand sheets whole and in order', async () => {
    const id = batches[1]?.id as string;
    await db.query(
      `INSERT INTO omr_sheets (batch_id, index, filename, source, status, qr_text)
       SELECT $1, n, n || '.jpg', '{}', 'processed', '=cmd|' || n FROM generate_series(7, 20000) AS n`,
      [id],
    );
    const lines = (await user.download(`/api/batches/${id}/export.csv`)).bytes.toString().split('\r\n');
    expect(lines.length).toBe(20_002);
    expect(lines[20_000]).toBe(`20000,20000.jpg,1,,'=cmd|20000,processed,`);
    const { body } = await user.request<{ sheets: { sheet: number }[] }>(
      'GET',
      `/api/batches/${id}/export.json`,
    );
    expect(body.sheets.map(({ sheet }) => sheet)).toEqual(Array.from({ length: 20_000 }, (_, i) => i + 1));
  });
});
