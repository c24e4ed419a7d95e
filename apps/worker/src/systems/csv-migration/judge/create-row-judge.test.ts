import { type ImportType, mappingOf } from '@sluice/systems/csv-migration';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { createRowJudge, type PackageReference, type RowVerdict } from '.';

const PACKAGE_ID = '01900000-0000-7000-8000-000000000001';
const PACKAGE: PackageReference = { id: PACKAGE_ID, departure: '2027-01-10' };
const PACKAGES = new Map([
  ['UMR-1', PACKAGE],
  [PACKAGE_ID, PACKAGE],
]);

interface Judged {
  stored: Record<string, string | null>;
  keys: string[];
  jamaahKind: string | null;
  /** `type field: message` */
  errors: string[];
  warnings: string[];
  verdict: RowVerdict;
}

/** Judges one row that is given by the headers of its cells. */
function judgeRow(importType: ImportType, row: Record<string, string>): Judged {
  const header = Object.keys(row);
  const { mapping } = mappingOf(importType, header);
  const judge = createRowJudge({ importType, mapping, header, packages: PACKAGES, today: '2026-11-21' });
  const verdict = judge.judge(Object.values(row));
  const told = (list: RowVerdict['errors']): string[] =>
    list.map(({ type, field, message }) => `${type} ${field}: ${message}`);
  return {
    stored: Object.fromEntries(
      judge.target.map(({ name }, at) => [name, verdict.columns[at] as string | null]),
    ),
    keys: [...verdict.keys],
    jamaahKind: verdict.jamaahKind,
    errors: told(verdict.errors),
    warnings: told(verdict.warnings),
    verdict,
  };
}

const JAMAAH = { nama: 'Ahmad Rizki', paket_id: 'UMR-1' };
const PAYMENT = { jamaah_id: 'a@b.id', jumlah: '5000', tanggal_bayar: '2026-01-15' };
const PACKAGE_ROW = {
  kode_paket: 'UMR-9',
  nama_paket: 'Umrah',
  harga: '100',
  tanggal_berangkat: '2027-01-10',
};

