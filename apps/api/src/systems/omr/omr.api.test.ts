import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { OmrBatch, OmrSheet } from '@sluice/systems/omr';
import { expect } from 'expect';
import type Joi from 'joi';
import { type ApiAnswer, type RunningApi, startApi } from '../../http/testing/running-api';
import { listAnswer, progressAnswer, statusAnswer, uploadAnswer } from './omr.schemas';

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

describe('omr', () => {
  let api: RunningApi;

  before(async () => {
    api = await startApi();
    const as = 'admin';
    await api.request('POST', '/api/tenants', { as, json: { name: 'elsewhere' } });
    for (const [username, role] of [
      ['stranger', 'user'],
      ['overseer', 'admin'],
    ]) {
      const json = { username, password: `${username}123`, role, tenant_id: 'elsewhere' };
      expect((await api.request('POST', '/api/users', { as, json })).status).toBe(201);
    }
  });
  after(() => api?.stop());

  function upload(
    as: string,
    fields: Record<string, string> = {},
    headers?: Record<string, string>,
  ): Promise<ApiAnswer> {
    const form = new FormData();
    form.append('file', new Blob(['PK of a kind']), '117-with-qr.zip');
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return api.request('POST', '/api/batches/upload', { as, body: form, ...(headers && { headers }) });
  }

  async function newBatch(as: string): Promise<string> {
    const { status, body } = await upload(as);
    expect(status).toBe(202);
    return body['batch_id'] as string;
  }

  const get = (as: string, path: string): Promise<ApiAnswer> => api.request('GET', path, { as });

  /** What is answered is what is documented: nothing missing, nothing more. */
  function expectAsDocumented(schema: Joi.Schema, { status, body }: ApiAnswer, expected = 200): void {
    expect(status).toBe(expected);
    expect(schema.validate(body, { convert: false }).error).toBeUndefined();
  }

  describe('an upload', () => {
    it('is accepted as documented, with the place to ask for its progress', async () => {
      const answer = await upload('user', { has_qr: 'true' });
      expectAsDocumented(uploadAnswer, answer, 202);
      const { batch_id, total_size } = answer.body as { batch_id: string; total_size: number };
      expect(total_size).toBe(12);
      expect(answer.headers.get('Location')).toBe(`/api/batches/${batch_id}/progress`);
    });

    const accepted: [fields: Record<string, string>, strategy: string, taskId: string | null][] = [
      [{}, 'zip_with_qr', null],
      [{ has_qr: 'true' }, 'zip_with_qr', null],
      [{ has_qr: 'True' }, 'zip_with_qr', null],
      [{ has_qr: '1' }, 'zip_with_qr', null],
      [{ has_qr: '1', task_id: '' }, 'zip_with_qr', null],
      [{ has_qr: '', task_id: '14900113' }, 'zip_without_qr', '14900113'],
      [{ task_id: '14900113' }, 'zip_without_qr', '14900113'],
      [{ has_qr: 'false', task_id: '00000000' }, 'zip_without_qr', '00000000'],
      [{ has_qr: '0', task_id: '14900113' }, 'zip_without_qr', '14900113'],
    ];
    for (const [fields, strategy, taskId] of accepted) {
      it(`with ${JSON.stringify(fields)} is a ${strategy}`, async () => {
        const { body } = await upload('user', fields);
        expect((await get('user', `/api/batches/${String(body['batch_id'])}/status`)).body).toMatchObject({
          upload_strategy: strategy,
          task_id: taskId,
          original_filename: '117-with-qr.zip',
          uploaded_by: 'user',
        });
      });
    }

    const refused: [fields: Record<string, string>, message: RegExp][] = [
      [{ has_qr: 'yes' }, /has_qr.*true, false, 1 or 0/],
      [{ has_qr: '2' }, /has_qr/],
      [{ has_qr: 'false' }, /task_id.*required/],
      [{ has_qr: '0', task_id: '' }, /task_id.*required/],
      [{ task_id: '1490011' }, /task_id.*8 digits/],
      [{ task_id: '149001133' }, /task_id/],
      [{ task_id: '1490011x' }, /task_id/],
      [{ task_id: '๑๔๙๐๐๑๑๓' }, /task_id/],
      [{ has_qr: 'true', task_id: 'x' }, /task_id/],
    ];
    for (const [fields, message] of refused) {
      it(`with ${JSON.stringify(fields)} is refused, and nothing is kept of it`, async () => {
        const filesBefore = await api.storedFiles();
        const answer = await upload('user', fields);
        expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringMatching(message) } });
        expect(await api.storedFiles()).toEqual(filesBefore);
      });
    }

    it('without a file is refused, in whatever way it has none', async () => {
      const withText = new FormData();
      withText.append('file', 'a text');
      const withEmptyField = new FormData();
      withEmptyField.append('file', new Blob([]), '');
      for (const body of [new FormData(), withText, withEmptyField]) {
        const answer = await api.request('POST', '/api/batches/upload', { as: 'user', body });
        expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringMatching(/"file"/) } });
      }
      const none = await api.request('POST', '/api/batches/upload', { as: 'user' });
      expect(none).toMatchObject({ status: 415, body: { detail: expect.stringMatching(/multipart/) } });
    });

    it('carries its request id into its job and the audit trail', async () => {
      const { body } = await upload('user', {}, { 'X-Request-Id': 'follow-me-1' });
      const id = body['batch_id'] as string;
      const jobs = await rows(api.db, 'SELECT request_id FROM jobs WHERE subject_id = $1', [id]);
      expect(jobs).toEqual([{ request_id: 'follow-me-1' }]);
      const events = await rows(
        api.db,
        'SELECT action, actor_name, address, request_id FROM audit_events WHERE subject_id = $1',
        [id],
      );
      expect(events).toEqual([
        {
          action: 'omr.batch.upload',
          actor_name: 'user',
          address: '127.0.0.1',
          request_id: 'follow-me-1',
        },
      ]);
    });
  });

  describe('a batch', () => {
    let id: string;

    before(async () => {
      id = await newBatch('user');
    });

    it('answers progress and status as documented from its first moment', async () => {
      expectAsDocumented(progressAnswer, await get('user', `/api/batches/${id}/progress`));
      expectAsDocumented(progressAnswer, await get('user', `/api/batches/${id}/progress`));
      expectAsDocumented(statusAnswer, await get('user', `/api/batches/${id}/status`));
    });

    it('answers status as documented when it has sheets of every kind', async () => {
      const sheet = { batchId: id, filename: 'a.jpg', page: 1, source: {} };
      await api.db.manager.insert(OmrSheet, [
        { ...sheet, index: 1, status: 'processed', taskId: '14900113', qrText: 'x', width: 1, height: 2 },
        { ...sheet, index: 2, status: 'failed', error: 'No image' },
        { ...sheet, index: 3, status: 'pending' },
      ]);
      const now = new Date();
      await api.db.manager.update(
        OmrBatch,
        { id },
        {
          status: 'processing',
          sheetCount: 3,
          processedCount: 1,
          failedCount: 1,
          startedAt: now,
          completedAt: now,
          errorMessage: 'A reason',
          warnings: [
            { code: 'qr_not_found', message: 'None', index: 2, filename: 'a.jpg', task_id: '14900113' },
          ],
        },
      );
      const answer = await get('user', `/api/batches/${id}/status`);
      expectAsDocumented(statusAnswer, answer);
      expect(answer.body).toMatchObject({ progress_percentage: 66.67 });
      expect(answer.body['started_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
      const paged = await get('user', `/api/batches/${id}/status?status=pending&limit=1&offset=0`);
      expect(paged.body['sheets']).toMatchObject([{ index: 3 }]);
    });

    it('is its owner’s and the admin’s of its tenant, and nobody else’s', async () => {
      for (const path of [`/api/batches/${id}/progress`, `/api/batches/${id}/status`]) {
        expect((await get('admin', path)).status).toBe(200);
        for (const other of ['agent', 'owner', 'stranger', 'overseer']) {
          expect(await get(other, path)).toMatchObject({ status: 404, body: { detail: 'Batch not found' } });
        }
      }
      const foreign = await api.request('DELETE', `/api/batches/${id}`, { as: 'overseer' });
      expect(foreign.status).toBe(404);
      for (const other of ['user', 'agent', 'owner', 'stranger']) {
        expect((await api.request('DELETE', `/api/batches/${id}`, { as: other })).status).toBe(403);
      }
      expect((await get('user', `/api/batches/${id}/progress`)).status).toBe(200);
    });

    it('is found by its id in capitals', async () => {
      const answer = await get('user', `/api/batches/${id.toUpperCase()}/progress`);
      expect(answer).toMatchObject({ status: 200, body: { batch_uuid: id } });
    });

    it('is not found by an id that is none', async () => {
      const bad = [
        'x',
        '1',
        `{${id}}`,
        `[${id}]`,
        `${id}x`,
        id.replaceAll('-', ':'),
        id.replaceAll('-', ''),
        '%00',
      ];
      for (const one of [...bad, UNKNOWN_ID]) {
        for (const path of [`/api/batches/${one}/progress`, `/api/batches/${one}/status`]) {
          const answer = await get('user', path);
          expect([path, answer.status, Object.keys(answer.body)]).toEqual([path, 404, ['detail']]);
        }
        const answer = await api.request('DELETE', `/api/batches/${one}`, { as: 'admin' });
        expect([one, answer.status]).toEqual([one, 404]);
      }
    });

    it('leaves nothing but its audit trail when it is deleted', async () => {
      const filesBefore = await api.storedFiles();
      const gone = await newBatch('user');
      const answer = await api.request('DELETE', `/api/batches/${gone}`, { as: 'admin' });
      expect(answer).toMatchObject({ status: 204, text: '' });
      for (const path of ['progress', 'status']) {
        expect((await get('user', `/api/batches/${gone}/${path}`)).status).toBe(404);
      }
      expect(await api.storedFiles()).toEqual(filesBefore);
      expect(await rows(api.db, 'SELECT 1 FROM jobs WHERE subject_id = $1', [gone])).toEqual([]);
      const trail = await rows<{ action: string }>(
        api.db,
        'SELECT action FROM audit_events WHERE subject_id = $1 ORDER BY id',
        [gone],
      );
      expect(trail.map(({ action }) => action)).toEqual(['omr.batch.upload', 'omr.batch.delete']);
      expect((await api.request('DELETE', `/api/batches/${gone}`, { as: 'admin' })).status).toBe(404);
    });
  });

  describe('the list', () => {
    it('is as documented, newest first, own batches only but for admins', async () => {
      const own = [await newBatch('agent'), await newBatch('agent')].reverse();
      const answer = await get('agent', '/api/batches/?limit=50&offset=0&status=uploaded');
      expectAsDocumented(listAnswer, answer);
      expect(answer.body).toMatchObject({
        total: 2,
        limit: 50,
        offset: 0,
        batches: own.map((batch_id) => ({ batch_id })),
      });
      const all = (await get('admin', '/api/batches?limit=200')).body as { total: number };
      expect(all.total).toBeGreaterThan(2);
      expect((await get('overseer', '/api/batches')).body).toMatchObject({ total: 0, batches: [] });
    });

    it('comes in pages, to the end and beyond', async () => {
      const page = async (query: string): Promise<number> =>
        ((await get('agent', `/api/batches?${query}`)).body['batches'] as unknown[]).length;
      expect(await page('limit=1')).toBe(1);
      expect(await page('limit=1&offset=1')).toBe(1);
      expect(await page('limit=1&offset=2')).toBe(0);
      expect(await page('status=failed')).toBe(0);
      expect(await page('limit=10&_=1700000000')).toBe(2);
    });

    for (const query of [
      'limit=201',
      'limit=0',
      'limit=-1',
      'limit=x',
      'limit=1.5',
      'limit=',
      'limit=1&limit=2',
      'offset=-1',
      'offset=99999999999999999999',
      'status=done',
      'status=%00',
    ]) {
      it(`refuses ?${query} and names the field`, async () => {
        const [name] = query.split('=');
        const answer = await get('user', `/api/batches/?${query}`);
        expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringMatching(`"${name}"`) } });
      });
    }
  });

  it('works without Redis: uploads are kept, polled, listed and deleted', async () => {
    await api.token('user');
    await api.token('admin');
    api.deps.redis.disconnect();
    await eventually('Redis is away', () => api.deps.redis.status !== 'ready');
    const id = await newBatch('user');
    expectAsDocumented(progressAnswer, await get('user', `/api/batches/${id}/progress`));
    expect((await get('user', '/api/batches?limit=1')).body).toMatchObject({ batches: [{ batch_id: id }] });
    expect((await get('agent', `/api/batches/${id}/progress`)).status).toBe(404);
    expect((await api.request('DELETE', `/api/batches/${id}`, { as: 'admin' })).status).toBe(204);
    expect(await get('user', '/readyz')).toMatchObject({ status: 200, body: { redis: 'away' } });
    expect(api.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
