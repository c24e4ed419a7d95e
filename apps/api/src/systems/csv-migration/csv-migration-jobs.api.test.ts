import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { requiredColumns, templateCsv } from '@sluice/systems/csv-migration';
import { expect } from 'expect';
import { textOf } from '../../report/testing/report-answer';
import { errorListAnswer, jobAnswer, jobListAnswer, statusAnswer } from './csv-migration.answers';
import {
  expectAsDocumented,
  expectRefused,
  fieldsOf,
  JOBS,
  type MigrationApi,
  SAMPLES,
  startMigrationApi,
  UNKNOWN_ID,
} from './testing/migration-api';

const NOT_FOUND = ['Job migrasi tidak ditemukan', 'Not Found'] as const;

describe('jobs of migration', () => {
  let api: MigrationApi;

  before(async () => {
    api = await startMigrationApi();
  });
  after(() => api?.stop());

  const counts = (valid: number, invalid: number) => {
    const processedRows = valid + invalid;
    return { totalRows: processedRows, processedRows, validRows: valid, invalidRows: invalid };
  };

  describe('the status', () => {
    it('has the printed fields in their order, ours behind them', async () => {
      const id = await api.newJob();
      await api.change(id, {
        status: 'importing',
        totalRows: 150,
        processedRows: 100,
        validRows: 98,
        invalidRows: 2,
        importedRows: 98,
        startedAt: new Date('2025-01-15T10:30:00.789Z'),
      });
      const answer = await api.get('owner', `${JOBS}/${id}/status`);
      expectAsDocumented(statusAnswer, answer);
      expect(answer.body).toMatchObject({
        id,
        tenant_id: await api.tenantIdOf('admin'),
        user_id: await api.userIdOf('admin'),
        import_type: 'jamaah',
        file_name: 'jamaah-import.csv',
        file_size: Buffer.byteLength(SAMPLES.jamaah),
        status: 'importing',
        status_display: 'Mengimpor',
        total_rows: 150,
        processed_rows: 100,
        valid_rows: 98,
        invalid_rows: 2,
        progress_percentage: 67,
        error_report_url: null,
        started_at: '2025-01-15T10:30:00Z',
        completed_at: null,
      });
      const printed =
        'id tenant_id user_id import_type file_name file_size status status_display total_rows processed_rows ' +
        'valid_rows invalid_rows progress_percentage error_report_url started_at completed_at created_at updated_at';
      expect(fieldsOf(answer.body).slice(0, 18)).toEqual(printed.split(' '));
      expect(answer.headers.get('X-Request-Id')).not.toBeNull();
    });

    it('calls each status by its Indonesian name, and says where the errors are', async () => {
      const id = await api.newJob();
      const shown: unknown[] = [];
      for (const status of [
        'pending',
        'validating',
        'importing',
        'completed',
        'failed',
        'rolled_back',
      ] as const) {
        await api.change(id, { status, ...counts(1, 1) });
        const { body } = await api.get('admin', `${JOBS}/${id}/status`);
        shown.push([body['status_display'], body['error_report_url']]);
      }
      const report = `${JOBS}/${id}/errors`;
      expect(shown).toEqual([
        ['Menunggu', report],
        ['Memvalidasi', null],
        ['Mengimpor', null],
        ['Selesai', report],
        ['Gagal', report],
        ['Dibatalkan', report],
      ]);
    });

    it('tells the whole import: rows that came in corrected count as valid', async () => {
      const first = await api.newJob();
      await api.change(first, { status: 'completed', ...counts(7, 3), importedRows: 7 });
      const second = await api.newJob({ fields: [['parent_job_id', first]] });
      await api.change(second, { status: 'completed', ...counts(1, 2), importedRows: 1 });
      const third = await api.newJob({ fields: [['parent_job_id', second]] });
      await api.change(third, { status: 'completed', ...counts(1, 0), importedRows: 1 });
      const shown = async (id: string): Promise<unknown> => {
        const { body } = await api.get('admin', `${JOBS}/${id}/status`);
        return [body['total_rows'], body['valid_rows'], body['invalid_rows'], body['imported_rows']];
      };
      expect([await shown(first), await shown(second), await shown(third)]).toEqual([
        [10, 9, 1, 9],
        [3, 2, 1, 2],
        [1, 1, 0, 1],
      ]);
      const inOverview = async (): Promise<unknown> => {
        const { body } = await api.get('admin', `/api/overview/batches/migration/${first}`);
        const { body: page } = await api.get('admin', '/api/overview/batches?system=migration&limit=100');
        const listed = (page['batches'] as Record<string, unknown>[]).find(({ id }) => id === first);
        return [body, listed].map((row) => [row?.['total'], row?.['done'], row?.['failed']]);
      };
      const told = async (): Promise<string> =>
        textOf(await api.get('admin', `${JOBS}/${first}/report.html`));
      expect(await inOverview()).toEqual([
        [10, 9, 1],
        [10, 9, 1],
      ]);
      expect(await told()).toContain('Diimpor 9 90 % Salah 1 10 % Tidak diimpor 0 0 % Total 10 100 %');
      expect(await told()).toContain('2 baris di antaranya masuk lewat file perbaikan.');
      await api.change(third, { status: 'rolled_back', importedRows: 0 });
      expect(await shown(first)).toEqual([10, 8, 2, 8]);
      expect(await inOverview()).toEqual([
        [10, 8, 2],
        [10, 8, 2],
      ]);
    });
  });

  it('are shown whole, as the document models them', async () => {
    const id = await api.newJob();
    const errorSummary = { missing_required: 1, invalid_format: 2, duplicate: 3, constraint_violation: 4 };
    await api.change(id, { status: 'failed', errorSummary, errorMessage: 'Tidak ada baris yang valid' });
    const answer = await api.get('admin', `${JOBS}/${id}`);
    expectAsDocumented(jobAnswer, answer);
    expect(answer.body).toMatchObject({
      file_url: `${JOBS}/${id}/file`,
      error_message: 'Tidak ada baris yang valid',
      metadata: {
        fileName: 'jamaah-import.csv',
        fileSize: Buffer.byteLength(SAMPLES.jamaah),
        encoding: 'utf-8',
        delimiter: ',',
        columnMapping: { nama: 'nama', paket_id: 'paket_id' },
        importType: 'jamaah',
        errorSummary: { missingRequired: 1, invalidFormat: 2, duplicate: 3, constraintViolation: 4 },
      },
    });
    const printed =
      'id tenant_id user_id import_type file_name file_url file_size status status_display total_rows ' +
      'processed_rows valid_rows invalid_rows progress_percentage error_report_url error_message started_at ' +
      'completed_at metadata created_at updated_at';
    expect(fieldsOf(answer.body).slice(0, 21)).toEqual(printed.split(' '));
  });

  describe('the list', () => {
    it('is in pages, newest first, and filtered by type and status', async () => {
      const payment = await api.newJob({ csv: SAMPLES.payment, type: 'payment', name: 'bayar.csv' });
      const answer = await api.get('admin', `${JOBS}?limit=2`);
      expectAsDocumented(jobListAnswer, answer);
      const { data, total, page, limit } = answer.body as {
        data: { id: string }[];
        total: number;
      } & object as never;
      expect([(data as unknown[]).length, page, limit]).toEqual([2, 1, 2]);
      expect((data as { id: string }[])[0]?.id).toBe(payment);
      expect(total).toBeGreaterThan(2);
      expect(fieldsOf((data as object[])[0]).slice(0, 8)).toEqual([
        'id',
        'import_type',
        'file_name',
        'status',
        'total_rows',
        'valid_rows',
        'invalid_rows',
        'created_at',
      ]);
      const filtered = await api.get('admin', `${JOBS}?import_type=payment&status=pending&page=1`);
      expect(filtered.body).toMatchObject({ data: [{ id: payment }], total: 1, page: 1, limit: 20 });
      expect((await api.get('admin', `${JOBS}?import_type=payment&status=failed`)).body['data']).toEqual([]);
    });

    it('is sorted by what the client names, either way', async () => {
      const names = async (query: string): Promise<string[]> => {
        const { status, body } = await api.get('admin', `${JOBS}?limit=100&${query}`);
        expect(status).toBe(200);
        return (body['data'] as { file_name: string }[]).map((job) => job.file_name);
      };
      const byName = await names('sort_by=file_name&sort_order=ASC');
      expect(byName).toEqual([...byName].sort());
      expect(await names('sort_by=file_name&sort_order=desc')).toEqual([...byName].sort().reverse());
      for (const column of [
        'created_at',
        'started_at',
        'completed_at',
        'file_size',
        'total_rows',
        'status',
      ]) {
        expect(await names(`sort_by=${column}`)).toHaveLength(byName.length);
      }
    });

    it('refuses values that mean nothing', async () => {
      for (const query of ['limit=101', 'limit=0', 'page=0', 'page=x', 'status=done', 'import_type=hotel']) {
        expect((await api.get('admin', `${JOBS}?${query}`)).status).toBe(400);
      }
      const answer = await api.get('admin', `${JOBS}?sort_by=id;drop`);
      expect(answer.body['message']).toMatch(/^Data tidak valid: "sort_by" must be one of/);
    });
  });

  describe('are seen', () => {
    it('by admins and owners of the tenant, by agents when they are theirs, by users never', async () => {
      const id = await api.newJob();
      const statusOf = async (as: string, path: string): Promise<number> => (await api.get(as, path)).status;
      for (const path of ['', '/status', '/file']) {
        const url = `${JOBS}/${id}${path}`;
        expect([await statusOf('admin', url), await statusOf('owner', url)]).toEqual([200, 200]);
        expectRefused(await api.get('agent', url), 403, 'Forbidden', 'Forbidden');
        expectRefused(await api.get('user', url), 403, 'Forbidden', 'Forbidden');
        expectRefused(await api.get('overseer', url), 404, ...NOT_FOUND);
      }
      expectRefused(await api.get('agent', `${JOBS}/${id}/events`), 403, 'Forbidden', 'Forbidden');
      expect((await api.get('agent', JOBS)).body).toMatchObject({ data: [], total: 0 });
      expect((await api.get('user', JOBS)).status).toBe(403);
      await api.db.query('UPDATE migration_jobs SET user_id = $2 WHERE id = $1', [
        id,
        await api.userIdOf('agent'),
      ]);
      expect(await statusOf('agent', `${JOBS}/${id}/status`)).toBe(200);
      expect((await api.get('agent', JOBS)).body).toMatchObject({ data: [{ id }], total: 1 });
      for (const path of ['errors', 'errors.json', 'failed-rows.csv']) {
        expect(await statusOf('agent', `${JOBS}/${id}/${path}`)).toBe(403);
      }
    });

    it('not when they are not there, or their id is none', async () => {
      for (const id of [UNKNOWN_ID, 'x', '%00', 'upload.csv']) {
        expectRefused(await api.get('admin', `${JOBS}/${id}/status`), 404, ...NOT_FOUND);
      }
      expect((await api.get('admin', '/api/v1/onboarding/nothing')).body['message']).toBe('Tidak ditemukan');
      const wrong = await api.request('PUT', `${JOBS}/${UNKNOWN_ID}/status`, { as: 'admin' });
      expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    });
  });

  describe('the errors of a job', () => {
    let id: string;
    before(async () => {
      const csv = 'nama,paket_id,catatan\nA,P-01,x\nB,,y\n';
      id = await api.newJob({ csv });
      await api.change(id, { status: 'completed', ...counts(0, 3) });
      await api.plantErrors(id, [
        {
          row: 12,
          type: 'missing_required',
          field: 'paket_id',
          message: `Field 'paket_id' wajib diisi`,
          data: { nama: '=cmd|x', paket_id: '', catatan: '-' },
        },
        {
          row: 5,
          field: 'email',
          message: 'Email tidak valid: a,"b"',
          value: 'a,"b"',
          data: { nama: 'Ahmad\nRizki', paket_id: 'P-01', catatan: '+62 812' },
        },
        { row: 5, field: 'telepon', message: 'Telepon tidak valid', value: '=1+1', data: { nama: 'Ahmad' } },
        { row: 6, field: 'nik', message: 'NIK tidak sesuai', isWarning: true, data: { nama: 'C' } },
        {
          row: 7,
          field: null,
          message: 'Terlalu banyak kolom',
          data: { nama: 'D', paket_id: 'P', _extra: ['z'] },
        },
      ]);
    });

    it('are a CSV of a line each, safe for spreadsheets, without warnings', async () => {
      const answer = await api.get('owner', `${JOBS}/${id}/errors`);
      expect(answer.headers.get('Content-Type')).toMatch(/^text\/csv/);
      expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="errors-${id}.csv"`);
      expect(answer.text.split('\r\n')).toEqual([
        'row_number,error_type,field_name,error_message,received_value',
        '5,invalid_format,email,"Email tidak valid: a,""b""","a,""b"""',
        `5,invalid_format,telepon,Telepon tidak valid,'=1+1`,
        '7,invalid_format,,Terlalu banyak kolom,',
        `12,missing_required,paket_id,Field 'paket_id' wajib diisi,`,
        '',
      ]);
      const warnings = await api.get('owner', `${JOBS}/${id}/errors?warnings=true`);
      expect(warnings.text.split('\r\n')[1]).toBe('6,invalid_format,nik,NIK tidak sesuai,');
    });

    it('are a CSV to axios too, which asks for JSON first whatever it wants', async () => {
      const headers = { Accept: 'application/json, text/plain, */*' };
      const answer = await api.request('GET', `${JOBS}/${id}/errors`, { as: 'admin', headers });
      expect(answer.headers.get('Content-Type')).toMatch(/^text\/csv/);
    });

    it('are told as JSON in pages', async () => {
      const answer = await api.get('admin', `${JOBS}/${id}/errors.json?limit=1&page=2`);
      expectAsDocumented(errorListAnswer, answer);
      expect(answer.body).toMatchObject({ total: 4, page: 2, limit: 1 });
      expect(answer.body['data']).toMatchObject([{ row_number: 5, field_name: 'telepon' }]);
      expect((await api.get('admin', `${JOBS}/${id}/errors?format=json`)).body['total']).toBe(4);
    });

    it('are a header alone when there are none', async () => {
      const answer = await api.get('admin', `${JOBS}/${await api.newJob()}/errors`);
      expect([answer.status, answer.text.trim().split('\n')]).toEqual([200, [expect.any(String)]]);
    });

    it('leave rows to be corrected: as uploaded, the reasons in front', async () => {
      const answer = await api.get('admin', `${JOBS}/${id}/failed-rows.csv`);
      expect(answer.headers.get('Content-Disposition')).toContain(`failed-rows-${id}.csv`);
      expect(answer.text).toBe(
        'error_row_number,error_reason,nama,paket_id,catatan\r\n' +
          '5,"Email tidak valid: a,""b""; Telepon tidak valid","Ahmad\nRizki",P-01,+62 812\r\n' +
          '7,Terlalu banyak kolom,D,P,,z\r\n' +
          `12,Field 'paket_id' wajib diisi,'=cmd|x,,\r\n`,
      );
    });

    it('come whole when there are thousands', async () => {
      const many = await api.newJob();
      await api.db.query(
        `INSERT INTO migration_errors (id, migration_job_id, row_number, error_type, error_message, row_data)
         SELECT gen_random_uuid(), $1, n / 3, 'duplicate', 'dua kali ' || n, jsonb_build_object('nama', 'N' || n / 3)
         FROM generate_series(3, 7502) AS n`,
        [many],
      );
      const errors = (await api.get('admin', `${JOBS}/${many}/errors`)).text.trim().split('\r\n');
      expect(new Set(errors).size).toBe(7_501);
      expect(errors.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(
        Array.from({ length: 7_500 }, (_, n) => 1 + Math.floor(n / 3)),
      );
      const failed = (await api.get('admin', `${JOBS}/${many}/failed-rows.csv`)).text.trim().split('\r\n');
      expect(failed).toHaveLength(2_501);
    });
  });

  it('have templates for every type, for agents too', async () => {
    for (const type of ['jamaah', 'payment', 'package'] as const) {
      const answer = await api.get('agent', `${JOBS}/templates/${type}`);
      expect([answer.status, answer.text]).toEqual([200, templateCsv(type)]);
      expect(answer.headers.get('Content-Type')).toMatch(/^text\/csv/);
      expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="template-${type}.csv"`);
    }
    expect((await api.get('agent', `${JOBS}/templates/hotel`)).body['message']).toBe(
      'Template tidak ditemukan',
    );
    expect((await api.get('user', `${JOBS}/templates/jamaah`)).status).toBe(403);
  });

  it('tell the columns of every type, and which of them a file must have', async () => {
    for (const type of ['jamaah', 'payment', 'package'] as const) {
      const { status, body } = await api.get('agent', `${JOBS}/columns/${type}`);
      const columns = body['columns'] as { name: string; required: boolean; example: string }[];
      const lines = [columns.map(({ name }) => name), columns.map(({ example }) => example)];
      expect(status).toBe(200);
      expect(lines.map((cells) => `${cells.join(',')}\r\n`).join('')).toBe(templateCsv(type));
      expect(columns.filter(({ required }) => required).map(({ name }) => name)).toEqual(
        requiredColumns(type),
      );
    }
    expect((await api.get('agent', `${JOBS}/columns/hotel`)).status).toBe(404);
    expect((await api.get('user', `${JOBS}/columns/jamaah`)).status).toBe(403);
  });

  describe('are deleted', () => {
    const remove = (as: string, id: string) => api.request('DELETE', `${JOBS}/${id}`, { as });

    it('with their file, errors and work, once they have ended; what they brought in stays', async () => {
      const files = (await api.storedFiles()).length;
      const id = await api.newJob();
      await api.post('admin', `${JOBS}/${id}/validate`);
      await api.endJobs(id);
      await api.change(id, { status: 'completed' });
      await api.plantErrors(id, [{ row: 1 }]);
      const [packageId] = await api.plant('onboarding_packages', [
        {
          kode_paket: 'TETAP-1',
          nama_paket: 'x',
          harga: 1,
          tanggal_berangkat: '2027-01-01',
          migration_job_id: id,
        },
      ]);
      const answer = await remove('owner', id);
      expect([answer.status, answer.body]).toEqual([200, { message: 'Job migrasi berhasil dihapus' }]);
      expect((await api.get('admin', `${JOBS}/${id}`)).status).toBe(404);
      expect((await api.storedFiles()).length).toBe(files);
      expect(await rows(api.db, 'SELECT 1 FROM migration_errors WHERE migration_job_id = $1', [id])).toEqual(
        [],
      );
      expect(await api.jobs(id)).toEqual([]);
      expect((await api.get('admin', `/api/v1/onboarding/packages/${packageId}`)).status).toBe(200);
      expect(await api.audited(id)).toEqual([
        'migration.job.upload',
        'migration.job.validate',
        'migration.job.delete',
      ]);
    });

    it('not before, not by agents, not by others', async () => {
      const id = await api.newJob();
      for (const status of ['pending', 'validating', 'importing'] as const) {
        await api.change(id, { status });
        const message = 'Hanya job yang sudah selesai yang dapat dihapus';
        expectRefused(await remove('admin', id), 400, message, 'Bad Request');
      }
      await api.change(id, { status: 'completed' });
      expect([(await remove('agent', id)).status, (await remove('overseer', id)).status]).toEqual([403, 404]);
    });
  });

  it('are listened to: the state at once, the end as the last', async () => {
    const id = await api.newJob();
    await api.change(id, { status: 'completed', ...counts(2, 1), importedRows: 2 });
    const { text } = await api.get('owner', `${JOBS}/${id}/events`);
    const data = text.split('\n').filter((line) => line.startsWith('data:'));
    expect(text).toContain('event: done');
    expect(JSON.parse(data.at(-1)?.slice(5) ?? '')).toMatchObject({
      id,
      status: 'completed',
      processed: 2,
      failed: 1,
      total: 3,
      progress_percentage: 100,
      status_display: 'Selesai',
    });
  });

  it('carry the rate limit in every answer, and the one too many is 429 as printed', async () => {
    const limited = await startMigrationApi({ RATE_LIMIT_MIGRATION: '2' });
    try {
      const answers = [];
      for (let i = 0; i < 3; i++) answers.push(await limited.get('admin', JOBS));
      expect(answers.map(({ headers }) => headers.get('X-RateLimit-Remaining'))).toEqual(['1', '0', '0']);
      expectRefused(answers[2] as never, 429, 'Too Many Requests', 'Too Many Requests');
    } finally {
      await limited.stop();
    }
  });
});