describe('A row of pilgrims', () => {
  it('is stored as its columns read it, with the id of its package and the key it is known by', () => {
    const { stored, keys, errors, warnings } = judgeRow('jamaah', {
      'Nama Lengkap': ' Ahmad Rizki ', 'E-Mail': 'A@B.id', WA: '0812 3456 7890', Paket: 'umr-1',
      'Jenis Kelamin': 'Laki-laki', 'Tgl Lahir': '15/05/1985', Alamat: '-', Grup: 'x',
    }); // prettier-ignore
    expect(stored).toEqual({
      nama: 'Ahmad Rizki', email: 'a@b.id', telepon: '+6281234567890', paket_id: PACKAGE_ID, tanggal_lahir: '1985-05-15',
      jenis_kelamin: 'L', alamat: null, dup_key: 'email:a@b.id',
    }); // prettier-ignore
    expect([keys, errors, warnings]).toEqual([[`${PACKAGE_ID}/email:a@b.id`], [], []]);
  });

  it('lacks what is required when the cell is blank, and when the file has no such column', () => {
    const missing = [
      "missing_required nama: Field 'nama' wajib diisi",
      "missing_required paket_id: Field 'paket_id' wajib diisi",
    ];
    expect(judgeRow('jamaah', { nama: ' ', paket_id: '-' }).errors).toEqual(missing);
    expect(judgeRow('jamaah', { email: 'a@b.id' }).errors).toEqual(missing);
  });

  it('has all its errors told, with what was expected and received, and no key', () => {
    const { verdict, keys } = judgeRow('jamaah', { ...JAMAAH, nama: '', email: 'ahmad@email' });
    expect(verdict.errors).toEqual([
      {
        type: 'missing_required',
        field: 'nama',
        message: "Field 'nama' wajib diisi",
        expected: '2–100 karakter',
        value: null,
      },
      {
        type: 'invalid_format',
        field: 'email',
        message: 'Email tidak valid: ahmad@email',
        expected: 'Alamat email, contoh: nama@email.com',
        value: 'ahmad@email',
      },
    ]);
    expect(keys).toEqual([]);
  });

  it('names a package of the tenant, by uuid or code', () => {
    expect(judgeRow('jamaah', { ...JAMAAH, paket_id: PACKAGE_ID.toUpperCase() }).stored.paket_id).toBe(
      PACKAGE_ID,
    );
    expect(judgeRow('jamaah', { ...JAMAAH, paket_id: 'UMR-2' }).errors).toEqual([
      'constraint_violation paket_id: Paket tidak ditemukan: UMR-2',
    ]);
  });

  it('is known by NIK, else e-mail, else telephone and name', () => {
    const key = (more: Record<string, string>): unknown =>
      judgeRow('jamaah', { ...JAMAAH, ...more }).stored.dup_key;
    const nik = '3201011505850001';
    expect(key({ nik, email: 'a@b.id', telepon: '081234567890' })).toBe(`nik:${nik}`);
    expect(key({ nik: '', email: 'a@b.id', telepon: '081234567890' })).toBe('email:a@b.id');
    expect(key({ telepon: '081234567890' })).toBe('telepon:+6281234567890|ahmad rizki');
    expect(key({})).toBe('telepon:|ahmad rizki');
  });

  it('is warned of a NIK that tells another birthday or gender', () => {
    const warnings = (nik: string, birth: string, gender: string): string[] =>
      judgeRow('jamaah', { ...JAMAAH, nik, tanggal_lahir: birth, jenis_kelamin: gender }).warnings;
    expect(warnings('3201011505850001', '1985-05-15', 'L')).toEqual([]);
    expect(warnings('3201015505850001', '1985-05-15', 'P')).toEqual([]);
    expect(warnings('3201010101000001', '2000-01-01', 'L')).toEqual([]);
    expect(warnings('3201015505850001', '', '')).toEqual([]);
    expect(warnings('3201011505850001', '1985-05-16', 'P')).toEqual([
      'constraint_violation nik: NIK tidak sesuai dengan tanggal lahir 1985-05-16: 3201011505850001',
      'constraint_violation nik: NIK tidak sesuai dengan jenis kelamin P: 3201011505850001',
    ]);
  });

  it('is warned of a passport that ends within six months of the departure', () => {
    const warnings = (until: string, issued = ''): string[] =>
      judgeRow('jamaah', { ...JAMAAH, masa_berlaku_paspor: until, tanggal_terbit_paspor: issued }).warnings;
    expect(warnings('2027-07-10')).toEqual([]);
    expect(warnings('09/07/2027')).toEqual([
      'constraint_violation masa_berlaku_paspor: Masa berlaku paspor kurang dari 6 bulan setelah keberangkatan: 2027-07-09',
    ]);
    expect(warnings('2030-01-01', '2030-01-02')).toEqual([
      'constraint_violation tanggal_terbit_paspor: Tanggal terbit paspor setelah masa berlaku paspor: 2030-01-02',
    ]);
  });

  it('is warned of a birthday to come, and goes in', () => {
    const { warnings, errors } = judgeRow('jamaah', { ...JAMAAH, tanggal_lahir: '2026-11-22' });
    expect(errors).toEqual([]);
    expect(warnings).toEqual(['constraint_violation tanggal_lahir: Tanggal lahir di masa depan: 2026-11-22']);
  });
});

describe('A row of payments', () => {
  it('takes what is left empty as in rupiahs and pending', () => {
    const { stored, errors } = judgeRow('payment', {
      ...PAYMENT,
      mata_uang: '',
      status: '',
      jumlah: 'Rp 1.500',
    });
    expect(errors).toEqual([]);
    expect(stored).toMatchObject({
      jumlah: '1500',
      mata_uang: 'IDR',
      status: 'pending',
      jamaah_id: 'a@b.id',
    });
  });

  it('refers to a pilgrim by uuid, NIK or e-mail, which is left to be looked up', () => {
    const kind = (jamaahId: string): unknown =>
      judgeRow('payment', { ...PAYMENT, jamaah_id: jamaahId }).jamaahKind;
    expect([kind(PACKAGE_ID), kind('3201011505850001'), kind('A@b.id'), kind('x'), kind('')]).toEqual([
      'uuid', 'nik', 'email', null, null,
    ]); // prettier-ignore
  });

  it('is unique by its receipt, and by its reference with the bank', () => {
    expect(judgeRow('payment', PAYMENT).keys).toEqual([]);
    const { stored, keys } = judgeRow('payment', {
      ...PAYMENT,
      no_kwitansi: 'KW-1',
      bank: 'BSI',
      no_referensi: 'T1',
    });
    expect(keys).toEqual(['no_kwitansi:kw-1', 'no_referensi:bsi\u001ft1']);
    expect([stored.kwitansi_key, stored.referensi_key]).toEqual(keys);
  });

  it('reads amounts by the currency of the row', () => {
    const errors = (jumlah: string, currency: string): string[] =>
      judgeRow('payment', { ...PAYMENT, jumlah, mata_uang: currency }).errors;
    expect(errors('USD 1,500', 'usd')).toEqual([]);
    expect(errors('USD 1,500', '')).toEqual([
      'constraint_violation jumlah: Jumlah tidak sesuai dengan mata uang IDR: USD 1,500',
    ]);
    expect(errors('1.500', 'USD')).toEqual(['invalid_format jumlah: Jumlah tidak valid: 1.500']);
    expect(errors('USD 1,500', 'EUR')).toEqual(['invalid_format mata_uang: Mata uang tidak valid: EUR']);
  });

  it('may name a package, which must be the tenant’s', () => {
    expect(judgeRow('payment', { ...PAYMENT, paket_id: 'UMR-1' }).stored.paket_id).toBe(PACKAGE_ID);
    expect(judgeRow('payment', { ...PAYMENT, paket_id: 'UMR-2' }).errors).toEqual([
      'constraint_violation paket_id: Paket tidak ditemukan: UMR-2',
    ]);
  });
});

