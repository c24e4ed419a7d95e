import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { uploadAnswer } from './revenue.answers';
import {
  broken,
  completed,
  dataOf,
  expectAsDocumented,
  fieldsOf,
  type RevenueApi,
  startRevenueApi,
  UNKNOWN_ID,
} from './testing/revenue-api';

const FIELDS = ['success', 'message', 'filename', 'fileId', 'fileSize', 'uploadDate', 'errors'];
const REQUEST_ID = /^req_\d{10}_[a-z0-9]{6}$/;

describe('uploads of single files to revenue', () => {
  let api: RevenueApi;

  before(async () => {
    api = await startRevenueApi({ MAX_REQUEST_BYTES: '2000000' });
  });
  after(() => api?.stop());

  const idOf = (answer: ApiAnswer): string => dataOf(answer)['fileId'] as string;

  /** The id of the file of an upload that waits for its answer. */
  function pendingFile(filename: string): Promise<string> {
    return eventually('the file is there', async () => {
      const [file] = await rows<{ id: string }>(api.db, 'SELECT id FROM revenue_files WHERE filename = $1', [
        filename,
      ]);
      return file?.id;
    });
  }

  describe('without a wait', () => {
    it('are 202 as printed, their result marked as still to come', async () => {
      const answer = await api.sendOne('user', ['PAT6805.DBF', 'four']);
      expectAsDocumented(uploadAnswer, answer, 202);
      expect(fieldsOf(answer.body)).toEqual(['success', 'data', 'message', 'timestamp', 'requestId']);
      expect(fieldsOf(dataOf(answer)).slice(0, FIELDS.length)).toEqual(FIELDS);
      expect(answer.body).toMatchObject({
        success: true,
        data: {
          success: false,
          message: 'กำลังประมวลผลไฟล์',
          filename: 'PAT6805.DBF',
          fileSize: 4,
          errors: [],
          status: 'pending',
          batchId: null,
        },
        message: 'อัปโหลดไฟล์สำเร็จ',
        requestId: expect.stringMatching(REQUEST_ID),
      });
      expect(answer.headers.get('X-Request-Id')).toBe(answer.body['requestId']);
      expect(answer.headers.get('Location')).toBe(`/api/revenue/files/${idOf(answer)}`);
      expect(answer.headers.get('Retry-After')).toBe('2');
      expect(answer.headers.get('Preference-Applied')).toBe('respond-async');
      expect(await api.jobs(idOf(answer))).toEqual(['revenue.parse-file waiting']);
    });

    it('carry the client’s request id when it has one', async () => {
      const headers = { 'X-Request-Id': 'follow-me-2', Prefer: 'respond-async' };
      const answer = await api.sendOne('user', ['a.dbf'], [], headers);
      expect(answer.body['requestId']).toBe('follow-me-2');
      const jobs = await rows(api.db, 'SELECT request_id FROM jobs WHERE subject_id = $1', [idOf(answer)]);
      expect(jobs).toEqual([{ request_id: 'follow-me-2' }]);
      const events = await rows(
        api.db,
        'SELECT action, actor_name, request_id, details FROM audit_events WHERE subject_id = $1',
        [idOf(answer)],
      );
      expect(events).toEqual([
        {
          action: 'revenue.file.upload',
          actor_name: 'user',
          request_id: 'follow-me-2',
          details: { batchId: null, fileType: 'DBF', bytes: 1 },
        },
      ]);
    });

    it('do not burn the wait when no worker is alive', async () => {
      const answer = await api.sendOne('user', ['a.dbf'], [], { Prefer: 'wait=60' });
      expect(answer).toMatchObject({ status: 202, body: { data: { status: 'pending' } } });
    });
  });

  describe('that wait', () => {
    before(() => api.announceWorker());
    after(() => api.db.query('DELETE FROM workers'));

    it('are 200 with the printed result when the file is imported meanwhile', async () => {
      const waiting = api.sendOne('user', ['CHA6805.DBF'], [], {});
      await api.change(await pendingFile('CHA6805.DBF'), completed({ valid: 3, invalid: 2, skipped: 1 }));
      const answer = await waiting;
      expectAsDocumented(uploadAnswer, answer);
      expect(answer.body).toMatchObject({
        success: true,
        data: {
          success: true,
          message: 'ประมวลผลไฟล์สำเร็จ',
          errors: [],
          status: 'completed',
          totalRecords: 6,
          validRecords: 3,
          invalidRecords: 2,
          skippedRecords: 1,
        },
        message: 'อัปโหลดไฟล์สำเร็จ',
      });
    });

    it('are 200 with success inside false when the file is not sound', async () => {
      const waiting = api.sendOne('user', ['ADP6805.DBF'], [], {});
      const change = broken('Invalid file format', 'Missing required fields');
      await api.change(await pendingFile('ADP6805.DBF'), change);
      const answer = await waiting;
      expectAsDocumented(uploadAnswer, answer);
      expect(answer.body).toMatchObject({
        success: true,
        data: {
          success: false,
          message: 'ไฟล์ไม่ผ่านการตรวจสอบ',
          errors: ['Invalid file format', 'Missing required fields'],
          errorDetails: [{ detail: 'รายละเอียด' }, {}],
        },
      });
    });

    it('are replayed with the result they ended with', async () => {
      const send = (name: string): Promise<ApiAnswer> =>
        api.sendOne('user', [name], [], { 'Idempotency-Key': 'upload-1' });
      const waiting = send('IPD6805.DBF');
      await api.change(await pendingFile('IPD6805.DBF'), completed({ valid: 1 }));
      const [first, again, other] = [await waiting, await send('IPD6805.DBF'), await send('IRF6805.DBF')];
      expect([again.status, again.text]).toEqual([200, first.text]);
      expect(again.headers.get('Idempotency-Replayed')).toBe('true');
      expect(other.status).toBe(422);
      const made = await rows(api.db, `SELECT 1 FROM revenue_files WHERE filename = 'IPD6805.DBF'`);
      expect(made).toHaveLength(1);
    });

    it('of a ZIP end when its last member has, and tell of each', async () => {
      const waiting = api.sendOne('user', ['month.zip'], [], {});
      const zipId = await pendingFile('month.zip');
      const members = ['PAT6805.DBF', 'OPD6805.DBF'];
      const ids = members.map((_, at) => `0189${at}000-0000-7000-8000-000000000000`);
      for (const [at, filename] of members.entries()) {
        await api.db.query(
          `INSERT INTO revenue_files (id, tenant_id, owner_id, batch_id, archive_id, position, filename, original_name,
             file_type, file_size, file_key, user_id, ip_address, user_agent)
           SELECT $2, tenant_id, owner_id, batch_id, id, $3, $4, 'folder/' || $4, 'DBF', 7, 'none', user_id, '', ''
           FROM revenue_files WHERE id = $1`,
          [zipId, ids[at], at + 1, filename],
        );
      }
      await api.change(zipId, { isContainer: true, ...completed({ valid: 0 }) });
      await api.change(ids[0] as string, completed({ valid: 5 }));
      await api.change(ids[1] as string, broken('Invalid file format'));
      const answer = await waiting;
      expectAsDocumented(uploadAnswer, answer);
      expect(dataOf(answer)).toMatchObject({
        success: false,
        filename: 'month.zip',
        fileId: zipId,
        errors: ['folder/OPD6805.DBF: Invalid file format'],
        status: 'error',
        validRecords: 5,
        results: [
          { filename: 'PAT6805.DBF', success: true },
          { filename: 'OPD6805.DBF', success: false },
        ],
      });
    });
  });

  describe('into a batch', () => {
    it('count in it and stand behind the files before them, in the batch’s name', async () => {
      const batchId = await api.newBatch('user', { batchName: 'May', userId: 'ward 7' });
      const fields: [string, string][] = [['batchId', batchId.toUpperCase()]];
      await api.sendOne('user', ['PAT6805.DBF'], fields);
      const answer = await api.sendOne('user', ['INS6805.DBF'], fields);
      expect(dataOf(answer)).toMatchObject({ batchId });
      expect(dataOf(await api.get('user', `/api/revenue/batches/${batchId}`))).toMatchObject({
        totalFiles: 2,
        processingFiles: 2,
        totalSize: 2,
        status: 'processing',
        files: [
          { filename: 'PAT6805.DBF', userId: 'ward 7', claimTable: 'PAT', ipAddress: '127.0.0.1' },
          { filename: 'INS6805.DBF' },
        ],
      });
      expect(await api.jobs(batchId)).toEqual(['revenue.parse-file waiting', 'revenue.parse-file waiting']);
    });

    it('take the batch’s id before the file or after it', async () => {
      const batchId = await api.newBatch('user');
      const form = new FormData();
      form.append('batchId', batchId);
      form.append('file', new Blob(['x']), 'a.csv');
      const headers = { Prefer: 'respond-async' };
      const answer = await api.request('POST', '/api/revenue/upload', { as: 'user', body: form, headers });
      expect(dataOf(answer)).toMatchObject({ batchId });
    });

    it('of a colleague work for an admin, and belong to the colleague', async () => {
      const batchId = await api.newBatch('user');
      const answer = await api.sendOne('admin', ['PAT6805.DBF'], [['batchId', batchId]]);
      expect(answer.status).toBe(202);
      expect((await api.get('user', `/api/revenue/files/${idOf(answer)}`)).status).toBe(200);
    });

    const unknown = [UNKNOWN_ID, 'batch-123', `{${UNKNOWN_ID}}`];
    for (const batchId of unknown) {
      it(`that is not there (${batchId}) are 404, and keep nothing`, async () => {
        const filesBefore = await api.storedFiles();
        const answer = await api.sendOne('user', ['a.dbf'], [['batchId', batchId]]);
        expect(answer).toMatchObject({ status: 404, body: { success: false, message: 'ไม่พบ batch' } });
        expect(await api.storedFiles()).toEqual(filesBefore);
      });
    }

    it('of another are 403, of another tenant 404', async () => {
      const batchId = await api.newBatch('user');
      const filesBefore = await api.storedFiles();
      for (const [as, status] of [
        ['agent', 403],
        ['stranger', 404],
        ['overseer', 404],
      ] as const) {
        const answer = await api.sendOne(as, ['a.dbf'], [['batchId', batchId]]);
        expect([as, answer.status]).toEqual([as, status]);
      }
      expect(await api.storedFiles()).toEqual(filesBefore);
    });
  });

  describe('of a ZIP', () => {
    it('get a batch of their own, named after it', async () => {
      const answer = await api.sendOne('user', ['scans/may.zip', 'PK']);
      const { batchId } = dataOf(answer) as { batchId: string };
      expect(answer.headers.get('Location')).toBe(`/api/revenue/batches/${batchId}`);
      expect(await api.jobs(batchId)).toEqual(['revenue.open-archive waiting']);
      expect(dataOf(await api.get('user', `/api/revenue/batches/${batchId}`))).toMatchObject({
        batchName: 'may.zip',
        totalFiles: 1,
        processingFiles: 1,
      });
    });
  });

  describe('that are refused', () => {
    async function expectRefused(answer: ApiAnswer, message: RegExp, before: string[]): Promise<void> {
      const body = { success: false, message: expect.stringMatching(message) };
      expect(answer).toMatchObject({ status: 400, body });
      expect(await api.storedFiles()).toEqual(before);
    }

    for (const name of ['a.exe', 'a', 'dbf', '.dbf', 'a.dbf.txt.pdf', 'a.dbf ']) {
      it(`have a type that nobody reads (${name})`, async () => {
        const filesBefore = await api.storedFiles();
        await expectRefused(await api.sendOne('user', [name]), /ไม่รองรับไฟล์ชนิดนี้.*DBF/, filesBefore);
      });
    }

    it('are a memo file without its table', async () => {
      const filesBefore = await api.storedFiles();
      for (const name of ['a.dbt', 'A.FPT']) {
        await expectRefused(await api.sendOne('user', [name]), /memo.*DBF/, filesBefore);
      }
    });

    it('have no file, in whatever way', async () => {
      const filesBefore = await api.storedFiles();
      const withText = new FormData();
      withText.append('file', 'a text');
      for (const body of [new FormData(), withText]) {
        const answer = await api.request('POST', '/api/revenue/upload', { as: 'user', body });
        await expectRefused(answer, /กรุณาส่งไฟล์.*"file"/, filesBefore);
      }
      const none = await api.request('POST', '/api/revenue/upload', { as: 'user' });
      expect(none).toMatchObject({ status: 415, body: { success: false } });
    });

    it('have two files, or one in another field', async () => {
      const filesBefore = await api.storedFiles();
      const two = new FormData();
      two.append('file', new Blob(['x']), 'a.dbf');
      two.append('file', new Blob(['x']), 'b.dbf');
      const post = (body: FormData) => api.request('POST', '/api/revenue/upload', { as: 'user', body });
      await expectRefused(await post(two), /ไม่เกิน 1 ไฟล์.*"file"/, filesBefore);
      const elsewhere = new FormData();
      elsewhere.append('document', new Blob(['x']), 'a.dbf');
      await expectRefused(await post(elsewhere), /ไฟล์ที่ส่งมาไม่ถูกต้อง.*document/, filesBefore);
    });

    it('are too large, whether they say so or not', async () => {
      const filesBefore = await api.storedFiles();
      const large: [string, string] = ['a.dbf', 'x'.repeat(2_000_001)];
      await expectRefused(await api.sendOne('user', large), /ใหญ่เกินไป.*\/api\/uploads/, filesBefore);
      const chunks = new ReadableStream({
        start(controller) {
          const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.dbf"\r\n\r\n';
          controller.enqueue(Buffer.from(`${head}${large[1]}\r\n--b--\r\n`));
          controller.close();
        },
      });
      const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
      const silent = { as: 'user', body: chunks, headers };
      const answer = await api.request('POST', '/api/revenue/upload', silent);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'file_too_large' } } });
      await eventually(
        'no file is left',
        async () => (await api.storedFiles()).length === filesBefore.length,
      );
    });
  });

  describe('that were sent in pieces', () => {
    async function finishedUpload(filename: string, as = 'user'): Promise<string> {
      const metadata = `filename ${Buffer.from(filename).toString('base64')}`;
      const tus = { 'Tus-Resumable': '1.0.0' };
      const made = await api.request('POST', '/api/uploads', {
        as,
        headers: { ...tus, 'Upload-Length': '5', 'Upload-Metadata': metadata },
      });
      const location = new URL(made.headers.get('Location') as string, api.url).pathname;
      const headers = { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
      expect((await api.request('PATCH', location, { as, headers, body: 'bytes' })).status).toBe(204);
      return location.split('/').at(-1) as string;
    }

    const claim = (as: string, uploadId: string, path = 'upload'): Promise<ApiAnswer> => {
      const body = new FormData();
      body.append('upload_id', uploadId);
      const headers = { Prefer: 'respond-async' };
      return api.request('POST', `/api/revenue/${path}`, { as, body, headers });
    };

    it('are taken once by their upload_id', async () => {
      const id = await finishedUpload('DRU6805.DBF');
      expect((await claim('agent', id)).status).toBe(404);
      const answer = await claim('user', id);
      expectAsDocumented(uploadAnswer, answer, 202);
      expect(dataOf(answer)).toMatchObject({ filename: 'DRU6805.DBF', fileSize: 5 });
      expect(await claim('user', id)).toMatchObject({
        status: 409,
        body: { error: { code: 'upload_used' }, message: 'upload_id นี้ถูกใช้ไปแล้ว' },
      });
    });

    it('stay for another try when their type is refused', async () => {
      const id = await finishedUpload('a.exe');
      for (let n = 0; n < 2; n++) expect((await claim('user', id)).status).toBe(400);
    });

    it('count as files of a batch', async () => {
      const id = await finishedUpload('PAT6805.DBF');
      const answer = await claim('user', id, 'upload/batch');
      expect(answer).toMatchObject({
        status: 202,
        body: { data: { totalFiles: 1, results: [{ filename: 'PAT6805.DBF' }] } },
      });
    });

    it('are not found by what is no id', async () => {
      expect((await claim('user', 'x')).status).toBe(400);
      expect((await claim('user', UNKNOWN_ID)).status).toBe(404);
    });
  });
});
