import { after, before, describe, it } from 'node:test';
import { OmrBatch } from '@sluice/systems/omr';
import { expect } from 'expect';
import { type RunningApi, startApi } from '../../http/testing/running-api';
import { expectReport, HARMLESS, HOSTILE, textOf } from '../../report/testing/report-answer';

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

describe('the report of a batch of sheets', () => {
  let api: RunningApi;
  let id: string;

  before(async () => {
    api = await startApi();
    const form = new FormData();
    form.append('file', new Blob(['PK of a kind']), 'scans.zip');
    const made = await api.request('POST', '/api/batches/upload', { as: 'user', body: form });
    id = made.body['batch_id'] as string;
    await api.db.query(
      `INSERT INTO omr_sheets (batch_id, index, filename, source, status, error, processed_at)
       SELECT $1, n, $2 || n, '{}', CASE WHEN n % 10 = 0 THEN 'failed' ELSE 'processed' END,
         CASE WHEN n % 10 = 0 THEN $2 || n END, timestamptz '2026-01-05 08:00:00Z' + n * interval '5 milliseconds'
       FROM generate_series(1, 20000) AS n`,
      [id, HOSTILE],
    );
    await api.db.manager.update(
      OmrBatch,
      { id },
      {
        originalFilename: HOSTILE,
        taskId: '14900113',
        status: 'completed',
        sheetCount: 20_100,
        processedCount: 18_000,
        failedCount: 2_000,
        warnings: [{ code: 'skipped_file', message: HOSTILE, filename: HOSTILE }],
        startedAt: new Date('2026-01-05T08:00:00Z'),
        completedAt: new Date('2026-01-05T08:01:40Z'),
      },
    );
  });
  after(() => api?.stop());

  const get = (as: string | undefined, batchId = id) =>
    api.request('GET', `/api/batches/${batchId}/report.html`, as === undefined ? {} : { as });

  it('is a page in English with what became of the sheets', async () => {
    const answer = await get('user');
    expectReport(answer, 'en');
    const text = textOf(answer);
    expect(text).toContain('Task 14900113');
    expect(text).toContain('5 January 2026, 08:00:00 UTC');
    expect(text).toContain('Duration 1 min 40 s');
    expect(text).toContain('Processed 18,000 89.6 % Failed 2,000 10 % Open 100 0.5 % Total 20,100 100 %');
  });

  it('counts sheets over time, all of them', async () => {
    const { text } = await get('user');
    const [, table = ''] = /Sheets over time<\/h2>[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(text) ?? [];
    const counts = [...table.matchAll(/<td class="number">([\d,]+)<\/td>/g)].map(([, count = '']) =>
      Number(count.replace(',', '')),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20_000);
    expect(counts.length / 2).toBeLessThanOrEqual(13);
  });

  it('tells of the first 500 failed sheets, of how many more, and where all are', async () => {
    const answer = await get('user');
    expect(answer.text.split(`${HARMLESS}4990</td>`).length - 1).toBe(2);
    expect(answer.text).toContain(`>${HARMLESS}5000</td>`);
    expect(answer.text).not.toContain(`>${HARMLESS}5010</td>`);
    expect(textOf(answer)).toContain(
      `The first 500 are shown; 1,500 more are not. All of it: /api/batches/${id}/export.csv`,
    );
    expect(answer.text.length).toBeLessThan(1_000_000);
  });

  it('is seen by its owner and by admins; for others it is not there', async () => {
    expect((await get('admin')).status).toBe(200);
    const notFound = { status: 404, body: { detail: 'Batch not found' } };
    expect(await get('agent')).toMatchObject(notFound);
    expect(await get('user', UNKNOWN_ID)).toMatchObject(notFound);
    expect((await get('user', 'nonsense')).status).toBe(404);
    const stranger = await get(undefined);
    expect([stranger.status, Object.keys(stranger.body)]).toEqual([401, ['detail']]);
  });

  it('is there before anything was read', async () => {
    const form = new FormData();
    form.append('file', new Blob(['PK of a kind']), 'scans.zip');
    const { body } = await api.request('POST', '/api/batches/upload', { as: 'user', body: form });
    const answer = await get('user', body['batch_id'] as string);
    expectReport(answer, 'en');
    expect(textOf(answer)).toContain('Finished not yet');
  });

  it('other pages keep the policy that they have', async () => {
    const { headers } = await api.request('GET', '/api/batches', { as: 'user' });
    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'self'/);
  });
});
