import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { refreshBatch } from '@sluice/systems/revenue';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { cancelAnswer, fileAnswer, retryAnswer } from './revenue.answers';
import {
  broken,
  completed,
  dataOf,
  expectAsDocumented,
  type RevenueApi,
  startRevenueApi,
} from './testing/revenue-api';

describe('moves on batches and files of revenue', () => {
  let api: RevenueApi;

  before(async () => {
    api = await startRevenueApi();
  });
  after(() => api?.stop());

  const move = (id: string, verb: 'cancel' | 'retry', as = 'user'): Promise<ApiAnswer> =>
    api.request('POST', `/api/revenue/batches/${id}/${verb}`, { as });
  const retryFile = (id: string): Promise<ApiAnswer> =>
    api.request('POST', `/api/revenue/files/${id}/retry`, { as: 'user' });
  const batch = async (id: string): Promise<Record<string, unknown>> =>
    dataOf(await api.get('user', `/api/revenue/batches/${id}`));
  /** As if workers had run them to their end. */
  const endJobs = (id: string) => api.db.query(`UPDATE jobs SET state = 'done' WHERE subject_id = $1`, [id]);

  describe('a cancel', () => {
    it('ends what had not ended, keeps what is done and says what was not', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf', 'b.dbf', 'c.dbf', 'd.exe']);
      const [done, midway] = fileIds as [string, string];
      await api.change(done, completed({ valid: 5 }));
      await api.change(midway, {
        status: 'processing',
        totalRecords: 3,
        validRecords: 3,
        processedRecords: 3,
      });
      const answer = await move(batchId, 'cancel');
      expectAsDocumented(cancelAnswer, answer);
      expect(answer.body).toMatchObject({
        data: {
          id: batchId,
          status: 'partial',
          successFiles: 1,
          errorFiles: 3,
          processingFiles: 0,
          totalRecords: 8,
          cancelledAt: expect.any(String),
          notDoneCount: 2,
          notDone: [
            { fileId: midway, filename: 'b.dbf', storedRecords: 3 },
            { filename: 'c.dbf', storedRecords: 0 },
          ],
        },
        message: 'ยกเลิก batch สำเร็จ',
      });
      expect(await batch(batchId)).toMatchObject({
        files: [
          { status: 'completed' },
          { status: 'error', errors: [{ code: 'cancelled', message: 'Cancelled by user' }] },
          { status: 'error', errors: [{ code: 'cancelled' }] },
          { status: 'error', errors: [{ code: 'unsupported_type' }] },
        ],
      });
      expect(await api.jobs(batchId)).toEqual(Array(3).fill('revenue.parse-file cancelled'));
      const again = await move(batchId, 'cancel');
      expect([again.status, dataOf(again)]).toEqual([200, dataOf(answer)]);
    });

    it('leaves the files uncompared, and takes the comparing back when it is under way', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['PAT6805.DBF', 'OPD6805.DBF']);
      for (const id of fileIds) await api.change(id, completed({ valid: 1 }));
      await endJobs(fileIds[0] as string);
      expect(await batch(batchId)).toMatchObject({ checkState: 'waiting', status: 'processing' });
      expect(dataOf(await move(batchId, 'cancel'))).toMatchObject({
        checkState: 'failed',
        status: 'success',
        notDone: [],
      });
      expect((await api.jobs(batchId)).at(-1)).toBe('revenue.check-batch cancelled');
    });

    it('is refused where nothing is under way', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf']);
      await api.change(fileIds[0] as string, completed({ valid: 1 }));
      for (const id of [batchId, await api.newBatch('user')]) {
        const answer = await move(id, 'cancel');
        expect(answer).toMatchObject({ status: 409, body: { error: { code: 'already_ended' } } });
      }
    });

    it('is an admin’s to do, who is named by it', async () => {
      const { batchId } = await api.batchOf('user', ['a.dbf']);
      expect((await move(batchId, 'cancel', 'admin')).status).toBe(200);
      expect(await batch(batchId)).toMatchObject({
        files: [{ errors: [{ message: 'Cancelled by admin' }] }],
      });
    });
  });

  describe('a retry', () => {
    it('reads again what failed, from its beginning, and only that', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf', 'b.dbf', 'c.zip', 'd.exe']);
      const [good, bad, zip] = fileIds as [string, string, string];
      await api.change(good, completed({ valid: 5 }));
      await api.change(bad, {
        ...broken('Worker lost'),
        totalRecords: 2,
        validRecords: 1,
        invalidRecords: 1,
      });
      await api.change(zip, broken('Invalid file format'));
      for (const id of [good, bad]) {
        await api.db.query(`INSERT INTO revenue_records VALUES ($1, 1, true, '{x}')`, [id]);
        await api.db.query(
          `INSERT INTO revenue_record_errors (file_id, row_number, code, message) VALUES ($1, 1, 'x', 'x')`,
          [id],
        );
      }
      const early = await move(batchId, 'retry');
      expect(early).toMatchObject({ status: 409, body: { error: { code: 'still_running' } } });
      await endJobs(batchId);
      const answer = await move(batchId, 'retry');
      expectAsDocumented(retryAnswer, answer, 202);
      expect(answer.body).toMatchObject({
        data: { retriedFiles: 2, processingFiles: 2, successFiles: 1, errorFiles: 1, totalRecords: 5 },
        message: 'เริ่มประมวลผลไฟล์ที่ล้มเหลวใหม่ (2 ไฟล์)',
      });
      expect(await batch(batchId)).toMatchObject({
        files: [
          { id: good, status: 'completed' },
          { id: bad, status: 'pending', errors: [], totalRecords: 0, validRecords: 0, completedAt: null },
          { id: zip, status: 'pending' },
          { status: 'error' },
        ],
      });
      const waiting = (await api.jobs(batchId)).filter((job) => job.endsWith('waiting')).sort();
      expect(waiting).toEqual(['revenue.open-archive waiting', 'revenue.parse-file waiting']);
      for (const table of ['revenue_records', 'revenue_record_errors']) {
        const left = await rows(api.db, `SELECT file_id FROM ${table} WHERE file_id = ANY($1)`, [
          [good, bad],
        ]);
        expect(left).toEqual([{ file_id: good }]);
      }
      expect((await move(batchId, 'retry')).status).toBe(409);
    });

    it('follows a cancel', async () => {
      const { batchId } = await api.batchOf('user', ['a.dbf', 'b.dbf']);
      await move(batchId, 'cancel');
      expect(dataOf(await move(batchId, 'retry'))).toMatchObject({
        retriedFiles: 2,
        cancelledAt: null,
        status: 'processing',
      });
    });

    it('compares the files again where only that failed', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['PAT6805.DBF', 'OPD6805.DBF']);
      for (const id of fileIds) await api.change(id, completed({ valid: 1 }));
      await endJobs(batchId);
      await api.db.transaction((sql) => refreshBatch(sql, batchId, { checked: 'failed' }));
      const answer = await move(batchId, 'retry');
      expectAsDocumented(retryAnswer, answer, 202);
      expect(dataOf(answer)).toMatchObject({ retriedFiles: 0, checkState: 'waiting', status: 'processing' });
      expect((await api.jobs(batchId)).at(-1)).toBe('revenue.check-batch waiting');
    });

    it('is refused where nothing failed, or nothing that could be read', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf', 'b.exe', 'c.dbt', 'd.dbf']);
      await api.change(fileIds[0] as string, completed({ valid: 1 }));
      // As a damaged member of a ZIP is: nothing was stored of it.
      await api.change(fileIds[3] as string, { ...broken('Invalid file format'), fileKey: 'revenue/none' });
      await endJobs(batchId);
      expect(await move(batchId, 'retry')).toMatchObject({
        status: 409,
        body: { error: { code: 'nothing_failed' } },
      });
    });
  });

  describe('a retry of one file', () => {
    it('goes beside whatever else of its batch is under way', async () => {
      const { batchId, fileIds } = await api.batchOf('user', ['a.dbf', 'b.dbf']);
      const [running, failed] = fileIds as [string, string];
      await api.change(running, { status: 'processing' });
      await api.change(failed, broken('Invalid file format'));
      const answer = await retryFile(failed);
      expectAsDocumented(fileAnswer, answer, 202);
      expect(answer.body).toMatchObject({
        data: { id: failed, status: 'pending', errors: [] },
        message: 'เริ่มประมวลผลไฟล์ใหม่',
      });
      expect(await batch(batchId)).toMatchObject({ processingFiles: 2, errorFiles: 0, status: 'processing' });
      expect((await api.jobs(batchId)).length).toBe(3);
    });

    it('works for a file by itself, once however many ask', async () => {
      const { fileId } = dataOf(await api.sendOne('user', ['a.dbf'])) as { fileId: string };
      await endJobs(fileId);
      await api.change(fileId, broken('Invalid file format'));
      const answers = await Promise.all([retryFile(fileId), retryFile(fileId), retryFile(fileId)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
      expect(await api.jobs(fileId)).toEqual(['revenue.parse-file done', 'revenue.parse-file waiting']);
    });

    it('is refused for one that has not failed, or that nobody reads', async () => {
      const { fileIds } = await api.batchOf('user', ['a.dbf', 'b.dbf', 'c.exe']);
      const [pending, good, unread] = fileIds as [string, string, string];
      await api.change(good, completed({ valid: 1 }));
      for (const [id, code] of [
        [pending, 'still_running'],
        [good, 'nothing_failed'],
        [unread, 'nothing_failed'],
      ] as const) {
        expect(await retryFile(id)).toMatchObject({ status: 409, body: { error: { code } } });
      }
    });
  });

  it('are in the audit trail, with who made them', async () => {
    const { batchId, fileIds } = await api.batchOf('user', ['a.dbf']);
    await move(batchId, 'cancel', 'admin');
    await move(batchId, 'retry');
    await endJobs(batchId);
    await api.change(fileIds[0] as string, broken('Invalid file format'));
    await retryFile(fileIds[0] as string);
    const trail = await rows<{ action: string; actor_name: string }>(
      api.db,
      'SELECT action, actor_name FROM audit_events WHERE subject_id IN ($1, $2) ORDER BY id',
      [batchId, fileIds[0]],
    );
    expect(trail.map((event) => Object.values(event).join(' '))).toEqual([
      'revenue.batch.upload user',
      'revenue.batch.cancel admin',
      'revenue.batch.retry user',
      'revenue.file.retry user',
    ]);
  });
});
