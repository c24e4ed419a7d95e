import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { batchUploadAnswer } from './revenue.answers';
import {
  broken,
  completed,
  dataOf,
  expectAsDocumented,
  fieldsOf,
  type Part,
  type RevenueApi,
  startRevenueApi,
} from './testing/revenue-api';

describe('uploads of several files to revenue', () => {
  let api: RevenueApi;

  before(async () => {
    api = await startRevenueApi();
  });
  after(() => api?.stop());

  interface Result {
    filename: string;
    success: boolean;
    message: string;
    errors: string[];
    fileId: string;
    status: string;
  }
  const resultsOf = (answer: ApiAnswer): Result[] => dataOf(answer)['results'] as Result[];

  it('are as printed once all have ended, in the order they were sent', async () => {
    await api.announceWorker();
    const parts: Part[] = [['PAT6805.DBF', 'four'], ['ADP6805.DBF'], ['x.exe']];
    const waiting = api.send('user', parts, [['batchName', 'Monthly Upload - January 2024']], {});
    const files = await eventually('the files are there', async () => {
      const found = await rows<{ id: string }>(api.db, 'SELECT id FROM revenue_files ORDER BY position');
      return found.length === 3 && found.map(({ id }) => id);
    });
    await api.change(files[0] as string, completed({ valid: 4800, invalid: 200 }));
    await api.change(files[1] as string, broken('Invalid file format', 'Missing required fields'));
    const answer = await waiting;
    expectAsDocumented(batchUploadAnswer, answer);
    expect(fieldsOf(answer.body)).toEqual(['success', 'data', 'message', 'timestamp']);
    expect(fieldsOf(dataOf(answer)).slice(0, 6)).toEqual([
      'batchId',
      'batchName',
      'totalFiles',
      'successFiles',
      'errorFiles',
      'results',
    ]);
    expect(answer.body).toMatchObject({
      success: true,
      data: {
        batchName: 'Monthly Upload - January 2024',
        totalFiles: 3,
        successFiles: 1,
        errorFiles: 2,
        status: 'partial',
        totalRecords: 5000,
      },
      message: 'อัปโหลด batch สำเร็จ (1/3 ไฟล์)',
    });
    const [good, bad, unread] = resultsOf(answer);
    const printed = ['filename', 'success', 'message', 'fileId', 'fileSize', 'errors'];
    expect(fieldsOf(good).slice(0, 6)).toEqual(printed);
    expect(good).toMatchObject({
      filename: 'PAT6805.DBF',
      success: true,
      message: 'ประมวลผลไฟล์สำเร็จ',
      fileId: files[0],
      fileSize: 4,
      errors: [],
    });
    expect(fieldsOf(bad).slice(0, 4)).toEqual(['filename', 'success', 'message', 'errors']);
    expect(bad).toMatchObject({
      filename: 'ADP6805.DBF',
      success: false,
      message: 'ไฟล์ไม่ผ่านการตรวจสอบ',
      errors: ['Invalid file format', 'Missing required fields'],
    });
    expect(unread).toMatchObject({ filename: 'x.exe', success: false, errors: ['Unsupported file type'] });
    await api.db.query('DELETE FROM workers');
  });

  it('are 202 with the same body while files are under way', async () => {
    const answer = await api.send('user', [['a.dbf'], ['b.exe']]);
    expectAsDocumented(batchUploadAnswer, answer, 202);
    expect(answer.body).toMatchObject({
      data: {
        batchName: expect.stringMatching(/^Batch \d{4}-\d\d-\d\d$/),
        totalFiles: 2,
        successFiles: 0,
        errorFiles: 1,
        processingFiles: 1,
        status: 'processing',
        results: [
          { filename: 'a.dbf', success: false, status: 'pending', message: 'กำลังประมวลผลไฟล์', errors: [] },
          { filename: 'b.exe', success: false, status: 'error' },
        ],
      },
      message: 'อัปโหลด batch สำเร็จ (0/2 ไฟล์)',
    });
    const { batchId } = dataOf(answer);
    expect(answer.headers.get('Location')).toBe(`/api/revenue/batches/${String(batchId)}`);
    expect(answer.headers.get('Retry-After')).toBe('2');
    expect(await api.jobs(batchId as string)).toEqual(['revenue.parse-file waiting']);
  });

  it('are done at once when there is nothing that anyone could read', async () => {
    const answer = await api.send('user', [['a.exe'], ['b.dbt']]);
    expectAsDocumented(batchUploadAnswer, answer);
    expect(dataOf(answer)).toMatchObject({
      status: 'error',
      errorFiles: 2,
      results: [{ errors: ['Unsupported file type'] }, { errors: ['Memo file without its table'] }],
    });
  });

  it('give memo files to the table of the same name, whatever the case and the order', async () => {
    const answer = await api.send('user', [
      ['Notes.dbt', 'memo 1'],
      ['NOTES.DBF', 'table 1'],
      ['folder/other.DBF', 'table 2'],
      ['OTHER.fpt', 'memo 2'],
      ['other.dbt', 'one too many'],
      ['list.csv', 'no table with memos'],
      ['list.dbt'],
    ]);
    expect(resultsOf(answer).map(({ filename, status }) => [filename, status])).toEqual([
      ['NOTES.DBF', 'pending'],
      ['other.DBF', 'pending'],
      ['other.dbt', 'error'],
      ['list.csv', 'pending'],
      ['list.dbt', 'error'],
    ]);
    const memos = await rows<{ filename: string; bytes: string }>(
      api.db,
      `SELECT filename, bytes FROM revenue_files JOIN files ON key = memo_key WHERE batch_id = $1 ORDER BY position`,
      [dataOf(answer)['batchId']],
    );
    expect(memos).toEqual([
      { filename: 'NOTES.DBF', bytes: '6' },
      { filename: 'other.DBF', bytes: '6' },
    ]);
  });

  it('say who sent them', async () => {
    const headers = { 'User-Agent': 'hospital/2', Prefer: 'respond-async' };
    const answer = await api.send('agent', [['a.dbf']], [], headers);
    const me = (await api.get('agent', '/api/auth/me')).body['id'];
    const sender = { userId: me, ipAddress: '127.0.0.1', userAgent: 'hospital/2' };
    const { batchId } = dataOf(answer) as { batchId: string };
    expect(dataOf(await api.get('agent', `/api/revenue/batches/${batchId}`))).toMatchObject({
      ...sender,
      files: [sender],
    });
  });

  it('take ten files, and refuse eleven in Thai', async () => {
    const parts = (count: number): Part[] => Array.from({ length: count }, (_, n) => [`${n}.dbf`]);
    expect((await api.send('user', parts(10))).status).toBe(202);
    const filesBefore = await api.storedFiles();
    const answer = await api.send('user', parts(11));
    expect(answer).toMatchObject({
      status: 400,
      body: {
        success: false,
        error: { code: 'too_many_files' },
        message: expect.stringMatching(/ไม่เกิน 10 ไฟล์/),
      },
    });
    const ids = Array.from({ length: 10 }, (): [string, string] => [
      'upload_id',
      '01890000-0000-7000-8000-000000000000',
    ]);
    expect((await api.send('user', parts(1), ids)).body['error']).toEqual({ code: 'too_many_files' });
    expect(await api.storedFiles()).toEqual(filesBefore);
  });

  it('without a file are refused', async () => {
    const answer = await api.send('user', [], [['batchName', 'May']]);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'no_file' } } });
  });

  it('are done once under one key, however often they are sent', async () => {
    const headers = { 'Idempotency-Key': 'batch-1', Prefer: 'respond-async' };
    const send = (content: string): Promise<ApiAnswer> => api.send('user', [['a.dbf', content]], [], headers);
    const [first, again, other] = [await send('x'), await send('x'), await send('y')];
    expect([again.status, again.text]).toEqual([202, first.text]);
    expect(other.status).toBe(422);
  });

  it('are limited a user and a minute, as every answer says', async () => {
    const limited = await startRevenueApi({ RATE_LIMIT_REVENUE_UPLOADS: '2' });
    try {
      for (let n = 0; n < 2; n++) expect((await limited.send('user', [['a.dbf']])).status).toBe(202);
      const refused = await limited.send('user', [['a.dbf']]);
      expect(refused).toMatchObject({
        status: 429,
        body: { success: false, error: { code: 'rate_limited' } },
      });
      expect(refused.headers.get('X-RateLimit-Limit')).toBe('2');
      expect((await limited.send('agent', [['a.dbf']])).status).toBe(202);
    } finally {
      await limited.stop();
    }
  });
});
