import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import {
  batchAnswer,
  batchFilesAnswer,
  batchListAnswer,
  batchWithFilesAnswer,
  deletedAnswer,
  progressAnswer,
} from './revenue.answers';
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

const BATCH_FIELDS = [
  'id', 'batchName', 'uploadDate', 'totalFiles', 'successFiles', 'errorFiles', 'processingFiles', 'totalRecords',
  'totalSize', 'status', 'userId', 'ipAddress', 'userAgent', 'createdAt', 'updatedAt',
]; // prettier-ignore
const FILE_FIELDS = [
  'id', 'filename', 'originalName', 'fileType', 'fileSize', 'filePath', 'uploadDate', 'status', 'batchId', 'userId',
  'ipAddress', 'userAgent', 'isValid', 'totalRecords', 'validRecords', 'invalidRecords', 'processedRecords',
  'skippedRecords', 'processingTime', 'createdAt', 'updatedAt',
]; // prettier-ignore
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

describe('batches of revenue', () => {
  let api: RevenueApi;

  before(async () => {
    api = await startRevenueApi();
  });
  after(() => api?.stop());

  const post = (as: string, json: unknown) => api.request('POST', '/api/revenue/batches', { as, json });

  describe('a new one', () => {
    it('is as printed, in the words of the client', async () => {
      const named = {
        batchName: 'Monthly Upload - January 2024',
        userId: 'user123',
        ipAddress: '192.168.1.100',
        userAgent: 'Mozilla/5.0...',
      };
      const answer = await post('user', named);
      expectAsDocumented(batchAnswer, answer, 201);
      expect(answer.body).toEqual({
        success: true,
        data: expect.objectContaining({
          ...named,
          totalFiles: 0,
          successFiles: 0,
          errorFiles: 0,
          processingFiles: 0,
          totalRecords: 0,
          totalSize: 0,
          status: 'processing',
          uploadDate: TIME,
          createdAt: TIME,
          updatedAt: TIME,
        }),
        message: 'สร้าง batch สำเร็จ',
        timestamp: TIME,
      });
      expect(fieldsOf(answer.body)).toEqual(['success', 'data', 'message', 'timestamp']);
      expect(fieldsOf(dataOf(answer)).slice(0, BATCH_FIELDS.length)).toEqual(BATCH_FIELDS);
      expect(answer.headers.get('Location')).toBe(`/api/revenue/batches/${String(dataOf(answer)['id'])}`);
    });

    it('is the caller’s where the client says nothing', async () => {
      const answer = await api.request('POST', '/api/revenue/batches', {
        as: 'user',
        json: { batchName: '' },
        headers: { 'User-Agent': 'hospital/1' },
      });
      const me = (await api.get('user', '/api/auth/me')).body;
      expect(dataOf(answer)).toMatchObject({
        batchName: expect.stringMatching(/^Batch \d{4}-\d\d-\d\d$/),
        userId: me['id'],
        ipAddress: '127.0.0.1',
        userAgent: 'hospital/1',
      });
    });

    it('belongs to whom it was made by, whoever the client says it is', async () => {
      const admin = (await api.get('admin', '/api/auth/me')).body['id'] as string;
      const id = await api.newBatch('user', { userId: admin });
      expect((await api.get('user', `/api/revenue/batches/${id}`)).status).toBe(200);
      expect((await api.get('agent', `/api/revenue/batches/${id}`)).status).toBe(403);
    });

    for (const json of [
      { batchName: 5 },
      { batchName: 'x'.repeat(201) },
      { batchName: 'a\u0000b' },
      { userAgent: 'x'.repeat(1001) },
      { colour: 'red' },
      [],
    ]) {
      it(`is refused with ${JSON.stringify(json).slice(0, 40)}`, async () => {
        expect(await post('user', json)).toMatchObject({
          status: 400,
          body: {
            success: false,
            error: { code: 'validation_failed' },
            message: expect.stringMatching(/^ข้อมูลไม่ถูกต้อง/),
          },
        });
      });
    }

    it('is made once under one key', async () => {
      const send = (): Promise<{ text: string; headers: Headers }> =>
        api.request('POST', '/api/revenue/batches', {
          as: 'user',
          json: { batchName: 'once' },
          headers: { 'Idempotency-Key': 'once-1' },
        });
      const [first, second] = [await send(), await send()];
      expect(second.text).toBe(first.text);
      expect(second.headers.get('Idempotency-Replayed')).toBe('true');
      const made = await rows(api.db, `SELECT 1 FROM revenue_batches WHERE batch_name = 'once'`);
      expect(made).toHaveLength(1);
    });
  });

  describe('the list', () => {
    it('is as printed, newest first, own ones only but for admins', async () => {
      const own = [await api.newBatch('agent'), await api.newBatch('agent')].reverse();
      const answer = await api.get('agent', '/api/revenue/batches?page=1&limit=20&status=PROCESSING');
      expectAsDocumented(batchListAnswer, answer);
      expect(answer.body).toMatchObject({
        data: {
          batches: own.map((id) => ({ id })),
          pagination: { page: 1, limit: 20, total: 2, totalPages: 1 },
        },
        message: 'ดึงรายการ batches สำเร็จ',
      });
      const all = dataOf(await api.get('admin', '/api/revenue/batches'))['pagination'] as { total: number };
      expect(all.total).toBeGreaterThan(2);
      for (const other of ['owner', 'stranger', 'overseer']) {
        expect(dataOf(await api.get(other, '/api/revenue/batches'))).toMatchObject({
          batches: [],
          pagination: { total: 0, totalPages: 0 },
        });
      }
    });

    it('is filtered by the client’s word for its user, and comes in pages', async () => {
      for (const batchName of ['a', 'b', 'c']) await api.newBatch('owner', { batchName, userId: 'ward 7' });
      const page = async (query: string): Promise<unknown> => {
        const data = dataOf(await api.get('admin', `/api/revenue/batches?userId=ward%207&${query}`));
        return (data['batches'] as { batchName: string }[]).map(({ batchName }) => batchName);
      };
      expect(await page('limit=2')).toEqual(['c', 'b']);
      expect(await page('limit=2&page=2')).toEqual(['a']);
      expect(await page('limit=2&page=3')).toEqual([]);
      expect(await page('status=success')).toEqual([]);
    });

    for (const query of [
      'page=0',
      'page=x',
      'limit=101',
      'limit=0',
      'status=done',
      'status=',
      'userId=%00',
      'status=error&status=success',
    ]) {
      it(`refuses ?${query} and names the field`, async () => {
        const [field] = query.split('=');
        expect(await api.get('user', `/api/revenue/batches?${query}`)).toMatchObject({
          status: 400,
          body: { success: false, message: expect.stringContaining(`"${field}"`) },
        });
      });
    }
  });

  describe('one of them', () => {
    it('is as printed with its files, in the order they were sent', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['PAT6805.DBF', 'ADP6805.DBF']);
      await api.change(fileIds[0] as string, completed({ valid: 4800, invalid: 200 }));
      await api.change(fileIds[1] as string, broken('Invalid file format'));
      const answer = await api.get('user', `/api/revenue/batches/${batchId.toUpperCase()}`);
      expectAsDocumented(batchWithFilesAnswer, answer);
      expect(answer.body['message']).toBe('ดึงข้อมูล batch สำเร็จ');
      const { files, ...batch } = dataOf(answer) as { files: object[] };
      expect(batch).toMatchObject({
        id: batchId,
        totalFiles: 2,
        successFiles: 1,
        errorFiles: 1,
        processingFiles: 0,
        totalRecords: 5000,
        totalSize: 2,
        status: 'partial',
      });
      expect(fieldsOf(files[0]).slice(0, FILE_FIELDS.length)).toEqual(FILE_FIELDS);
      expect(files).toMatchObject([
        {
          id: fileIds[0],
          filename: 'PAT6805.DBF',
          originalName: 'PAT6805.DBF',
          fileType: 'DBF',
          fileSize: 1,
          filePath: expect.stringMatching(
            new RegExp(`^/uploads/dbf/\\d{4}-\\d\\d-\\d\\d/${String(fileIds[0])}/PAT6805.DBF$`),
          ),
          status: 'completed',
          batchId,
          isValid: true,
          totalRecords: 5000,
          validRecords: 4800,
          invalidRecords: 200,
          processedRecords: 4800,
          skippedRecords: 0,
          processingTime: 12,
        },
        { status: 'error', isValid: false, errors: [{ message: 'Invalid file format' }] },
      ]);
    });

    it('gives its files in pages, by status and type in any case', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf', 'b.csv', 'c.txt', 'd.dbf']);
      for (const id of fileIds.slice(0, 3)) await api.change(id, completed({ valid: 1 }));
      const path = `/api/revenue/batches/${batchId}/files`;
      const printed = await api.get('user', `${path}?page=1&limit=20&status=completed&fileType=DBF`);
      expectAsDocumented(batchFilesAnswer, printed);
      expect(printed.body).toMatchObject({
        data: {
          batch: { id: batchId },
          files: [{ filename: 'a.dbf' }],
          pagination: { page: 1, limit: 20, total: 1, totalPages: 1 },
        },
        message: 'ดึงไฟล์ใน batch สำเร็จ',
      });
      const names = async (query: string): Promise<unknown> => {
        const { files } = dataOf(await api.get('user', `${path}?${query}`)) as {
          files: { filename: string }[];
        };
        return files.map(({ filename }) => filename);
      };
      expect(await names('status=COMPLETED&fileType=csv')).toEqual(['b.csv']);
      expect(await names('limit=3&page=2')).toEqual(['d.dbf']);
      expect(await names('status=pending')).toEqual(['d.dbf']);
      for (const bad of ['status=ready', 'fileType=EXE', 'limit=101', 'page=-1']) {
        expect([bad, (await api.get('user', `${path}?${bad}`)).status]).toEqual([bad, 400]);
      }
    });

    it('shows members in the place of their ZIP, and not the ZIP', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf', 'b.zip', 'c.dbf']);
      const [, zipId] = fileIds as [string, string, string];
      const zip = (
        await rows<Record<string, unknown>>(api.db, 'SELECT * FROM revenue_files WHERE id = $1', [zipId])
      )[0];
      for (const [position, id, filename] of [
        [2, '01890000-0000-7000-8000-00000000000b', 'b-2.dbf'],
        [1, '01890000-0000-7000-8000-00000000000c', 'b-1.dbf'],
      ]) {
        const member = { ...zip, id, filename, position, archive_id: zipId, file_type: 'DBF', errors: '[]' };
        const names = Object.keys(member);
        await api.db.query(
          `INSERT INTO revenue_files (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
          Object.values(member),
        );
      }
      await api.change(zipId, { isContainer: true, ...completed({ valid: 0 }) });
      const data = dataOf(await api.get('user', `/api/revenue/batches/${batchId}`));
      expect(data).toMatchObject({
        totalFiles: 4,
        files: ['a.dbf', 'b-1.dbf', 'b-2.dbf', 'c.dbf'].map((filename) => ({ filename })),
      });
      const listed = dataOf(await api.get('user', `/api/revenue/batches/${batchId}/files?limit=2&page=2`));
      expect(listed).toMatchObject({
        files: [{ filename: 'b-2.dbf', archiveId: zipId }, { filename: 'c.dbf' }],
        pagination: { total: 4 },
      });
      expect(dataOf(await api.get('user', `/api/revenue/files/${zipId}`))).toMatchObject({
        isContainer: true,
      });
    });

    it('is its owner’s and the admin’s; another’s is 403, another tenant’s not there', async () => {
      const { batchId } = await api.batchOf('user', ['a.dbf']);
      const paths = ['', '/files', '/progress', '/events', '/report'];
      for (const path of paths.map((end) => `/api/revenue/batches/${batchId}${end}`)) {
        for (const other of ['agent', 'owner']) {
          const { status, body } = await api.get(other, path);
          expect([path, status, body['error']]).toEqual([path, 403, { code: 'forbidden' }]);
        }
        for (const foreign of ['stranger', 'overseer']) {
          expect([path, (await api.get(foreign, path)).status]).toEqual([path, 404]);
        }
        if (!path.endsWith('/events'))
          expect([path, (await api.get('admin', path)).status]).toEqual([path, 200]);
      }
      for (const [method, end] of [
        ['DELETE', ''],
        ['POST', '/cancel'],
        ['POST', '/retry'],
      ] as const) {
        const path = `/api/revenue/batches/${batchId}${end}`;
        expect((await api.request(method, path, { as: 'agent' })).status).toBe(403);
        expect((await api.request(method, path, { as: 'overseer' })).status).toBe(404);
      }
    });

    it('is not found by an id that is none', async () => {
      for (const id of ['batch-123', '1', '%00', `{${UNKNOWN_ID}}`, UNKNOWN_ID]) {
        for (const end of ['', '/files', '/progress', '/report', '/events']) {
          const { status, body } = await api.get('user', `/api/revenue/batches/${id}${end}`);
          expect([id, status, body['success']]).toEqual([id, 404, false]);
        }
        expect((await api.request('DELETE', `/api/revenue/batches/${id}`, { as: 'user' })).status).toBe(404);
      }
    });
  });

  describe('progress', () => {
    it('follows the files, from Redis and from Postgres alike', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf', 'b.dbf']);
      const path = `/api/revenue/batches/${batchId}/progress`;
      const first = await api.get('user', path);
      expectAsDocumented(progressAnswer, first);
      expect(dataOf(first)).toMatchObject({ id: batchId, status: 'processing', progressPercentage: 0 });
      await api.change(fileIds[0] as string, completed({ valid: 7 }));
      const half = { processingFiles: 1, successFiles: 1, totalRecords: 7, progressPercentage: 50 };
      expect(dataOf(await api.get('admin', path))).toMatchObject(half);
      await api.deps.redis.del(await api.deps.redis.keys(`*progress:${batchId}`));
      const fresh = await api.get('user', path);
      expectAsDocumented(progressAnswer, fresh);
      expect(dataOf(fresh)).toMatchObject(half);
    });

    it('is listened to until the last file has ended', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf', 'b.dbf']);
      const reading = api.get('user', `/api/revenue/batches/${batchId}/events`);
      const single = api.get('user', `/api/revenue/files/${String(fileIds[0])}/events`);
      await api.change(fileIds[0] as string, completed({ valid: 1 }));
      await api.change(fileIds[1] as string, broken('Invalid file format'));
      expect((await reading).text).toMatch(/event: done\ndata: \{"id":"[^"]+","status":"partial"/);
      expect((await single).text).toMatch(/event: done\ndata: \{"id":"[^"]+","status":"completed"/);
    });
  });

  describe('deleting one', () => {
    it('leaves nothing but its audit trail', async () => {
      const filesBefore = await api.storedFiles();
      const { batchId, fileIds } = await api.batchOf('user', ['A.DBF', 'A.DBT', 'b.dbf', 'c.exe']);
      const [fileId] = fileIds as [string];
      await api.change(fileId, completed({ valid: 1 }));
      await api.db.query(`INSERT INTO revenue_records VALUES ($1, 1, true, '{x}')`, [fileId]);
      await api.db.query(
        `INSERT INTO revenue_record_errors (file_id, row_number, code, message) VALUES ($1, 1, 'x', 'x')`,
        [fileId],
      );
      const answer = await api.request('DELETE', `/api/revenue/batches/${batchId}`, { as: 'user' });
      expectAsDocumented(deletedAnswer, answer);
      expect(answer.body).toMatchObject({ data: { id: batchId }, message: 'ลบ batch สำเร็จ' });
      for (const path of [`batches/${batchId}`, `batches/${batchId}/progress`, `files/${fileId}`]) {
        expect([path, (await api.get('user', `/api/revenue/${path}`)).status]).toEqual([path, 404]);
      }
      await eventually(
        'no file is left',
        async () => (await api.storedFiles()).length === filesBefore.length,
      );
      for (const table of ['revenue_records', 'revenue_record_errors']) {
        expect(await rows(api.db, `SELECT 1 FROM ${table} WHERE file_id = $1`, [fileId])).toEqual([]);
      }
      expect(
        await rows(
          api.db,
          `SELECT 1 FROM files WHERE key LIKE 'revenue/%' AND key NOT IN
        (SELECT file_key FROM revenue_files)`,
        ),
      ).toEqual([]);
      expect(await api.jobs(batchId)).toEqual([]);
      const trail = await rows<{ action: string }>(
        api.db,
        'SELECT action FROM audit_events WHERE subject_id = $1 ORDER BY id',
        [batchId],
      );
      expect(trail.map(({ action }) => action)).toEqual(['revenue.batch.upload', 'revenue.batch.delete']);
      expect((await api.request('DELETE', `/api/revenue/batches/${batchId}`, { as: 'user' })).status).toBe(
        404,
      );
    });
  });
});
