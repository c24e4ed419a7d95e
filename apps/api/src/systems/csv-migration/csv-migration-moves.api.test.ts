import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { migrationJobs } from '@sluice/systems/csv-migration';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { beginAnswer, cancelAnswer, retryAnswer, rollbackAnswer } from './csv-migration.answers';
import {
  expectAsDocumented,
  expectRefused,
  JOBS,
  type MigrationApi,
  startMigrationApi,
} from './testing/migration-api';

const BAD = 'Bad Request';

describe('moves on jobs of migration', () => {
  let api: MigrationApi;

  before(async () => {
    api = await startMigrationApi({ IMPORTS_PER_TENANT: '3' });
  });
  after(() => api?.stop());

  const move = (id: string, verb: string, as = 'admin'): Promise<ApiAnswer> =>
    api.post(as, `${JOBS}/${id}/${verb}`);
  const statusOf = async (id: string): Promise<Record<string, unknown>> =>
    (await api.get('admin', `${JOBS}/${id}/status`)).body;
  const freePlaces = () =>
    api.db.query(`UPDATE migration_jobs SET status = 'failed' WHERE status = 'importing'`);

  describe('a validation', () => {
    it('is begun as printed, and is work of the job’s owner', async () => {
      const id = await api.newJob({}, 'owner');
      const answer = await move(id, 'validate');
      expectAsDocumented(beginAnswer, answer);
      expect(answer.body).toEqual({
        message: 'Validasi dimulai. Anda akan menerima notifikasi saat selesai.',
        job_id: id,
      });
      expect(await statusOf(id)).toMatchObject({ status: 'validating', status_display: 'Memvalidasi' });
      expect(await api.jobs(id)).toEqual(['migration.validate waiting']);
      const [job] = await rows<{ owner_id: string }>(
        api.db,
        'SELECT owner_id FROM jobs WHERE subject_id = $1',
        [id],
      );
      expect(job?.owner_id).toBe(await api.userIdOf('owner'));
    });

    it('is for jobs that wait', async () => {
      const id = await api.newJob();
      for (const status of ['validating', 'importing', 'completed', 'failed', 'rolled_back'] as const) {
        await api.change(id, { status });
        const message = `Tidak dapat melakukan validasi untuk status: ${status}`;
        expectRefused(await move(id, 'validate'), 400, message, BAD);
      }
      expect(await api.jobs(id)).toEqual([]);
    });
  });

  describe('a start', () => {
    it('is answered as printed', async () => {
      const id = await api.newJob();
      const answer = await move(id, 'start', 'owner');
      expectAsDocumented(beginAnswer, answer);
      expect(answer.body).toEqual({
        message: 'Import dimulai. Progress akan diupdate secara real-time.',
        job_id: id,
      });
      expect(await statusOf(id)).toMatchObject({ status: 'importing', started_at: expect.any(String) });
      expect(await api.jobs(id)).toEqual(['migration.import waiting']);
      expect(await api.audited(id)).toEqual(['migration.job.upload', 'migration.job.start']);
      await freePlaces();
    });

    it('is for jobs that wait, of the tenant, by admins and owners', async () => {
      const id = await api.newJob();
      for (const verb of ['start', 'validate', 'rollback', 'cancel', 'retry']) {
        expectRefused(await move(id, verb, 'agent'), 403, 'Forbidden', 'Forbidden');
        expectRefused(await move(id, verb, 'overseer'), 404, 'Job migrasi tidak ditemukan', 'Not Found');
      }
      await api.change(id, { status: 'completed' });
      const message = 'Tidak dapat melakukan import untuk status: completed';
      expectRefused(await move(id, 'start'), 400, message, BAD);
    });

    it('beyond the imports that a tenant may have at once is 429, however many ask together', async () => {
      const ids = await Promise.all(Array.from({ length: 6 }, () => api.newJob()));
      const answers = await Promise.all(ids.map((id) => move(id, 'start')));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429, 429]);
      const refused = answers.find(({ status }) => status === 429) as ApiAnswer;
      expectRefused(refused, 429, 'Too Many Requests', 'Too Many Requests');
      expect(refused.headers.get('Retry-After')).toBe('10');
      const waiting = ids[answers.indexOf(refused)] as string;
      expect(await statusOf(waiting)).toMatchObject({ status: 'pending' });
      const others = await api.newJob({}, 'overseer');
      expect((await move(others, 'start', 'overseer')).status).toBe(200);
      await freePlaces();
      expect((await move(waiting, 'start')).status).toBe(200);
      await freePlaces();
    });
  });

  it('are told to those who listen', async () => {
    const id = await api.newJob();
    const { feed } = api.deps.live;
    await eventually('the new job was published', async () => feed.lastEntryId(id));
    const first = (await feed.lastEntryId(id)) as string;
    await move(id, 'validate');
    const entries = (await feed.entriesAfter(id, first)) ?? [];
    expect(entries.map(({ state }) => [state.progress.status, state.isFinal])).toEqual([
      ['validating', false],
    ]);
  });

  describe('a cancel', () => {
    it('ends the job as failed with the reason, and says what was not done', async () => {
      const id = await api.newJob();
      await move(id, 'start');
      await api.change(id, {
        totalRows: 10,
        processedRows: 6,
        validRows: 5,
        invalidRows: 1,
        importedRows: 5,
      });
      const answer = await move(id, 'cancel', 'owner');
      expectAsDocumented(cancelAnswer, answer);
      expect(answer.body).toEqual({
        message: 'Job migrasi dibatalkan',
        job_id: id,
        status: 'failed',
        status_display: 'Gagal',
        total_rows: 10,
        processed_rows: 6,
        imported_rows: 5,
        not_processed_rows: 4,
        error_message: 'Dibatalkan oleh owner: 6 dari 10 baris diproses',
      });
      expect(await api.jobs(id)).toEqual(['migration.import cancelled']);
      expect((await move(id, 'cancel')).body).toEqual(answer.body);
    });

    it('also ends a job that nobody has started, which can be deleted then', async () => {
      const id = await api.newJob();
      expect((await move(id, 'cancel')).body).toMatchObject({ error_message: 'Dibatalkan oleh admin' });
      expect((await api.request('DELETE', `${JOBS}/${id}`, { as: 'admin' })).status).toBe(200);
    });

    it('is refused where nothing is under way', async () => {
      const id = await api.newJob();
      await api.change(id, { status: 'completed' });
      expect(await move(id, 'cancel')).toMatchObject({ status: 409 });
    });
  });

  describe('a retry', () => {
    it('takes up an import that failed, and validates what never came so far', async () => {
      const imported = await api.newJob();
      await move(imported, 'start');
      await move(imported, 'cancel');
      const answer = await move(imported, 'retry');
      expectAsDocumented(retryAnswer, answer, 202);
      expect(await statusOf(imported)).toMatchObject({
        status: 'importing',
        error_message: null,
        cancelled_at: null,
      });
      expect(await api.jobs(imported)).toEqual(['migration.import cancelled', 'migration.import waiting']);
      const validated = await api.newJob();
      await move(validated, 'validate');
      await move(validated, 'cancel');
      await move(validated, 'retry');
      expect(await statusOf(validated)).toMatchObject({ status: 'validating' });
      await freePlaces();
    });

    it('takes up a completed import that left rows out, and no other', async () => {
      const id = await api.newJob();
      const startedAt = new Date();
      await api.change(id, {
        status: 'completed',
        processedRows: 2,
        validRows: 2,
        invalidRows: 0,
        startedAt,
      });
      expect((await move(id, 'retry')).status).toBe(409);
      await api.change(id, { validRows: 1, invalidRows: 1 });
      expect((await move(id, 'retry')).status).toBe(202);
      expect((await move(id, 'retry')).status).toBe(409);
      await freePlaces();
    });
  });

  describe('a rollback', () => {
    /** An import of two packages that has ended so long ago. */
    const completedJob = async (hoursAgo = 1): Promise<string> => {
      const id = await api.newJob();
      const completedAt = new Date(Date.now() - hoursAgo * 3600_000);
      await api.change(id, { status: 'completed', importedRows: 2, completedAt });
      return id;
    };
    const rollback = (id: string, headers: Record<string, string> = {}, query = ''): Promise<ApiAnswer> =>
      api.post('admin', `${JOBS}/${id}/rollback${query}`, headers);

    it('that nobody works at is under way: 202, with the printed body, and not begun twice', async () => {
      const id = await completedJob();
      const answer = await rollback(id);
      expectAsDocumented(rollbackAnswer, answer, 202);
      expect(answer.body).toEqual({
        message: 'Rollback sedang diproses',
        job: { id, status: 'completed', rollback_at: null },
        summary: null,
      });
      expect([answer.headers.get('Location'), answer.headers.get('Retry-After')]).toEqual([
        `${JOBS}/${id}/status`,
        '2',
      ]);
      expect((await rollback(id, { Prefer: 'respond-async' })).headers.get('Preference-Applied')).toBe(
        'respond-async',
      );
      expect(await api.jobs(id)).toEqual(['migration.rollback waiting']);
      expect((await move(id, 'cancel')).status).toBe(409);
      expect(await api.jobs(id)).toEqual(['migration.rollback waiting']);
    });

    it('goes on when the import, which had been cancelled before, is cancelled once more', async () => {
      const cancelledAt = new Date();
      const errorMessage = 'Dibatalkan oleh admin';
      const id = await api.newJob();
      await api.change(id, {
        status: 'failed',
        cancelledAt,
        completedAt: cancelledAt,
        importedRows: 2,
        errorMessage,
      });
      expect((await rollback(id, { Prefer: 'respond-async' })).status).toBe(202);
      const again = await move(id, 'cancel');
      expect([again.status, again.body['error_message']]).toEqual([200, errorMessage]);
      expect(await api.jobs(id)).toEqual(['migration.rollback waiting']);
    });

    it('that ends while it is waited for is answered as printed', async () => {
      const id = await completedJob();
      await api.db.query(`INSERT INTO workers (id, queues, concurrency) VALUES ('w', '{migration}', 1)`);
      const answering = rollback(id, { Prefer: 'wait=30' });
      await eventually('it was begun', async () => (await api.jobs(id)).length > 0);
      await api.endJobs(id);
      const rollbackAt = new Date('2025-01-15T12:00:00.500Z');
      const rollbackSummary = { removed: 2, kept_changed: 0, kept_used: 0 };
      await api.change(id, { status: 'rolled_back', rollbackAt, rollbackSummary });
      const answer = await answering;
      expectAsDocumented(rollbackAnswer, answer);
      expect(answer.body).toEqual({
        message: 'Rollback berhasil dilakukan',
        job: { id, status: 'rolled_back', rollback_at: '2025-01-15T12:00:00Z' },
        summary: rollbackSummary,
      });
      expect(answer.headers.get('Preference-Applied')).toBe('wait=30');
      expectRefused(await rollback(id), 400, 'Tidak dapat melakukan rollback untuk status: rolled_back', BAD);
      await api.db.query('DELETE FROM workers');
    });

    it('is for imports that have brought something in, within a day', async () => {
      const id = await api.newJob();
      for (const status of ['pending', 'validating', 'importing', 'failed'] as const) {
        await api.change(id, { status });
        const message = `Tidak dapat melakukan rollback untuk status: ${status}`;
        expectRefused(await rollback(id), 400, message, BAD);
      }
      await api.change(id, { status: 'failed', importedRows: 1, completedAt: new Date() });
      expect((await rollback(id)).status).toBe(202);
      const late = 'Tidak dapat melakukan rollback: sudah lebih dari 24 jam sejak import selesai';
      expectRefused(await rollback(await completedJob(24.1)), 400, late, BAD);
      expect((await rollback(await completedJob(23.9))).status).toBe(202);
    });

    it('tells beforehand what would go and what stays, and changes nothing', async () => {
      const id = await completedJob();
      const trip = { nama_paket: 'x', harga: 1, tanggal_berangkat: '2027-01-01', migration_job_id: id };
      const packages = Array.from({ length: 5 }, (_, at) => {
        return { ...trip, kode_paket: `PRA-${at}`, row_number: at + 1, version: at === 0 ? 2 : 1 };
      });
      const [, used] = await api.plant('onboarding_packages', packages);
      await api.plant('onboarding_jamaah', [{ nama: 'A', paket_id: used, dup_key: 'nik:1' }]);
      await api.db.query(`UPDATE migration_jobs SET import_type = 'package' WHERE id = $1`, [id]);
      const answer = await rollback(id, {}, '?preview=true');
      expectAsDocumented(rollbackAnswer, answer);
      expect(answer.body).toMatchObject({
        job: { id, status: 'completed', rollback_at: null },
        summary: { removed: 3, kept_changed: 1, kept_used: 1 },
      });
      expect(await api.jobs(id)).toEqual([]);
      expect(migrationJobs.rollback.name).toBe('migration.rollback');
    });
  });
});