describe('A row of packages', () => {
  it('is known by its code', () => {
    const { keys, errors } = judgeRow('package', PACKAGE_ROW);
    expect([keys, errors]).toEqual([['UMR-9'], []]);
  });

  it('returns on the day of departure or later', () => {
    const errors = (back: string): string[] =>
      judgeRow('package', { ...PACKAGE_ROW, tanggal_pulang: back }).errors;
    expect(errors('2027-01-10')).toEqual([]);
    expect(errors('09/01/2027')).toEqual([
      'constraint_violation tanggal_pulang: Tanggal pulang sebelum tanggal berangkat 2027-01-10: 2027-01-09',
    ]);
  });

  it('lasts as many days as its dates say, the last one counted or not', () => {
    const errors = (days: string): string[] =>
      judgeRow('package', { ...PACKAGE_ROW, tanggal_pulang: '2027-01-18', durasi_hari: days }).errors;
    expect([errors('8'), errors('9'), errors('')]).toEqual([[], [], []]);
    expect(errors('10')).toEqual([
      'constraint_violation durasi_hari: Durasi (hari) tidak sesuai dengan tanggal 2027-01-10 sampai 2027-01-18: 10',
    ]);
  });
});

describe('A judge', () => {
  const header = ['email', 'Grup', 'nama', 'paket_id'];
  const { mapping } = mappingOf('jamaah', header);
  const options = { importType: 'jamaah', mapping, header, packages: PACKAGES, today: '2026-11-21' } as const;

  it('carries nothing over from one row to the next', () => {
    const rows = createRowJudge(options);
    expect(rows.judge(['x', '', '', '']).errors).toHaveLength(3);
    const good = rows.judge(['a@b.id', '', 'Ahmad', 'UMR-1']);
    expect([good.errors, good.warnings, good.keys.length]).toEqual([[], [], 1]);
    const bare = rows.judge(['', '', 'Siti', 'UMR-1']);
    expect([...bare.columns]).toEqual(['Siti', null, PACKAGE_ID, 'telepon:|siti']);
  });

  it('says which cells it looks at and what it fills', () => {
    const { cells, target } = createRowJudge(options);
    expect([...cells].sort()).toEqual([0, 2, 3]);
    expect(target).toEqual([
      { name: 'nama', sqlType: 'text', isPlain: false },
      { name: 'email', sqlType: 'text', isPlain: true },
      { name: 'paket_id', sqlType: 'uuid', isPlain: true },
      { name: 'dup_key', sqlType: 'text', isPlain: false },
    ]);
  });

  it('takes a row that is too short as blank at its end', () => {
    const rows = createRowJudge(options);
    expect(rows.judge(['a@b.id', '', 'Ahmad']).errors.map((error) => error.field)).toEqual(['paket_id']);
  });

  it('sees packages that came in while it works', () => {
    const packages = new Map<string, PackageReference>();
    const rows = createRowJudge({ ...options, packages });
    expect(rows.judge(['', '', 'Ahmad', 'UMR-1']).errors).toHaveLength(1);
    packages.set('UMR-1', PACKAGE);
    expect(rows.judge(['', '', 'Ahmad', 'UMR-1']).errors).toHaveLength(0);
  });
});
