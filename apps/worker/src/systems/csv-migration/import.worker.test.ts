import { after, before, beforeEach, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { createMigrationBed, type MigrationBed } from './testing/migration-bed';

const PACKAGES = [
  'kode_paket,nama_paket,harga,tanggal_berangkat,harga_double',
  'UMR-1,Umrah Reguler,25000000,2027-03-01,30000000',
  'UMR-2,Umrah Plus,35000000,2027-04-01,',
].join('\n');

describe('an import', () => {
  let bed: MigrationBed;
  before(async () => {
    bed = await createMigrationBed();
  });
  after(() => bed.close());

  beforeEach(async () => {
    await bed.db.query('TRUNCATE onboarding_packages, onboarding_jamaah, onboarding_payments');
    expect(await bed.import('package', PACKAGES)).toMatchObject({ status: 'completed', importedRows: 2 });
  });

  it('puts in the good rows and writes down what is wrong with the others', async () => {
    const csv = [
      'Nama Lengkap,Email,No HP,Paket,NIK,Catatan',
      'Ahmad Rizki,AHMAD@email.com,0812-3456-7890,UMR-1,,"a ""b"", c"',
      'Siti Aminah,siti@email,081234567891,UMR-1,,x',
      '',
      'Budi,,081234567892,,,',
      'Citra,citra@email.com,081234567893,umr-2,3201011505850001,"dua\nbaris"',
      'Dewi,dewi@email.com,0812,NONE-1,,',
    ].join('\n');
    const job = await bed.import('jamaah', csv);
    expect(job).toMatchObject({
      status: 'completed',
      totalRows: 5,
      processedRows: 5,
      validRows: 2,
      invalidRows: 3,
      importedRows: 2,
      errorSummary: { missing_required: 1, invalid_format: 2, duplicate: 0, constraint_violation: 1 },
    });
    expect(job.completedAt).toBeInstanceOf(Date);
    const [ahmad, citra] = await bed.imported(job.id);
    expect(ahmad).toMatchObject({
      row_number: 1,
      tenant_id: bed.tenant,
      nama: 'Ahmad Rizki',
      email: 'ahmad@email.com',
      telepon: '+6281234567890',
      nik: null,
      catatan: 'a "b", c',
      version: 1,
    });
    expect(citra).toMatchObject({ row_number: 4, nama: 'Citra', catatan: 'dua\nbaris' });
    expect(citra!['paket_id']).not.toEqual(ahmad!['paket_id']);
    const errors = await bed.errors(job.id);
    expect(errors.map((e) => [e.row_number, e.error_type, e.field_name, e.error_message])).toEqual([
      [2, 'invalid_format', 'email', 'Email tidak valid: siti@email'],
      [3, 'missing_required', 'paket_id', "Field 'paket_id' wajib diisi"],
      [5, 'invalid_format', 'telepon', 'Telepon tidak valid: 0812'],
      [5, 'constraint_violation', 'paket_id', 'Paket tidak ditemukan: NONE-1'],
    ]);
    expect(errors[0]).toMatchObject({
      received_value: 'siti@email',
      row_data: { 'Nama Lengkap': 'Siti Aminah', Email: 'siti@email', Paket: 'UMR-1', NIK: '', Catatan: 'x' },
      is_warning: false,
    });
  });

  it('keeps out later rows with a key that is taken, and says by which row', async () => {
    const head = 'nama,email,telepon,paket_id,nik';
    const first = await bed.import(
      'jamaah',
      `${head}\nAli,ali@email.com,081200000001,UMR-1,3201011505850001\n`,
    );
    const csv = [
      head,
      'Ali,,,UMR-1,3201011505850001',
      'Ali,,,UMR-2,3201011505850001',
      'Ani,ani@email,,UMR-1,',
      'Ani,ani@email.com,,UMR-1,',
      'Ani,ANI@email.com,,UMR-1,',
      'Umar,,081200000002,UMR-1,',
      'umar,,0812-0000-0002,UMR-1,',
      'Umar,,,UMR-1,',
      'UMAR,,,UMR-1,',
    ].join('\n');
    const job = await bed.import('jamaah', csv);
    expect(first.importedRows).toBe(1);
    expect(job).toMatchObject({ validRows: 4, invalidRows: 5, importedRows: 4, processedRows: 9 });
    expect((await bed.imported(job.id)).map((row) => row['row_number'])).toEqual([2, 4, 6, 8]);
    expect(
      (await bed.errors(job.id)).map((e) => [
        e.row_number,
        e.error_type,
        e.field_name,
        e.error_message,
        e.received_value,
      ]),
    ).toEqual([
      [1, 'duplicate', 'nik', 'NIK sudah terdaftar: 3201011505850001', '3201011505850001'],
      [3, 'invalid_format', 'email', 'Email tidak valid: ani@email', 'ani@email'],
      [5, 'duplicate', 'email', 'Email sama dengan baris 4: ANI@email.com', 'ANI@email.com'],
      [7, 'duplicate', 'telepon', 'Telepon dan nama sama dengan baris 6: 0812-0000-0002', '0812-0000-0002'],
      [9, 'duplicate', 'nama', 'Nama sama dengan baris 8: UMAR', 'UMAR'],
    ]);
    expect((await bed.errors(job.id))[2]!.row_data).toEqual({
      nama: 'Ani',
      email: 'ANI@email.com',
      telepon: '',
      paket_id: 'UMR-1',
      nik: '',
    });
  });

  it('tells progress at each hundred rows and at the end, then how it ended', async () => {
    const lines = Array.from({ length: 250 }, (_, at) => `Jamaah ${at},jamaah${at}@email.com,UMR-1`);
    lines[7] = ',broken@email.com,UMR-1';
    const job = await bed.import('jamaah', ['nama,email,paket_id', ...lines].join('\n'));
    await eventually('the end to be told', () =>
      bed.heard(job.id).some(({ event }) => event === 'migration:status'),
    );
    expect(bed.heard(job.id)).toEqual([
      ...[
        [100, 40],
        [200, 80],
        [250, 100],
      ].map(([processed, progress_percentage]) => ({
        event: 'migration:progress',
        data: { job_id: job.id, processed, total: 250, progress_percentage },
      })),
      {
        event: 'migration:completed',
        data: {
          job_id: job.id,
          status: 'completed',
          imported: 249,
          failed: 1,
          duration_seconds: expect.any(Number),
        },
      },
      {
        event: 'migration:status',
        data: { job_id: job.id, status: 'completed', status_display: 'Selesai', error_message: null },
      },
    ]);
  });

  it('of no valid row fails', async () => {
    const job = await bed.import('jamaah', 'nama,paket_id\n,UMR-1\nAli,NONE\n');
    expect(job).toMatchObject({
      status: 'failed',
      errorMessage: 'Tidak ada baris yang valid untuk diimpor',
      processedRows: 2,
      invalidRows: 2,
      importedRows: 0,
    });
  });
});
