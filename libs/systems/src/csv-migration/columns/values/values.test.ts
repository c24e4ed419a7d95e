import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type ImportType } from '../../csv-migration.status';
import { columnNamed, columnsOf } from '../column-tables';
import { addMonths, cellReaderOf, cellText, readerOf, ValueFault } from '.';

const OPTIONS = { today: '2026-11-21' };

/** Stored text, or `type: message` of a fault. */
function read(importType: ImportType, name: string, text: string, currency = 'IDR'): string {
  const stored = readerOf(columnNamed(importType, name), OPTIONS)(text, currency);
  return typeof stored === 'string' ? stored : `${stored.type}: ${stored.message}`;
}

/** Checks `[written, stored]` of one column. */
function expectStored(
  importType: ImportType,
  name: string,
  cases: [string, string][],
  currency?: string,
): void {
  for (const [written, stored] of cases)
    expect([written, read(importType, name, written, currency)]).toEqual([written, stored]);
}

/** Checks that a column refuses texts as ill-formed, with the message that all columns have. */
function expectInvalid(
  importType: ImportType,
  name: string,
  label: string,
  texts: string[],
  currency?: string,
): void {
  expectStored(
    importType,
    name,
    texts.map((text) => [text, `invalid_format: ${label} tidak valid: ${text}`]),
    currency,
  );
}

