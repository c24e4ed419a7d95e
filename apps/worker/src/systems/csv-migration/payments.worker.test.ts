import { after, before, beforeEach, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { expect } from 'expect';
import { createMigrationBed, type MigrationBed } from './testing/migration-bed';

const PACKAGES = [
  'kode_paket,nama_paket,harga,tanggal_berangkat,harga_double',
  'UMR-1,Umrah,10000000,2027-03-01,12000000',
  'UMR-2,Plus,20000000,2027-03-01,',
].join('\n');
const JAMAAH = [
  'nama,email,paket_id,nik,jenis_kamar',
  'Ali,keluarga@email.com,UMR-1,3201011505850001,QUAD',
  'Ani,keluarga@email.com,UMR-1,3201015505850002,DOUBLE',
  'Budi,budi@email.com,UMR-1,3201011505850003,',
  'Budi,budi@email.com,UMR-2,3201011505850003,',
  'Cici,cici@email.com,UMR-2,,',
].join('\n');
const HEAD = 'jamaah_id,jumlah,tanggal_bayar,paket_id,no_kwitansi,bank,no_referensi,jenis_pembayaran,status';

describe('payments', () => {
  let bed: MigrationBed;
  let ids: Record<string, string>;
  before(async () => {
    bed = await createMigrationBed();
  });
  after(() => bed.close());

  beforeEach(async () => {
    await bed.db.query('TRUNCATE onboarding_packages, onboarding_jamaah, onboarding_payments');
    await bed.import('package', PACKAGES);
    const { id } = await bed.import('jamaah', JAMAAH);
    const jamaah = await bed.imported(id);
    ids = Object.fromEntries(jamaah.map((row) => [String(row['row_number']), String(row['id'])]));
  });

  const found = async (id: string): Promise<unknown[]> =>
    (await bed.errors(id)).map((e) => [
      e.row_number,
      e.error_type,
      e.field_name,
      e.error_message,
      e.received_value,
    ]);

  it('find their pilgrims by uuid, NIK and e-mail', async () => {
    const csv = [
      HEAD,
      `${ids['1']!.toUpperCase()},1000000,2026-01-01,,,,,,`,
      '3201015505850002,1000000,2026-01-01,,,,,,',
      'CICI@email.com,1000000,2026-01-01,UMR-2,,,,,',
      '3201011505850003,1000000,2026-01-01,UMR-2,,,,,',
      'budi@email.com,1000000,2026-01-01,umr-1,,,,,',
      '3201011505850003,1000000,2026-01-01,,,,,,',
      'keluarga@email.com,1000000,2026-01-01,,,,,,',
      'tidak.ada@email.com,1000000,2026-01-01,,,,,,',
      '01890000-0000-7000-8000-000000000000,1000000,2026-01-01,,,,,,',
      'Ali,1000000,2026-01-01,,,,,,',
    ].join('\n');
    const job = await bed.import('payment', csv);
    expect(job).toMatchObject({ status: 'completed', importedRows: 5, invalidRows: 5 });
    expect((await bed.imported(job.id)).map((row) => [row['row_number'], row['jamaah_id']])).toEqual([
      [1, ids['1']],
      [2, ids['2']],
      [3, ids['5']],
      [4, ids['4']],
      [5, ids['3']],
    ]);
    const ambiguous = 'Lebih dari satu jamaah ditemukan, isi paket_id atau UUID jamaah: ';
    expect(await found(job.id)).toEqual([
      [6, 'constraint_violation', 'jamaah_id', `${ambiguous}3201011505850003`, '3201011505850003'],
      [7, 'constraint_violation', 'jamaah_id', `${ambiguous}keluarga@email.com`, 'keluarga@email.com'],
      [
        8,
        'constraint_violation',
        'jamaah_id',
        'Jamaah tidak ditemukan: tidak.ada@email.com',
        'tidak.ada@email.com',
      ],
      [
        9,
        'constraint_violation',
        'jamaah_id',
        'Jamaah tidak ditemukan: 01890000-0000-7000-8000-000000000000',
        '01890000-0000-7000-8000-000000000000',
      ],
      [10, 'invalid_format', 'jamaah_id', 'Jamaah tidak valid: Ali', 'Ali'],
    ]);
  });

  for (const move of ['import', 'validate'] as const) {
    it(`have receipts and references of their own (${move})`, async () => {
      await bed.import('payment', `${HEAD}\ncici@email.com,1,2026-01-01,,KW-0,,,,\n`);
      const csv = [
        HEAD,
        'cici@email.com,1,2026-01-01,,KW-1,BSI,REF-1,,',
        'cici@email.com,1,2026-01-01,,kw-1,BSI,REF-2,,',
        // Row 2 stays out, so that its reference is free.
        'cici@email.com,1,2026-01-01,,KW-3,BSI,REF-2,,',
        'cici@email.com,1,2026-01-01,,KW-4,Mandiri,REF-1,,',
        'cici@email.com,1,2026-01-01,,KW-5,bsi,ref-1,,',
        'siapa@email.com,1,2026-01-01,,KW-6,,,,',
        'cici@email.com,1,2026-01-01,,KW-6,,,,',
        'cici@email.com,1,2026-01-01,,KW-0,,,,',
        'cici@email.com,1,2026-01-01,,,,,,',
        'cici@email.com,1,2026-01-01,,,,,,',
      ].join('\n');
      const id = await bed.addJob('payment', csv);
      const job = await bed.run(id, move);
      expect(job).toMatchObject({ validRows: 6, invalidRows: 4, importedRows: move === 'import' ? 6 : 0 });
      expect(await found(id)).toEqual([
        [2, 'duplicate', 'no_kwitansi', 'Nomor kwitansi sama dengan baris 1: kw-1', 'kw-1'],
        [5, 'duplicate', 'no_referensi', 'Nomor referensi sama dengan baris 1: ref-1', 'ref-1'],
        [
          6,
          'constraint_violation',
          'jamaah_id',
          'Jamaah tidak ditemukan: siapa@email.com',
          'siapa@email.com',
        ],
        [8, 'duplicate', 'no_kwitansi', 'Nomor kwitansi sudah terdaftar: KW-0', 'KW-0'],
      ]);
    });

    it(`by which more is paid than the package costs are warned of (${move})`, async () => {
      await bed.import('payment', `${HEAD}\n${ids['1']},4000000,2026-01-01,,,,,,\n`);
      const csv = [
        HEAD,
        ...Array.from({ length: 150 }, () => `${ids['5']},1000,2026-01-01,,,,,,`),
        `${ids['1']},6000000,2026-01-01,,,,,,`,
        `${ids['1']},1,2026-01-01,,,,,,`,
        `${ids['1']},500000,2026-01-01,,,,,refund,`,
        `${ids['1']},400000,2026-01-01,,,,,,`,
        `${ids['2']},12000000,2026-01-01,,,,,,`,
        `${ids['2']},1,2026-01-01,,,,,,rejected`,
        `${ids['2']},2.50,2026-01-01,,,,,,`,
      ].join('\n');
      const id = await bed.addJob('payment', csv);
      const job = await bed.run(id, move);
      expect(job).toMatchObject({ validRows: 157, invalidRows: 0, warningCount: 2 });
      expect((await bed.errors(id)).map((e) => [e.row_number, e.is_warning, e.error_message])).toEqual([
        [152, true, 'Total pembayaran 10000001 melebihi harga paket 10000000'],
        [157, true, 'Total pembayaran 12000002.5 melebihi harga paket 12000000'],
      ]);
      expect(await rows(bed.db, 'SELECT * FROM migration_checked_payments')).toEqual([]);
    });
  }
});
