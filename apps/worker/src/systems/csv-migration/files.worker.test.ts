import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { createMigrationBed, type MigrationBed } from './testing/migration-bed';

const ROW = 'kode_paket,nama_paket,harga,tanggal_berangkat,hotel_makkah';

describe('files of migration', () => {
  let bed: MigrationBed;
  before(async () => {
    bed = await createMigrationBed();
  });
  after(() => bed.close());

  const structureErrors = async (id: string): Promise<unknown[]> =>
    (await bed.errors(id)).map((e) => [
      e.row_number,
      e.error_type,
      e.field_name,
      e.error_message,
      e.row_data,
    ]);

  it('are read in each encoding and with each delimiter', async () => {
    const text = (code: string, delimiter: string): string =>
      [ROW, `${code},Café “Özil”,1000,2027-01-01,Hôtel é`, `${code}-B,Biasa,1000,2027-01-01,x`, '']
        .join('\r\n')
        .replaceAll(',', delimiter);
    const cases: [encoding: string, delimiter: string, encode: (text: string) => Buffer][] = [
      ['utf-8', ',', (csv) => Buffer.from(csv)],
      ['utf-8', ';', (csv) => Buffer.from(`\uFEFF${csv}`)],
      ['utf-16le', '\t', (csv) => Buffer.from(`\uFEFF${csv}`, 'utf16le')],
      ['utf-16le', '|', (csv) => Buffer.from(csv, 'utf16le')],
      // In windows-1252 the quotes are 0x93 and 0x94.
      [
        'windows-1252',
        ',',
        (csv) => Buffer.from(csv.replace('“', '\u0093').replace('”', '\u0094'), 'latin1'),
      ],
    ];
    for (const [at, [encoding, delimiter, encode]] of cases.entries()) {
      const bytes = encode(text(`ENC-${at}`, delimiter));
      const job = await bed.import('package', bytes, { encoding, delimiter });
      expect(job).toMatchObject({ status: 'completed', processedRows: 2, importedRows: 2 });
      expect(await bed.imported(job.id)).toMatchObject([
        { kode_paket: `ENC-${at}`, nama_paket: 'Café “Özil”', hotel_makkah: 'Hôtel é' },
        { kode_paket: `ENC-${at}-B` },
      ]);
    }
  });

  it('may have rows that are none: each is an error, blank ones do not count', async () => {
    const lines = [
      ROW,
      'ROW-1,Satu,1000,2027-01-01,',
      'ROW-2,Dua,1000',
      '  ,, ,,',
      'ROW-3,Tiga,1000,2027-01-01,,lebih,x',
      'ROW-4,Empat,1000,2027-01-01,,,',
      'ROW-5,"Lima"x,1000,2027-01-01,',
      'ROW-6,En\0am,1000,2027-01-01,',
      '',
      'ROW-7,"Tujuh,1000,2027-01-01,',
    ];
    const job = await bed.import('package', lines.join('\n'), { totalRows: 99 });
    expect(job).toMatchObject({ status: 'completed', totalRows: 7, validRows: 2, invalidRows: 5 });
    expect((await bed.imported(job.id)).map((row) => [row['row_number'], row['kode_paket']])).toEqual([
      [1, 'ROW-1'],
      [4, 'ROW-4'],
    ]);
    const cells = (code: string, name: string): object => ({
      kode_paket: code,
      nama_paket: name,
      harga: '1000',
      tanggal_berangkat: '2027-01-01',
      hotel_makkah: '',
    });
    expect(await structureErrors(job.id)).toEqual([
      [
        2,
        'invalid_format',
        null,
        'Jumlah kolom tidak sesuai: 3 dari 5',
        { kode_paket: 'ROW-2', nama_paket: 'Dua', harga: '1000' },
      ],
      [
        3,
        'invalid_format',
        null,
        'Jumlah kolom tidak sesuai: 7 dari 5',
        { ...cells('ROW-3', 'Tiga'), _extra: ['lebih', 'x'] },
      ],
      [
        5,
        'invalid_format',
        null,
        'Ada teks setelah tanda kutip penutup',
        { _raw: 'ROW-5,"Lima"x,1000,2027-01-01,' },
      ],
      [6, 'invalid_format', null, 'Baris berisi karakter NUL', cells('ROW-6', 'En\uFFFDam')],
      [
        7,
        'invalid_format',
        null,
        'Tanda kutip pada baris ini tidak ditutup',
        { _raw: 'ROW-7,"Tujuh,1000,2027-01-01,' },
      ],
    ]);
  });

  it('may have bytes that are no text, and cells of a mebibyte', async () => {
    const long = 'x'.repeat(2 ** 20);
    const bytes = Buffer.concat([
      Buffer.from(`${ROW}\nTXT-1,Sa`),
      Buffer.from([0xff]),
      Buffer.from(`tu,1000,2027-01-01,\nTXT-2,${long},1000,2027-01-01,\nTXT-3,Tiga,1000,2027-01-01,\n`),
    ]);
    const job = await bed.import('package', bytes);
    expect(job).toMatchObject({ status: 'completed', validRows: 1, invalidRows: 2 });
    expect((await bed.errors(job.id)).map((e) => [e.row_number, e.error_message])).toEqual([
      [1, 'Baris berisi karakter yang tidak dapat dibaca sebagai utf-8'],
      [2, 'Baris terlalu panjang (maksimal 1 MiB)'],
    ]);
  });

  it('whose rows of many errors are long keep the row once', async () => {
    const long = 'y'.repeat(20_000);
    const job = await bed.import('package', `${ROW}\n${long},Satu,x,2027-13-01,${long}\n`);
    const errors = await bed.errors(job.id);
    expect(errors.map((e) => e.field_name)).toEqual([
      'kode_paket',
      'harga',
      'tanggal_berangkat',
      'hotel_makkah',
    ]);
    expect(errors.map((e) => Object.keys(e.row_data).length)).toEqual([5, 0, 0, 0]);
    expect(errors[0]!.row_data['kode_paket']).toBe(long);
    expect(errors[0]!.received_value!.length).toBeLessThan(2_000);
  });

  it('that are gone from the store fail their job', async () => {
    const id = await bed.addJob('package', `${ROW}\nX-1,Satu,1,2027-01-01,\n`);
    await bed.store.delete((await bed.job(id)).fileKey);
    const job = await bed.run(id, 'import');
    expect(job).toMatchObject({
      status: 'failed',
      errorMessage: 'File CSV tidak ada lagi di penyimpanan; silakan unggah kembali',
    });
  });
});
