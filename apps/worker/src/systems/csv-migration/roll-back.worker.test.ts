import { after, before, beforeEach, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { previewRollback } from '@sluice/systems/csv-migration';
import { expect } from 'expect';
import { createMigrationBed, type MigrationBed } from './testing/migration-bed';

const PACKAGES = [
  'kode_paket,nama_paket,harga,tanggal_berangkat',
  'UMR-1,Umrah,25000000,2027-03-01',
  'UMR-2,Plus,35000000,2027-03-01',
  'UMR-3,Haji,35000000,2027-03-01',
  'UMR-4,Haji,35000000,2027-03-01',
].join('\n');
const JAMAAH = `nama,email,paket_id\nAli,ali@email.com,UMR-1\nBudi,budi@email.com,UMR-1\nCici,cici@email.com,UMR-1\nDedi,dedi@email.com,UMR-1\n`;

describe('a rollback', () => {
  let bed: MigrationBed;
  let packages: string;
  let jamaah: string;
  before(async () => {
    bed = await createMigrationBed();
  });
  after(() => bed.close());

  beforeEach(async () => {
    await bed.db.query('TRUNCATE onboarding_packages, onboarding_jamaah, onboarding_payments');
    packages = (await bed.import('package', PACKAGES)).id;
    jamaah = (await bed.import('jamaah', JAMAAH)).id;
  });

  const preview = async (id: string): Promise<unknown> => previewRollback(bed.db.manager, await bed.job(id));

  it('takes out what an import put in, and tells', async () => {
    expect(await preview(jamaah)).toEqual({ removed: 4, kept_changed: 0, kept_used: 0 });
    const job = await bed.run(jamaah, 'rollback');
    expect(job).toMatchObject({
      status: 'rolled_back',
      rollbackSummary: { removed: 4, kept_changed: 0, kept_used: 0 },
      importedRows: 0,
      rollbackAt: expect.any(Date),
    });
    expect(await bed.imported(jamaah)).toEqual([]);
    expect(await bed.imported(packages)).toHaveLength(4);
    const last = await eventually('the end to be told', () =>
      bed.heard(jamaah).find(({ data }) => data['status'] === 'rolled_back'),
    );
    expect(last).toEqual({
      event: 'migration:status',
      data: { job_id: jamaah, status: 'rolled_back', status_display: 'Dibatalkan', error_message: null },
    });
  });

  it('leaves rows that somebody changed, and pilgrims who paid', async () => {
    await bed.db.query(`UPDATE onboarding_jamaah SET version = 2 WHERE nama IN ('Ali', 'Budi')`);
    const paid = 'jamaah_id,jumlah,tanggal_bayar\nbudi@email.com,1,2026-01-01\ncici@email.com,1,2026-01-01\n';
    const payments = await bed.import('payment', paid);
    const summary = { removed: 1, kept_changed: 2, kept_used: 1 };
    expect(await preview(jamaah)).toEqual(summary);
    expect(await bed.imported(jamaah)).toHaveLength(4);
    expect(await bed.run(jamaah, 'rollback')).toMatchObject({
      status: 'rolled_back',
      rollbackSummary: summary,
      importedRows: 3,
    });
    expect((await bed.imported(jamaah)).map((row) => row['nama'])).toEqual(['Ali', 'Budi', 'Cici']);
    expect(await bed.run(payments.id, 'rollback')).toMatchObject({ rollbackSummary: { removed: 2 } });
  });

  it('leaves packages that pilgrims or payments refer to', async () => {
    await bed.db.query(`UPDATE onboarding_packages SET version = 2 WHERE kode_paket = 'UMR-4'`);
    await bed.import(
      'payment',
      'jamaah_id,jumlah,tanggal_bayar,paket_id\nali@email.com,1,2026-01-01,\nbudi@email.com,1,2026-01-01,UMR-1\n',
    );
    expect(await bed.run(packages, 'rollback')).toMatchObject({
      rollbackSummary: { removed: 2, kept_changed: 1, kept_used: 1 },
    });
    expect((await bed.imported(packages)).map((row) => row['kode_paket'])).toEqual(['UMR-1', 'UMR-4']);
  });

  it('is done once: work that comes again finds nothing to do', async () => {
    const work = await bed.set(jamaah, 'rollback');
    await (await bed.take(work)).run();
    const job = await bed.job(jamaah);
    await (await bed.take(work, 'w2')).run();
    expect(await bed.job(jamaah)).toEqual(job);
  });

  it('that is given up leaves the import as it was, with the reason', async () => {
    await (await bed.take(await bed.set(jamaah, 'rollback'))).giveUp('failed', 'x');
    expect(await bed.job(jamaah)).toMatchObject({
      status: 'completed',
      errorMessage: 'Rollback gagal karena kesalahan internal; silakan coba lagi',
    });
    expect(await bed.imported(jamaah)).toHaveLength(4);
  });

  it('of what a failed import had put in is possible', async () => {
    await bed.db.query(`UPDATE migration_jobs SET status = 'failed' WHERE id = $1`, [jamaah]);
    expect(await bed.run(jamaah, 'rollback')).toMatchObject({
      status: 'rolled_back',
      rollbackSummary: { removed: 4 },
    });
  });
});