describe('Values of migration columns', () => {
  it('are e-mails in lower case', () => {
    expectStored('jamaah', 'email', [
      ['Ahmad.Rizki@Email.COM', 'ahmad.rizki@email.com'],
      ["o'neil+tag@sub.mail.co.id", "o'neil+tag@sub.mail.co.id"],
      ['a@b-c.id', 'a@b-c.id'],
      [`${'a'.repeat(64)}@b.id`, `${'a'.repeat(64)}@b.id`],
    ]);
    expectInvalid('jamaah', 'email', 'Email', [
      'ahmad@email', 'ahmad', '@email.com', 'a@', 'a b@c.id', 'a@b..id', '.a@b.id', 'a.@b.id', 'a..b@c.id',
      'a@-b.id', 'a@b-.id', 'a@b.1', 'a@b.c', 'a@@b.id', 'a@b.id,c@d.id', 'Ahmad <a@b.id>', 'é@b.id',
      `${'a'.repeat(65)}@b.id`,
    ]); // prettier-ignore
  });

  it('are Indonesian telephone numbers in E.164', () => {
    for (const name of ['telepon', 'kontak_darurat_telepon'])
      expectStored('jamaah', name, [
        ['081234567890', '+6281234567890'],
        ['0812-3456-7890', '+6281234567890'],
        ['+62 812 3456 7890', '+6281234567890'],
        ['62(812)3456.7890', '+6281234567890'],
        ['0812345678', '+62812345678'],
        ['081234567', '+6281234567'],
        ['622155512', '+622155512'],
        ['62812345678901', '+62812345678901'],
      ]);
    expectInvalid('jamaah', 'telepon', 'Telepon', [
      '08123456', '8123456789', '0211234567', '+966501234567', '+6208123456789', '62812345678901234',
      '081234567890123', '0812345678a', 'tidak ada', '08', '+', '++6281234567890',
    ]); // prettier-ignore
    expect(read('jamaah', 'kontak_darurat_telepon', '1')).toBe(
      'invalid_format: Telepon kontak darurat tidak valid: 1',
    );
  });

  it('are NIKs of 16 digits', () => {
    expectStored('jamaah', 'nik', [
      ['3201011505850001', '3201011505850001'],
      ['3201 0115 0585 0001', '3201011505850001'],
      ['32.01.01.150585.0001', '3201011505850001'],
    ]);
    expectInvalid('jamaah', 'nik', 'NIK', [
      '320101150585000',
      '32010115058500011',
      '3.20101E+15',
      '320101150585000x',
    ]);
  });

  it('are passports, postal codes, BPJS numbers and package codes of their form', () => {
    expectStored('jamaah', 'no_paspor', [
      ['C1234567', 'C1234567'],
      ['AB123456', 'AB123456'],
    ]);
    expectInvalid('jamaah', 'no_paspor', 'Nomor paspor', [
      'c1234567',
      'ABC123456',
      'C12345',
      'C12345678',
      '1234567',
      'C 1234567',
    ]);
    expectStored('jamaah', 'kode_pos', [['16121', '16121']]);
    expectInvalid('jamaah', 'kode_pos', 'Kode pos', ['1612', '161211', '1612a']);
    expectStored('jamaah', 'no_bpjs', [['0001234567890', '0001234567890'], ['00012345678', '00012345678']]); // prettier-ignore
    expectInvalid('jamaah', 'no_bpjs', 'Nomor BPJS', ['123', '000123456789']);
    expectStored('package', 'kode_paket', [['UMR-2025', 'UMR-2025'], ['A1B', 'A1B'], ['0'.repeat(30), '0'.repeat(30)]]); // prettier-ignore
    expectInvalid('package', 'kode_paket', 'Kode paket', [
      'umr-1',
      'AB',
      'A'.repeat(31),
      'UMR 1',
      'UMR_1',
      'ÜMR',
    ]);
  });

  it('are dates that exist, written either way', () => {
    for (const name of ['tanggal_lahir', 'tanggal_terbit_paspor', 'masa_berlaku_paspor'])
      expectStored('jamaah', name, [
        ['1985-05-15', '1985-05-15'],
        ['15/05/1985', '1985-05-15'],
        ['29/02/2024', '2024-02-29'],
        ['2000-02-29', '2000-02-29'],
        ['31/12/2199', '2199-12-31'],
      ]);
    expectInvalid('jamaah', 'tanggal_lahir', 'Tanggal lahir', [
      '2023-02-29', '1900-02-29', '31/04/2020', '00/01/2020', '01/13/2020', '2020-13-01', '2020-00-10', '2020-1-1',
      '1/1/2020', '15-05-1985', '1985/05/15', '15.05.1985', '850515', '1985-05-15 10:00', '1899-12-31', '2200-01-01',
      '0000-00-00', 'kemarin', '45000', '１９８５-05-15',
    ]); // prettier-ignore
    for (const name of ['tanggal_berangkat', 'tanggal_pulang'])
      expectStored('package', name, [['2099-01-10', '2099-01-10']]);
  });

  it('are days of payment up to today', () => {
    expectStored('payment', 'tanggal_bayar', [
      ['2026-11-21', '2026-11-21'],
      ['20/11/2026', '2026-11-20'],
      ['22/11/2026', 'constraint_violation: Tanggal bayar tidak boleh di masa depan: 22/11/2026'],
      ['x', 'invalid_format: Tanggal bayar tidak valid: x'],
    ]);
  });

  it('are values of a list, however people write them', () => {
    expectStored('jamaah', 'jenis_kelamin', [
      ['L', 'L'], ['l', 'L'], ['Laki-laki', 'L'], ['LAKI LAKI', 'L'], ['laki - laki', 'L'], ['Pria', 'L'],
      ['p', 'P'], ['Perempuan', 'P'], ['wanita', 'P'], ['Female', 'P'],
    ]); // prettier-ignore
    expectInvalid('jamaah', 'jenis_kelamin', 'Jenis kelamin', [
      'X',
      'LP',
      '1',
      '$',
      'constructor',
      '__proto__',
    ]);
    expectStored('jamaah', 'title', [['Tn.', 'TUAN'], ['nyonya', 'NYONYA'], ['Nn', 'NONA']]); // prettier-ignore
    expectStored('jamaah', 'kewarganegaraan', [['Indonesia', 'WNI'], ['wna', 'WNA']]); // prettier-ignore
    expectStored('jamaah', 'status_pernikahan', [['Belum Kawin', 'belum_menikah'], ['MENIKAH', 'menikah'], ['Cerai Mati', 'cerai_mati'], ['Duda', 'janda_duda']]); // prettier-ignore
    expectStored('jamaah', 'golongan_darah', [['ab', 'AB'], ['A-', 'A-'], ['a', 'A'], ['O+', 'O+'], ['0', 'O']]); // prettier-ignore
    expectStored('jamaah', 'jenis_kamar', [['quad', 'QUAD'], ['Twin', 'DOUBLE']]); // prettier-ignore
    expectStored('payment', 'metode_pembayaran', [['Transfer Bank', 'transfer'], ['CASH', 'tunai'], ['VA', 'virtual_account'], ['Virtual Account', 'virtual_account'], ['qris', 'qris'], ['Debit', 'kartu']]); // prettier-ignore
    expectStored('payment', 'jenis_pembayaran', [['DP', 'dp'], ['Uang Muka', 'dp'], ['Lunas', 'pelunasan'], ['angsuran', 'cicilan'], ['Refund', 'refund']]); // prettier-ignore
    expectStored('payment', 'status', [['Terverifikasi', 'verified'], ['Pending', 'pending'], ['Ditolak', 'rejected']]); // prettier-ignore
    expectStored('package', 'jenis', [['Umroh', 'umrah'], ['Umrah Plus', 'umrah_plus'], ['Haji Khusus', 'haji_khusus']]); // prettier-ignore
    expectStored('package', 'status', [['Aktif', 'aktif'], ['Non-Aktif', 'nonaktif'], ['full', 'penuh']]); // prettier-ignore
    expectStored('package', 'mata_uang', [['rp', 'IDR'], ['$', 'USD'], ['sar', 'SAR']]); // prettier-ignore
    expectInvalid('payment', 'mata_uang', 'Mata uang', ['EUR', 'R']);
  });

  it('are whole numbers within their range', () => {
    expectStored('package', 'durasi_hari', [
      ['9', '9'],
      ['007', '7'],
      ['60', '60'],
      ['0', 'constraint_violation: Durasi (hari) harus antara 1 dan 60: 0'],
      ['61', 'constraint_violation: Durasi (hari) harus antara 1 dan 60: 61'],
      ['-3', 'constraint_violation: Durasi (hari) harus antara 1 dan 60: -3'],
    ]);
    expectInvalid('package', 'durasi_hari', 'Durasi (hari)', ['9 hari', '9.5', '1e1', 'x', '0x9']);
    expectStored('package', 'kuota', [
      ['1', '1'],
      ['2147483647', '2147483647'],
      ['0', 'constraint_violation: Kuota harus minimal 1: 0'],
      ['2147483648', 'constraint_violation: Kuota terlalu besar: 2147483648'],
    ]);
    expectStored('package', 'bintang_makkah', [['5', '5']]);
    expectStored('package', 'bintang_madinah', [
      ['6', 'constraint_violation: Bintang hotel Madinah harus antara 1 dan 5: 6'],
    ]);
  });

  it('are amounts, written as Indonesians, Americans or machines do', () => {
    expectStored('payment', 'jumlah', [
      ['Rp 1.500.000,00', '1500000.00'], ['1500000.00', '1500000.00'], ['1.500', '1500'], ['1,500', '1500'],
      ['1500000', '1500000'], ['1.500.000', '1500000'], ['1,500,000.50', '1500000.50'], ['Rp1.500.000,-', '1500000'],
      ['Rp. 2.000', '2000'], ['IDR 250000', '250000'], ['250000 IDR', '250000'], ['1500,5', '1500.5'],
      ['0,50', '0.50'], ['0001500', '1500'], ['9999999999999.99', '9999999999999.99'], ['rp\u00a01.500', '1500'],
    ]); // prettier-ignore
    expectInvalid('payment', 'jumlah', 'Jumlah', [
      '1.50.000', '1500.000', '1.500,000', '1,500.000', '1.500.00', '1.5.0', '12.3456', '.5', '1.', '1e6', 'Rp', 'lima juta',
      'EUR 5', 'Rp 5 USD', '1 500', '0.500', '1.500.000,00,00', '--5', '０',
    ]); // prettier-ignore
    expectStored('payment', 'jumlah', [
      ['0', 'constraint_violation: Jumlah harus lebih dari 0: 0'],
      ['0,00', 'constraint_violation: Jumlah harus lebih dari 0: 0,00'],
      ['-5', 'constraint_violation: Jumlah harus lebih dari 0: -5'],
      ['Rp -1.500', 'constraint_violation: Jumlah harus lebih dari 0: Rp -1.500'],
      ['10000000000000', 'constraint_violation: Jumlah terlalu besar: 10000000000000'],
      ['USD 100', 'constraint_violation: Jumlah tidak sesuai dengan mata uang IDR: USD 100'],
    ]);
  });

  it('are prices of 0 and more', () => {
    for (const [name, label] of [
      ['harga', 'Harga'],
      ['harga_quad', 'Harga quad'],
      ['harga_triple', 'Harga triple'],
      ['harga_double', 'Harga double'],
    ] as const)
      // prettier-ignore
      expectStored('package', name, [
        ['0', '0'],
        ['Rp 32.500.000', '32500000'],
        ['-1', `constraint_violation: ${label} tidak boleh kurang dari 0: -1`],
        ['x', `invalid_format: ${label} tidak valid: x`],
      ]);
  });

  it('are amounts in the currency of their row', () => {
    expectStored('payment', 'jumlah', [['$1,500', '1500'], ['US$ 1,500.50', '1500.50'], ['1500.5', '1500.5']], 'USD'); // prettier-ignore
    expectInvalid('payment', 'jumlah', 'Jumlah', ['1.500', '$ 1.500'], 'USD');
    expectStored('payment', 'jumlah', [['SAR 3.500,00', '3500.00'], ['1.500.000', '1500000']], 'SAR'); // prettier-ignore
    expectStored('payment', 'jumlah', [['$ 100', '100'], ['Rp 1.500', '1500']], ''); // prettier-ignore
  });

  it('are texts of their length, without control characters', () => {
    expectStored('jamaah', 'nama', [
      ['Al', 'Al'],
      ['Ahmad\r\nRizki\tx', 'Ahmad Rizki x'],
      ['𝒜𝒜', '𝒜𝒜'],
      ['𝒜'.repeat(100), '𝒜'.repeat(100)],
      ['A', 'invalid_format: Nama minimal 2 karakter: A'],
      ['𝒜', 'invalid_format: Nama minimal 2 karakter: 𝒜'],
      ['a'.repeat(101), 'invalid_format: Nama maksimal 100 karakter'],
      ['𝒜'.repeat(101), 'invalid_format: Nama maksimal 100 karakter'],
    ]);
    expectInvalid('jamaah', 'nama', 'Nama', ['a\u0000b', 'a\u0007b', 'half \ud800 a pair']);
    expectStored('jamaah', 'alamat', [
      ['Jl. A\r\nRT 1\rRW 2', 'Jl. A\nRT 1\nRW 2'],
      ['a\u0000', 'invalid_format: Alamat tidak valid: a\u0000'],
      ['x'.repeat(501), 'invalid_format: Alamat maksimal 500 karakter'],
    ]);
  });

  it('are never cut: a text of one character too many is refused', () => {
    for (const importType of ['jamaah', 'payment', 'package'] as const)
      for (const { name, label, type } of columnsOf(importType)) {
        if (type.kind !== 'text') continue;
        const longest = 'é'.repeat(type.max);
        expectStored(importType, name, [
          [longest, longest],
          [`${longest}é`, `invalid_format: ${label} maksimal ${type.max} karakter`],
        ]);
      }
  });

  it('are references of a form that can be looked up', () => {
    expectStored('jamaah', 'paket_id', [
      ['01900000-ABCD-7000-8000-000000000001', '01900000-abcd-7000-8000-000000000001'],
      ['UMR-1', 'UMR-1'],
    ]);
    expectStored('payment', 'jamaah_id', [
      ['01900000-ABCD-7000-8000-000000000001', '01900000-abcd-7000-8000-000000000001'],
      ['3201 0115 0585 0001', '3201011505850001'],
      ['A@B.id', 'a@b.id'],
    ]);
    expectInvalid('payment', 'jamaah_id', 'Jamaah', ['Ahmad', '123', '01900000-abcd-7000-8000']);
  });

  it('are nothing in cells that are blank or hold a dash alone', () => {
    expect(['', '  ', '-', ' – ', '\u00a0'].map(cellText)).toEqual([null, null, null, null, null]);
    expect([' a ', '--', '0'].map(cellText)).toEqual(['a', '--', '0']);
    const readCell = cellReaderOf(columnNamed('jamaah', 'email'), OPTIONS);
    expect([readCell(' - ', 'IDR'), readCell(' A@b.id ', 'IDR')]).toEqual([null, 'a@b.id']);
  });

  it('are not repeated without end in messages', () => {
    const fault = readerOf(columnNamed('jamaah', 'email'), OPTIONS)('x'.repeat(5000), 'IDR');
    expect(fault).toEqual(new ValueFault('invalid_format', `Email tidak valid: ${'x'.repeat(200)}…`));
  });
});

describe('Months on', () => {
  it('end where the month does', () => {
    expect(addMonths('2025-08-31', 6)).toBe('2026-02-28');
    expect(addMonths('2023-08-31', 6)).toBe('2024-02-29');
    expect(addMonths('2027-01-10', 6)).toBe('2027-07-10');
    expect(addMonths('2026-06-30', 6)).toBe('2026-12-30');
  });
});
