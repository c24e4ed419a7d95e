import { after, before, beforeEach, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { createMigrationBed, type MigrationBed } from './testing/migration-bed';

const PACKAGES = 'kode_paket,nama_paket,harga,tanggal_berangkat\nUMR-1,Umrah,25000000,2027-03-01\n';
const HEAD = 'nama,email,paket_id,nik';

describe('a validation', () => {
  let bed: MigrationBed;
  before(async () => {
    bed = await createMigrationBed();
  });
  after(() => bed.close());

  beforeEach(async () => {
    await bed.db.query('TRUNCATE onboarding_packages, onboarding_jamaah, onboarding_payments');
    await bed.import('package', PACKAGES);
  });

  it('finds what an import would find, puts nothing in and leaves nothing behind', async () => {
    await bed.import('jamaah', `${HEAD}\nLama,lama@email.com,UMR-1,\n`);
    const lines = Array.from({ length: 450 }, (_, at) => `Jamaah ${at + 1},j${at + 1}@email.com,UMR-1,`);
    lines[9] = 'Salah,salah@email,UMR-1,';
    lines[19] = 'Ganda,J3@email.com,UMR-1,';
    lines[399] = 'Ganda,j150@email.com,UMR-1,';
    lines[419] = 'Lama,lama@email.com,UMR-1,';
    const csv = [HEAD, ...lines].join('\r\n');
    const id = await bed.addJob('jamaah', csv);
    const validated = await bed.run(id, 'validate');
    expect(validated).toMatchObject({
      status: 'pending',
      totalRows: 450,
      processedRows: 450,
      validRows: 446,
      invalidRows: 4,
      importedRows: 0,
      startedAt: null,
      completedAt: null,
      validation: {
        is_valid: true,
        total_rows: 450,
        valid_rows: 446,
        invalid_rows: 4,
        error_summary: { missing_required: 0, invalid_format: 1, duplicate: 3, constraint_violation: 0 },
        warnings: 0,
        can_proceed: true,
        validated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    });
    expect(await bed.imported(id)).toEqual([]);
    expect(await rows(bed.db, 'SELECT * FROM migration_checked_keys')).toEqual([]);
    const found = await bed.errors(id);
    expect(found.map((e) => [e.row_number, e.error_message])).toEqual([
      [10, 'Email tidak valid: salah@email'],
      [20, 'Email sama dengan baris 3: J3@email.com'],
      [400, 'Email sama dengan baris 150: j150@email.com'],
      [420, 'Email sudah terdaftar: lama@email.com'],
    ]);
    const imported = await bed.run(id, 'import');
    expect(imported).toMatchObject({ status: 'completed', importedRows: 446, invalidRows: 4 });
    expect(imported.validation).toEqual(validated.validation);
    const withoutIds = (errors: typeof found): object[] => errors.map(({ ...error }) => error);
    expect(withoutIds(await bed.errors(id))).toEqual(withoutIds(found));
  });

  it('tells its end with the first errors, and no progress', async () => {
    const id = await bed.addJob('jamaah', `${HEAD}\nAli,ali@email.com,UMR-1,\n,x,UMR-1,\n`);
    await bed.run(id, 'validate');
    await eventually('the end to be told', () =>
      bed.heard(id).some(({ event }) => event === 'migration:status'),
    );
    expect(bed.heard(id)).toEqual([
      {
        event: 'migration:validated',
        data: {
          job_id: id,
          is_valid: true,
          total_rows: 2,
          valid_rows: 1,
          invalid_rows: 1,
          errors: [
            {
              row_number: 2,
              field_name: 'nama',
              error_type: 'missing_required',
              error_message: "Field 'nama' wajib diisi",
              received_value: null,
            },
            {
              row_number: 2,
              field_name: 'email',
              error_type: 'invalid_format',
              error_message: 'Email tidak valid: x',
              received_value: 'x',
            },
          ],
          error_summary: { missing_required: 1, invalid_format: 1, duplicate: 0, constraint_violation: 0 },
          can_proceed: true,
        },
      },
      {
        event: 'migration:status',
        data: { job_id: id, status: 'pending', status_display: 'Menunggu', error_message: null },
      },
    ]);
  });

  it('can be done again: what was found before is replaced', async () => {
    const id = await bed.addJob('jamaah', `${HEAD}\nAli,,UMR-2,\n`);
    expect(await bed.run(id, 'validate')).toMatchObject({
      invalidRows: 1,
      validation: { is_valid: false, can_proceed: false },
    });
    await bed.import('package', PACKAGES.replaceAll('UMR-1', 'UMR-2'));
    expect(await bed.run(id, 'validate')).toMatchObject({
      processedRows: 1,
      validRows: 1,
      invalidRows: 0,
      validation: { is_valid: true, can_proceed: true },
    });
    expect(await bed.errors(id)).toEqual([]);
  });

  it('keeps warnings apart: they keep no row out', async () => {
    const csv = 'nama,paket_id,masa_berlaku_paspor,email\nAli,UMR-1,2027-05-01,\nBudi,UMR-1,2027-05-01,x\n';
    const id = await bed.addJob('jamaah', csv);
    const job = await bed.run(id, 'validate');
    expect(job).toMatchObject({
      validRows: 1,
      invalidRows: 1,
      warningCount: 2,
      errorSummary: { invalid_format: 1, constraint_violation: 0 },
    });
    expect((await bed.errors(id)).map((e) => [e.row_number, e.field_name, e.is_warning])).toEqual([
      [1, 'masa_berlaku_paspor', true],
      [2, 'email', false],
      [2, 'masa_berlaku_paspor', true],
    ]);
  });
});
