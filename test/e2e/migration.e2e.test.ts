import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { makePackages, makePackagesWithFaults } from '@sluice/test/fixtures/pilgrims-packages';
import { makePaymentsWithFaults } from '@sluice/test/fixtures/pilgrims-payments';
import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { MigrationClient, type RecordBody } from './migration-client';
import { listenRaw, type MigrationListener } from './migration-listener';
import { expectImported, expectReports } from './migration-outcome';

const PACKAGES = 20;
const ROWS = 60_000;
/** Rows that are edited before the rollback. */
const EDITED = 7;
/** Payments of pilgrims that are rolled back. */
const PAYMENTS = 40;

describe('migration: large files with wrong rows', () => {
  let stack: Stack;
  let admin: MigrationClient;
  let db: Database;
  let listener: MigrationListener;
  let jobId: string;
  const pilgrims = makePilgrims({ rows: ROWS, packages: PACKAGES, faultEvery: 100 });
  const bytes = pilgrims.bytes();

  before(async () => {
    stack = await startStack({ workers: 2, env: { RATE_LIMIT_MIGRATION: '0' } });
    admin = await MigrationClient.login(stack.apis[0]?.url as string, 'admin');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    listener = await listenRaw(admin.baseUrl, admin.token);
  });
  after(async () => {
    listener?.close();
    await db?.destroy();
    await stack?.stop();
  });

  it('imports packages and tells of each wrong one', async () => {
    const file = makePackagesWithFaults(PACKAGES);
    const job = await admin.import({ importType: 'package', bytes: file.bytes() });
    await expectImported(db, admin, job, file);
  });

  it(`answers an upload of 10 MB and ${ROWS} rows with what it holds`, async () => {
    expect(bytes.length).toBeGreaterThan(10_000_000);
    const { status, body } = await admin.send({ importType: 'jamaah', bytes, name: 'jamaah-import.csv' });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        import_type: 'jamaah',
        file_name: 'jamaah-import.csv',
        total_rows: pilgrims.rows.length,
        columns: pilgrims.header,
        encoding: 'utf-8',
        delimiter: ',',
      }),
    ]);
    const shown = (cells: string[]) => pilgrims.header.map((name, at) => [name, cells[at]?.trim()]);
    expect(body.preview_rows).toEqual(pilgrims.rows.slice(0, 5).map((row) => Object.fromEntries(shown(row))));
    jobId = body.job_id;
  });

  it('finds in a dry run what an import would find, and puts nothing in', async () => {
    expect((await admin.validate(jobId)).body).toEqual({
      message: 'Validasi dimulai. Anda akan menerima notifikasi saat selesai.',
      job_id: jobId,
    });
    const job = await admin.untilStill(jobId);
    const counts = {
      total_rows: pilgrims.rows.length,
      valid_rows: pilgrims.stored.size,
      invalid_rows: pilgrims.rows.length - pilgrims.stored.size,
    };
    const outcome = { is_valid: true, ...counts, error_summary: pilgrims.summary, can_proceed: true };
    expect(job).toMatchObject({ status: 'pending', status_display: 'Menunggu', imported_rows: 0, ...counts });
    expect(job.validation).toMatchObject({ ...outcome, warnings: pilgrims.warnings.length });
    await expectReports(admin, jobId, pilgrims);
    expect(await rows(db, 'SELECT 1 FROM onboarding_jamaah LIMIT 1')).toEqual([]);
    expect(await rows(db, 'SELECT 1 FROM migration_checked_keys LIMIT 1')).toEqual([]);
    const [told] = listener.of('migration:validated', jobId);
    expect(told).toEqual({
      job_id: jobId,
      ...outcome,
      errors: pilgrims.errors.slice(0, 100).map(({ rowNumber, type, field, message, value }) => ({
        row_number: rowNumber,
        field_name: field,
        error_type: type,
        error_message: message,
        received_value: value,
      })),
    });
    expect(listener.of('migration:progress', jobId)).toEqual([]);
  });

  it('imports every good row as it was meant and tells of every wrong one', async () => {
    const job = await admin.run(jobId);
    await expectImported(db, admin, job, pilgrims);
    const { body } = await admin.request<{ metadata: object }>('GET', `/migration/${jobId}`);
    const { missing_required, invalid_format, duplicate, constraint_violation } = pilgrims.summary;
    expect(body.metadata).toMatchObject({
      errorSummary: {
        missingRequired: missing_required,
        invalidFormat: invalid_format,
        duplicate,
        constraintViolation: constraint_violation,
      },
    });
  });

  it('has told of its progress at every hundred rows, and of its end', () => {
    const total = pilgrims.rows.length;
    const told = listener.of('migration:progress', jobId);
    expect(told).toHaveLength(Math.ceil(total / 100));
    told.forEach((data, at) => {
      const processed = Math.min(100 * (at + 1), total);
      const percentage = Math.round((100 * processed) / total);
      expect(data).toEqual({ job_id: jobId, processed, total, progress_percentage: percentage });
    });
    expect(listener.of('migration:completed', jobId)).toEqual([
      {
        job_id: jobId,
        status: 'completed',
        imported: pilgrims.stored.size,
        failed: total - pilgrims.stored.size,
        duration_seconds: expect.any(Number),
      },
    ]);
    const statuses = listener.of('migration:status', jobId).map(({ status_display: shown }) => shown);
    expect(statuses).toEqual(['Menunggu', 'Memvalidasi', 'Menunggu', 'Mengimpor', 'Selesai']);
  });

  it('finds every row of the same file again in the data of the tenant', async () => {
    const file = makePilgrims({ rows: 300, packages: PACKAGES, firstIndex: 500_000 });
    const id = await admin.upload({ importType: 'jamaah', bytes: file.bytes() });
    await admin.run(id);
    const again = await admin.import({ importType: 'jamaah', bytes: file.bytes() });
    expect(again).toMatchObject({
      status: 'failed',
      status_display: 'Gagal',
      error_message: 'Tidak ada baris yang valid untuk diimpor',
      valid_rows: 0,
      invalid_rows: 300,
      imported_rows: 0,
    });
    const report = (await admin.download(`/migration/${again.id}/errors`)).bytes.toString();
    expect(report.match(/,duplicate,\w+,(NIK|Email|Telepon dan nama) sudah terdaftar: /g)).toHaveLength(300);
  });

  it('imports payments by NIK and e-mail, warning of who pays too much', async () => {
    const payers = await rows<{ nik: string | null; email: string | null }>(
      db,
      `SELECT nik, email FROM onboarding_jamaah j WHERE migration_job_id = $1 AND version = 1 AND email IS NOT NULL
         AND (SELECT count(*) FROM onboarding_jamaah o WHERE o.email = j.email OR o.nik = j.nik) = 1
       ORDER BY row_number LIMIT $2`,
      [jobId, PAYMENTS],
    );
    const file = makePaymentsWithFaults(payers);
    const job = await admin.import({ importType: 'payment', bytes: file.bytes() });
    await expectImported(db, admin, job, file);
  });

  it('rolls the import back but for rows that were edited or paid for since, and counts them', async () => {
    const imported = await admin.request<{ data: RecordBody[] }>(
      'GET',
      `/jamaah?migration_job_id=${jobId}&sort_by=row_number&sort_order=DESC&limit=${EDITED}`,
    );
    for (const { id } of imported.body.data) {
      const { status, body } = await admin.request<RecordBody>('PATCH', `/jamaah/${id}`, {
        json: { catatan: 'Diubah' },
      });
      expect([status, body['catatan'], body.version]).toEqual([200, 'Diubah', 2]);
    }
    const summary = {
      removed: pilgrims.stored.size - EDITED - PAYMENTS,
      kept_changed: EDITED,
      kept_used: PAYMENTS,
    };
    const preview = await admin.rollback(jobId, '?preview=true');
    expect([preview.status, preview.body.job.status, preview.body.summary]).toEqual([
      200,
      'completed',
      summary,
    ]);
    const { status, body } = await admin.rollback(jobId);
    expect([status, body]).toEqual([
      200,
      {
        message: 'Rollback berhasil dilakukan',
        job: { id: jobId, status: 'rolled_back', rollback_at: expect.stringMatching(/Z$/) },
        summary,
      },
    ]);
    const [left] = await rows(
      db,
      `SELECT count(*)::int AS rows, count(*) FILTER (WHERE version > 1)::int AS edited,
         count(*) FILTER (WHERE EXISTS (SELECT FROM onboarding_payments p WHERE p.jamaah_id = j.id))::int AS paid
       FROM onboarding_jamaah j WHERE migration_job_id = $1`,
      [jobId],
    );
    expect(left).toEqual({ rows: EDITED + PAYMENTS, edited: EDITED, paid: PAYMENTS });
    expect(await admin.status(jobId)).toMatchObject({ status: 'rolled_back', status_display: 'Dibatalkan' });
    expect(listener.of('migration:status', jobId).at(-1)).toMatchObject({ status: 'rolled_back' });
  });

  it('refuses a second rollback', async () => {
    const { status, body } = await admin.rollback(jobId);
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({
        statusCode: 400,
        message: 'Tidak dapat melakukan rollback untuk status: rolled_back',
        error: 'Bad Request',
      }),
    ]);
  });

  it('imports the same file anew after the rollback, but for the rows that stayed', async () => {
    const job = await admin.import({ importType: 'jamaah', bytes });
    const stayed = EDITED + PAYMENTS;
    expect(job).toMatchObject({ status: 'completed', total_rows: pilgrims.rows.length });
    expect(job.imported_rows).toBe(pilgrims.stored.size - stayed);
  });

  it('rolls back packages only as far as nobody has booked them', async () => {
    const file = makePackages(PACKAGES + 5);
    const job = await admin.import({ importType: 'package', bytes: file.bytes() });
    expect(job).toMatchObject({ status: 'completed', imported_rows: 5, invalid_rows: PACKAGES });
    const { body } = await admin.rollback(job.id);
    expect(body.summary).toEqual({ removed: 5, kept_changed: 0, kept_used: 0 });
  });
});
