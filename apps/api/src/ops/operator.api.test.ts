import { after, before, beforeEach, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { migrations } from '@sluice/systems/schema';
import { templateCsv } from '@sluice/systems/csv-migration';
import { expect } from 'expect';
import { uuidv7 } from 'uuidv7';
import { type ApiAnswer, type RunningApi, startApi } from '../http/testing/running-api';
import { statusAnswer } from './operator-status.schemas';
import { bulkRequeueAnswer, jobsAnswer } from './operator-jobs.schemas';

/** An admin of another tenant than the operators'. */
const STRANGER = 'overseer';

describe('the operators’ routes', () => {
  let api: RunningApi;
  let ownTenant: string;
  let otherTenant: string;

  before(async () => {
    api = await startApi({ env: { RATE_LIMIT_MIGRATION: '0' } });
    const as = 'admin';
    const elsewhere = await api.request('POST', '/api/tenants', { as, json: { name: 'elsewhere' } });
    otherTenant = elsewhere.body['id'] as string;
    const json = { username: STRANGER, password: `${STRANGER}123`, role: 'admin', tenant_id: 'elsewhere' };
    expect((await api.request('POST', '/api/users', { as, json })).status).toBe(201);
    ownTenant = (await api.request('GET', '/api/auth/me', { as })).body['tenant_id'] as string;
  });
  after(() => api?.stop());
  beforeEach(() => api.db.query('TRUNCATE jobs, workers, drains'));

  const get = (path: string): Promise<ApiAnswer> => api.request('GET', path, { as: 'admin' });
  const post = (path: string, json?: object): Promise<ApiAnswer> =>
    api.request('POST', path, { as: 'admin', ...(json && { json }) });

  interface Planted {
    state: string;
    queue?: string;
    tenantId?: string;
    batchId?: string;
    /** Of its end. */
    minutesAgo?: number;
    columns?: Record<string, unknown>;
  }

  async function plant({ state, queue = 'omr', tenantId, batchId, minutesAgo, columns = {} }: Planted) {
    const id = uuidv7();
    const row: Record<string, unknown> = {
      id,
      queue,
      name: `${queue}.${queue === 'omr' ? 'open-zip' : 'rollback'}`,
      tenant_id: tenantId ?? otherTenant,
      owner_id: uuidv7(),
      subject_id: batchId ?? uuidv7(),
      payload: '{}',
      state,
      finished_at: minutesAgo === undefined ? null : new Date(Date.now() - minutesAgo * 60_000),
      ...columns,
    };
    const names = Object.keys(row);
    await api.db.query(
      `INSERT INTO jobs (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
      Object.values(row),
    );
    return id;
  }
  const jobRow = async (id: string) =>
    (await rows<Record<string, unknown>>(api.db, 'SELECT * FROM jobs WHERE id = $1', [id]))[0];

  describe('status', () => {
    it('tells of queues, workers, parts and migrations', async () => {
      await api.db.query(
        `INSERT INTO workers (id, queues, concurrency, host, version, draining, seen_at) VALUES
           ('w1', '{omr,revenue}', 2, 'host', '0.1.0', true, now()),
           ('old', '{omr}', 1, NULL, NULL, false, now() - interval '1 minute')`,
      );
      const minuteAgo = new Date(Date.now() - 60_000);
      await plant({ state: 'waiting', columns: { created_at: minuteAgo } });
      await plant({ state: 'waiting', columns: { run_after: new Date(Date.now() + 60_000) } });
      await plant({ state: 'running', columns: { worker_id: 'w1' } });
      await plant({ state: 'failed', minutesAgo: 5, columns: { given_up: 'failed' } });
      await plant({ state: 'done', minutesAgo: 5, columns: { given_up: 'poison' } });
      await plant({ state: 'failed', minutesAgo: 90 });
      const { status, body } = await get('/api/ops/status');
      expect(status).toBe(200);
      expect(statusAnswer.validate(body).error).toBeUndefined();
      expect(body).toMatchObject({
        postgres: 'ok',
        redis: 'ok',
        storage: 'ok',
        chain: 'not configured',
        leader: null,
        migrations: { applied: migrations.length, pending: [], unknown: 0 },
        drains: [],
      });
      const [omr, ...others] = body['queues'] as Record<string, unknown>[];
      expect(omr).toMatchObject({
        queue: 'omr',
        waiting: 2,
        delayed: 1,
        running: 1,
        failed_last_hour: 2,
        poison_last_hour: 1,
        drained: false,
      });
      expect(Math.round(omr?.['oldest_waiting_seconds'] as number)).toBeGreaterThanOrEqual(60);
      expect(others.map(({ queue }) => queue)).toEqual(['revenue', 'migration', 'audience', 'content']);
      expect(body['workers']).toMatchObject([
        { id: 'w1', host: 'host', version: '0.1.0', running: 1, alive: true, draining: true, leader: false },
        { id: 'old', host: null, running: 0, alive: false },
      ]);
    });
  });

  describe('jobs', () => {
    it('are listed in pages, by what is asked for, with errors of the own tenant alone', async () => {
      const own = await plant({
        state: 'failed',
        tenantId: ownTenant,
        minutesAgo: 20,
        columns: { error: 'mine' },
      });
      const other = await plant({ state: 'failed', minutesAgo: 5, columns: { error: 'somebody’s data' } });
      const poison = await plant({ state: 'done', minutesAgo: 5, columns: { given_up: 'poison' } });
      await plant({ state: 'done', minutesAgo: 5 });
      const idsOf = ({ body }: ApiAnswer) => (body['jobs'] as { id: string }[]).map(({ id }) => id);

      const first = await get('/api/ops/jobs?state=failed&limit=2');
      expect(jobsAnswer.validate(first.body).error).toBeUndefined();
      expect(idsOf(first)).toEqual([poison, other]);
      expect(first.text).not.toContain('somebody');
      const second = await get(`/api/ops/jobs?state=failed&cursor=${String(first.body['next_cursor'])}`);
      expect(second.body).toMatchObject({ jobs: [{ id: own, error: 'mine' }], next_cursor: null });
      expect(idsOf(await get('/api/ops/jobs?older_than_seconds=600'))).toEqual([own]);
      expect(idsOf(await get('/api/ops/jobs?poison=true'))).toEqual([poison]);
      expect(idsOf(await get('/api/ops/jobs'))).toHaveLength(4);
      expect((await get('/api/ops/jobs?state=lost')).status).toBe(400);
    });

    it('that are stuck are given a fresh start, which their tenant’s audit tells', async () => {
      const id = await plant({
        state: 'running',
        columns: { attempts: 4, crashes: 3, epoch: 7, worker_id: 'w1' },
      });
      const { status, body } = await post(`/api/ops/jobs/${id}/requeue`);
      expect([status, body]).toEqual([202, expect.objectContaining({ job_id: id, outcome: 'requeued' })]);
      expect(await jobRow(id)).toMatchObject({ attempts: 0, crashes: 0 });
      expect(await rows(api.db, 'SELECT * FROM audit_events WHERE subject_id = $1', [id])).toMatchObject([
        {
          action: 'ops.job.requeue',
          tenant_id: otherTenant,
          actor_name: 'admin',
          details: { formerState: 'running' },
        },
      ]);
    });

    it('that have ended stay ended', async () => {
      const batchId = uuidv7();
      const cases: [string, string][] = [
        [await plant({ state: 'done', minutesAgo: 1 }), 'already_done'],
        [await plant({ state: 'cancelled', minutesAgo: 1 }), 'cancelled'],
        // Another job of its batch was cancelled afterwards.
        [await plant({ state: 'failed', batchId, minutesAgo: 5 }), 'cancelled'],
        [await plant({ state: 'failed', minutesAgo: 1 }), 'unknown_batch'],
        [await plant({ state: 'failed', queue: 'migration', minutesAgo: 1 }), 'not_retryable'],
      ];
      await plant({ state: 'cancelled', batchId, minutesAgo: 2 });
      for (const [id, code] of cases) {
        const before = await jobRow(id);
        expect(await post(`/api/ops/jobs/${id}/requeue`)).toMatchObject({ status: 409, body: { code } });
        expect(await jobRow(id)).toEqual(before);
      }
      expect((await post(`/api/ops/jobs/${uuidv7()}/requeue`)).status).toBe(404);
    });

    it('are counted, then requeued a page at a time', async () => {
      const stuck = [];
      for (let n = 0; n < 5; n++) stuck.push(await plant({ state: 'waiting', columns: { attempts: 3 } }));
      await api.db.query(`UPDATE jobs SET run_after = now() + interval '1 hour'`);
      await plant({ state: 'waiting', queue: 'revenue' });
      const filter = { state: 'waiting', queue: 'omr', limit: 3 };
      const dry = await post('/api/ops/jobs/requeue', { ...filter, dry_run: true });
      expect(dry.body).toMatchObject({ dry_run: true, matched: 5, batches: 5, requeued: 0 });
      expect(await jobRow(stuck[0] as string)).toMatchObject({ attempts: 3 });
      const first = await post('/api/ops/jobs/requeue', filter);
      expect(bulkRequeueAnswer.validate(first.body).error).toBeUndefined();
      expect(first.body).toMatchObject({ matched: 3, requeued: 3, next_cursor: stuck[2] });
      const second = await post('/api/ops/jobs/requeue', { ...filter, cursor: stuck[2] });
      expect(second.body).toMatchObject({ matched: 2, requeued: 2, next_cursor: null });
      for (const id of stuck) expect(await jobRow(id)).toMatchObject({ attempts: 0 });
      expect((await post('/api/ops/jobs/requeue', {})).status).toBe(400);
    });
  });

  describe('retry', () => {
    const send = async (path: string, body: FormData | object): Promise<Record<string, unknown>> => {
      const options = body instanceof FormData ? { body } : { json: body };
      const headers = { Prefer: 'respond-async' };
      const answer = await api.request('POST', path, { as: STRANGER, headers, ...options });
      expect([answer.status, answer.text]).toEqual([expect.any(Number), expect.stringMatching(/./)]);
      expect(answer.status).toBeLessThan(300);
      return answer.body;
    };
    const form = (name: string, text: string, fields: Record<string, string> = {}): FormData => {
      const made = new FormData();
      made.append('file', new Blob([text]), name);
      for (const [field, value] of Object.entries(fields)) made.append(field, value);
      return made;
    };
    /** A batch of each system, whose work has failed as a worker would have it fail. */
    const systems: Record<string, { create(): Promise<string>; fail: string; action: string }> = {
      omr: {
        create: async () =>
          (await send('/api/batches/upload', form('a.zip', 'PK', { has_qr: 'true' })))['batch_id'] as string,
        fail: `UPDATE omr_batches SET status = 'failed' WHERE id = $1`,
        action: 'omr.batch.retry',
      },
      revenue: {
        create: async () => {
          const { data } = await send('/api/revenue/upload', form('INS6805.TXT', 'HN|INSCL\n1|UCS\n'));
          return (data as { fileId: string }).fileId;
        },
        fail: `UPDATE revenue_files SET status = 'error' WHERE id = $1`,
        action: 'revenue.file.retry',
      },
      migration: {
        create: async () => {
          const file = form('a.csv', templateCsv('jamaah'), { import_type: 'jamaah' });
          const { job_id: id } = await send('/api/v1/onboarding/migration/upload', file);
          await api.request('POST', `/api/v1/onboarding/migration/${String(id)}/validate`, { as: STRANGER });
          return id as string;
        },
        fail: `UPDATE migration_jobs SET status = 'failed' WHERE id = $1`,
        action: 'migration.job.retry',
      },
      audience: {
        create: async () => {
          const body = { upload_name: 'x', records: [{ email: 'a@b.example' }] };
          return (await send('/api/audience/batch-upload', body))['upload_id'] as string;
        },
        fail: `UPDATE audience_uploads SET processing_status = 'failed', error_message = 'x' WHERE upload_id = $1`,
        action: 'audience.upload.retry',
      },
      content: {
        create: async () => {
          const body = { creator: 'c', contentIds: ['x', 'y'] };
          return (await send('/api/batches/batch-remove', body))['batchId'] as string;
        },
        fail: `WITH items AS (UPDATE content_batch_items SET status = 'failed' WHERE batch_id = $1)
          UPDATE content_batches SET status = 'failed', failure_count = 2 WHERE id = $1`,
        action: 'content.batch.retry',
      },
    };
    for (const [queue, { create, fail, action }] of Object.entries(systems)) {
      it(`does again what failed of ${queue} in any tenant, and shows nothing of it`, async () => {
        const id = await create();
        const path = `/api/ops/batches/${id}/retry`;
        expect(await post(path)).toMatchObject({ status: 409, body: { code: 'still_running' } });
        const [job] = await rows<{ id: string }>(
          api.db,
          `UPDATE jobs SET state = 'failed', finished_at = now(), given_up = 'failed' RETURNING id`,
        );
        await api.db.query(fail, [id]);
        // By the job that failed, to which the operator needs not even know the batch.
        const { status, body } = await post(`/api/ops/jobs/${job?.id}/requeue`);
        expect([status, body]).toEqual([202, expect.objectContaining({ outcome: 'retried' })]);
        const active = await rows(api.db, `SELECT tenant_id, attempts FROM jobs WHERE state <> 'failed'`);
        expect(active).toEqual([{ tenant_id: otherTenant, attempts: 0 }]);
        expect(await jobRow(job?.id as string)).toMatchObject({ state: 'failed' });

        await api.db.query(`UPDATE jobs SET state = 'failed', finished_at = now()`);
        await api.db.query(fail, [id]);
        expect(await post(path)).toMatchObject({ status: 202, body: { batch_id: id, queue } });
        const events = await rows(
          api.db,
          'SELECT tenant_id, actor_name FROM audit_events WHERE action = $1 AND subject_id = $2',
          [action, id],
        );
        const event = { tenant_id: otherTenant, actor_name: 'admin' };
        expect(events).toEqual([event, event]);
      });
    }

    it('finds nothing under an id that no system has', async () => {
      for (const id of [uuidv7(), 'upl_1234567890_abc123']) {
        expect(await post(`/api/ops/batches/${id}/retry`)).toMatchObject({
          status: 404,
          body: { code: 'unknown_batch' },
        });
      }
      expect((await post('/api/ops/batches/1;x/retry')).status).toBe(404);
    });

    it('says when nothing failed', async () => {
      const id = (await send('/api/batches/upload', form('a.zip', 'PK', { has_qr: 'true' })))['batch_id'];
      await api.db.query(`UPDATE jobs SET state = 'done', finished_at = now()`);
      await api.db.query(`UPDATE omr_batches SET status = 'completed', sheet_count = 1 WHERE id = $1`, [id]);
      expect(await post(`/api/ops/batches/${String(id)}/retry`)).toMatchObject({
        status: 409,
        body: { code: 'nothing_failed', detail: expect.stringMatching(/^Nothing of the batch failed/) },
      });
    });
  });

  describe('drains', () => {
    it('are begun, listed, shown and ended, and it is written down by whom', async () => {
      const begun = await post('/api/ops/drains', { queue: 'revenue', for_seconds: 600, reason: 'upgrade' });
      expect(begun).toMatchObject({
        status: 201,
        body: {
          scope: 'queue',
          target: 'revenue',
          until: expect.any(String),
          reason: 'upgrade',
          created_by: 'admin',
        },
      });
      await post('/api/ops/drains', { all: true, hand_back: true });
      expect((await get('/api/ops/drains')).body['drains']).toMatchObject([
        { target: 'revenue' },
        { scope: 'all', target: null },
      ]);
      const { body } = await get('/api/ops/status');
      expect(body['queues']).toMatchObject(Array.from({ length: 5 }, () => ({ drained: true })));
      const one = await post('/api/ops/resume', { queue: 'revenue' });
      expect(one.body).toMatchObject({ ended: [{ target: 'revenue' }], still: [{ scope: 'all' }] });
      expect((await post('/api/ops/resume', { queue: 'revenue' })).body).toMatchObject({ ended: [] });
      expect((await post('/api/ops/resume', { all: true })).body).toMatchObject({ still: [] });
      const events = await rows<{ action: string; actor_name: string }>(
        api.db,
        `SELECT action, actor_name FROM audit_events WHERE action LIKE 'ops.drain.%' ORDER BY at, id`,
      );
      const actions = events.map(({ action, actor_name }) => `${action} by ${actor_name}`);
      expect(actions).toEqual([
        'ops.drain.begin by admin',
        'ops.drain.begin by admin',
        'ops.drain.end by admin',
        'ops.drain.end by admin',
      ]);
    });

    it('name one thing that there is', async () => {
      for (const body of [{}, { queue: 'tax' }, { queue: 'omr', all: true }, { all: true, for_seconds: 0 }]) {
        expect([body, (await post('/api/ops/drains', body)).status]).toEqual([body, 400]);
      }
      expect((await post('/api/ops/drains', { worker: 'nobody' })).status).toBe(404);
    });

    it('are asked for in words that Postgres can hold', async () => {
      for (const name of ['queue', 'name', 'worker'])
        expect([name, (await get(`/api/ops/jobs?${name}=%00`)).status]).toEqual([name, 400]);
      for (const path of ['drains', 'resume'])
        expect([path, (await post(`/api/ops/${path}`, { worker: '\u0000' })).status]).toEqual([path, 400]);
      const requeued = await post('/api/ops/jobs/requeue', { state: 'failed', worker: '\u0000' });
      expect(requeued.status).toBe(400);
    });

    it('spare those who would wait for their work', { timeout: 40_000 }, async () => {
      await api.db.query(`INSERT INTO workers (id, queues, concurrency) VALUES ('w1', '{omr}', 1)`);
      await post('/api/ops/drains', { queue: 'omr' });
      const body = new FormData();
      body.append('file', new Blob(['PK']), 'a.zip');
      body.append('has_qr', 'true');
      const headers = { Prefer: 'wait=60' };
      const answer = await api.request('POST', '/api/batches/upload', { as: 'user', body, headers });
      expect(answer.status).toBe(202);
    });
  });
});
