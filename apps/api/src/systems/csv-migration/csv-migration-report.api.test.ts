import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { expectReport, HARMLESS, HOSTILE, textOf } from '../../report/testing/report-answer';
import { JOBS, type MigrationApi, startMigrationApi, UNKNOWN_ID } from './testing/migration-api';

describe('the report of an import', () => {
  let api: MigrationApi;
  let id: string;

  before(async () => {
    api = await startMigrationApi();
    id = await api.newJob();
    await api.change(id, {
      fileName: HOSTILE,
      status: 'completed',
      totalRows: 200_000,
      processedRows: 200_000,
      validRows: 199_000,
      invalidRows: 1_000,
      importedRows: 199_000,
      warningCount: 1,
      errorSummary: { missing_required: 400, invalid_format: 599, duplicate: 1, constraint_violation: 0 },
      startedAt: new Date('2026-01-05T08:00:00Z'),
      completedAt: new Date('2026-01-05T09:02:03Z'),
    });
    await api.db.query(
      `INSERT INTO migration_errors (id, migration_job_id, row_number, error_type, field_name, error_message,
         expected_format, received_value, row_data)
       SELECT gen_random_uuid(), $1, n, CASE WHEN n % 5 < 2 THEN 'missing_required' ELSE 'invalid_format' END,
         CASE WHEN n % 5 < 2 THEN 'nama_lengkap' ELSE 'tanggal_lahir' END, 'salah', 'YYYY-MM-DD', $2, '{}'
       FROM generate_series(1, 1000) AS n`,
      [id, `rahasia ${HOSTILE} ${'x'.repeat(5_000)}`],
    );
    await api.plantErrors(id, [{ row: 7, field: 'email', message: 'peringatan', isWarning: true }]);
  });
  after(() => api?.stop());

  const get = (as: string, jobId = id) => api.get(as, `${JOBS}/${jobId}/report.html`);

  it('is a page in Indonesian with what became of the rows', async () => {
    const answer = await get('owner');
    expectReport(answer, 'id');
    const text = textOf(answer);
    expect(text).toContain(
      'Diimpor 199.000 99,5 % Salah 1.000 0,5 % Tidak diimpor 0 0 % Total 200.000 100 %',
    );
    expect(text).toContain('Wajib diisi 400 40 % Format salah 599 59,9 % Duplikat 1 0,1 %');
    expect(text).toContain('tanggal_lahir 600 0 nama_lengkap 400 0 email 0 1');
    expect(text).toContain('5 Januari 2026, 08:00:00 UTC');
    expect(text).toContain('Durasi 1 jam 2 mnt');
    expect(answer.text).toContain(`<bdi>${HARMLESS}</bdi>`);
  });

  it('shows the first 500 errors with their values, cut and harmless, and where all are', async () => {
    const answer = await get('admin');
    expect(answer.text.split(`rahasia ${HARMLESS} xxx`).length - 1).toBe(500);
    expect(answer.text).not.toContain('x'.repeat(301));
    const text = textOf(answer);
    expect(text).toContain(
      `Ditampilkan 500 baris pertama; 500 lainnya tidak ditampilkan. Data lengkap: ${JOBS}/${id}/errors`,
    );
    expect(text).toContain('7 email Format salah peringatan – begini');
  });

  it('shows an agent the own import, but no values: the list of errors is not for agents', async () => {
    const own = await api.newJob();
    await api.db.query('UPDATE migration_jobs SET user_id = $2 WHERE id = $1', [
      own,
      await api.userIdOf('agent'),
    ]);
    await api.plantErrors(own, [{ row: 1, value: 'rahasia' }]);
    const answer = await get('agent', own);
    expectReport(answer, 'id');
    expect(answer.text).not.toContain('rahasia');
    expect(textOf(answer)).toContain('nama 1 0');
    expect((await get('admin', own)).text).toContain('rahasia');
  });

  it('is seen as the job is', async () => {
    for (const [as, status] of [
      ['agent', 403],
      ['user', 403],
      ['overseer', 404],
    ] as const) {
      const answer = await get(as);
      expect([answer.status, answer.body]).toEqual([status, (await api.get(as, `${JOBS}/${id}`)).body]);
    }
    expect((await get('admin', UNKNOWN_ID)).body).toMatchObject({ statusCode: 404 });
  });

  it('is there for a job that nobody has started', async () => {
    const answer = await get('admin', await api.newJob());
    expectReport(answer, 'id');
    expect(textOf(answer)).toContain('Menunggu');
  });
});
