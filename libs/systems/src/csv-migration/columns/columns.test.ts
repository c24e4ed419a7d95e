import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { IMPORT_TYPES } from '../csv-migration.status';
import {
  cellReaderOf,
  columnNamed,
  columnsOf,
  headerFingerprint,
  jamaahKey,
  keyField,
  mappingOf,
  normalizeHeader,
  receiptKey,
  requiredColumns,
  suggestMapping,
  templateCsv,
  transferKey,
} from '.';

const NOTHING_REFUSED = { unknownHeaders: [], unknownColumns: [], doubled: [] };

describe('Tables of columns', () => {
  it('begin with what the documents fix', () => {
    expect(columnsOf('jamaah').slice(0, 4).map((column) => column.name)).toEqual([
      'nama', 'email', 'telepon', 'paket_id',
    ]); // prettier-ignore
    expect(requiredColumns('jamaah')).toEqual(['nama', 'paket_id']);
    expect(requiredColumns('payment')).toEqual(['jamaah_id', 'jumlah', 'tanggal_bayar']);
    expect(requiredColumns('package')).toEqual(['kode_paket', 'nama_paket', 'harga', 'tanggal_berangkat']);
  });

  it('give no header two meanings', () => {
    for (const importType of IMPORT_TYPES) {
      const meanings = new Map<string, string>();
      for (const { name, label, synonyms } of columnsOf(importType))
        for (const header of [name, label, ...synonyms].map(normalizeHeader)) {
          expect(header).not.toBe('');
          expect([header, meanings.get(header) ?? name]).toEqual([header, name]);
          meanings.set(header, name);
        }
    }
  });

  it('say what is expected of every column', () => {
    for (const importType of IMPORT_TYPES)
      for (const column of columnsOf(importType)) expect(column.expected).toMatch(/\S/);
    expect(columnNamed('payment', 'status').expected).toBe('Salah satu dari: pending, verified, rejected');
    expect(() => columnNamed('payment', 'nama')).toThrow('has no column nama');
  });
});

describe('docs/migration-columns.md', () => {
  it('lists every column in order, with what is expected and an example', () => {
    const cells = readFileSync(resolve(__dirname, '../../../../../docs/migration-columns.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const listed = (['package', 'jamaah', 'payment'] as const).flatMap(columnsOf);
    expect(cells).toEqual(
      listed.map(({ name, isRequired, expected, example }) => [
        '', `\`${name}\`${isRequired ? ' *' : ''}`, expected, example === '' ? '' : `\`${example}\``, '',
      ]),
    ); // prettier-ignore
  });
});

describe('Mappings of headers', () => {
  it('find columns by name and by synonym, however written', () => {
    const header = [
      'NAMA LENGKAP',
      'no_hp/whatsapp',
      'KTP',
      'Paspor',
      ' Paket ',
      'E-MAIL',
      'Jenis Kelamin (L/P)',
      'Kolom lain',
    ];
    expect(mappingOf('jamaah', header)).toEqual({
      mapping: {
        'NAMA LENGKAP': 'nama',
        'no_hp/whatsapp': 'telepon',
        KTP: 'nik',
        Paspor: 'no_paspor',
        ' Paket ': 'paket_id',
        'E-MAIL': 'email',
        'Jenis Kelamin (L/P)': 'jenis_kelamin',
      },
      missing: [],
      unmapped: ['Kolom lain'],
      refused: NOTHING_REFUSED,
    });
  });

  it('list required columns that are missing in the order of the schema', () => {
    expect(mappingOf('jamaah', ['email', '(*)', '']).missing).toEqual(['nama', 'paket_id']);
    expect(mappingOf('package', ['Harga', 'Nama']).missing).toEqual(['kode_paket', 'tanggal_berangkat']);
  });

  it('prefer the very name to a synonym, and the first of two', () => {
    expect(mappingOf('jamaah', ['Nama Lengkap', 'nama', 'HP', 'WA', 'Paket']).mapping).toEqual({
      nama: 'nama',
      HP: 'telepon',
      Paket: 'paket_id',
    });
  });

  it('follow what is given, and find the rest', () => {
    const header = ['Full', 'nama', 'Grup', 'email'];
    expect(mappingOf('jamaah', header, { full: 'nama', Grup: 'paket_id', email: '' })).toEqual({
      mapping: { Full: 'nama', Grup: 'paket_id' },
      missing: [],
      unmapped: ['nama', 'email'],
      refused: NOTHING_REFUSED,
    });
  });

  it('say what they cannot follow', () => {
    const given = { Lain: 'nama', a: 'namanya', b: 'email', c: 'email', d: 'constructor' };
    expect(mappingOf('jamaah', ['a', 'b', 'c', 'd'], given).refused).toEqual({
      unknownHeaders: ['Lain'],
      unknownColumns: ['namanya', 'constructor'],
      doubled: ['email'],
    });
  });

  it('take headers for what they are, whatever JavaScript calls so', () => {
    const { mapping, unmapped } = mappingOf('jamaah', ['__proto__', 'constructor', 'nama']);
    expect([Object.entries(mapping), unmapped]).toEqual([[['nama', 'nama']], ['__proto__', 'constructor']]);
  });

  it('are remembered for headers that differ only in how they are written', () => {
    const one = headerFingerprint(['Nama Lengkap', 'No. HP']);
    expect(headerFingerprint(['nama_lengkap', 'NO HP'])).toBe(one);
    expect(headerFingerprint(['No. HP', 'Nama Lengkap'])).not.toBe(one);
    expect(headerFingerprint(['Nama', 'Lengkap', 'No. HP'])).not.toBe(one);
  });
});

describe('Suggested mappings', () => {
  it('are sure of names, nearly sure of synonyms, and say nothing of the rest', () => {
    expect(suggestMapping('jamaah', ['nama', 'No HP', 'zzz'], [])).toEqual([
      { csv_column: 'nama', column: 'nama', confidence: 1 },
      { csv_column: 'No HP', column: 'telepon', confidence: 0.95 },
      { csv_column: 'zzz', column: null, confidence: 0 },
    ]);
  });

  it('come from names that are alike', () => {
    const [name, birth, passport] = suggestMapping(
      'jamaah',
      ['Nama Lngkap', 'Tgl. Lahirr', 'No Pasport Jamaah'],
      [],
    );
    expect([name?.column, birth?.column, passport?.column]).toEqual(['nama', 'tanggal_lahir', 'no_paspor']);
    for (const one of [name, birth, passport]) {
      expect(one?.confidence).toBeGreaterThanOrEqual(0.5);
      expect(one?.confidence).toBeLessThan(0.95);
    }
  });

  it('come from values whose form tells them', () => {
    const rows = [
      ['Ahmad', 'ahmad@email.com', '0812-3456-7890', '3201011505850001'],
      ['Siti', '', '+6281298765432', '3201015505850002'],
    ];
    expect(suggestMapping('jamaah', ['A', 'B', 'C', 'D'], rows).map((one) => one.column)).toEqual([
      null, 'email', 'telepon', 'nik',
    ]); // prettier-ignore
  });

  it('are less sure when the values speak against the name', () => {
    const confidence = (value: string): number | undefined =>
      suggestMapping('jamaah', ['Tanggal Lahir Jamaah'], [[value]])[0]?.confidence;
    expect(confidence('bukan tanggal')).toBeLessThan(confidence('15/05/1985') as number);
  });

  it('give each column of the import to one column of the file at most', () => {
    const suggested = suggestMapping('jamaah', ['Nama', 'Nama Lengkap', 'Namaa'], []).map(
      (one) => one.column,
    );
    expect(suggested.filter((column) => column === 'nama')).toHaveLength(1);
    expect(suggested[0]).toBe('nama');
  });

  it('map every template in full', () => {
    for (const importType of IMPORT_TYPES) {
      const names = columnsOf(importType).map((column) => column.name);
      expect(suggestMapping(importType, names, []).map((one) => [one.column, one.confidence])).toEqual(
        names.map((name) => [name, 1]),
      );
    }
  });
});

describe('Templates', () => {
  it('are plain CSV: no cell needs quotes, so lines can be cut at commas', () => {
    for (const importType of IMPORT_TYPES) {
      const [header, example, end, ...rest] = templateCsv(importType).split('\r\n');
      expect(header?.split(',')).toEqual(columnsOf(importType).map((column) => column.name));
      expect(example?.split(',')).toHaveLength(columnsOf(importType).length);
      expect(example).not.toMatch(/["\r\n]/);
      expect([end, rest]).toEqual(['', []]);
    }
  });

  it('hold examples that their columns take', () => {
    for (const importType of IMPORT_TYPES)
      for (const column of columnsOf(importType)) {
        const stored = cellReaderOf(column, { today: '2026-11-21' })(column.example, 'IDR');
        if (stored === null) expect([column.name, column.isRequired]).toEqual([column.name, false]);
        else expect([column.name, typeof stored]).toEqual([column.name, 'string']);
      }
  });

  it('fit each other: the payment is of the pilgrim, who goes with the package', () => {
    const example = (importType: 'jamaah' | 'payment' | 'package', name: string): string =>
      columnNamed(importType, name).example;
    expect(example('jamaah', 'paket_id')).toBe(example('package', 'kode_paket'));
    expect(example('payment', 'paket_id')).toBe(example('package', 'kode_paket'));
    expect(example('payment', 'jamaah_id')).toBe(example('jamaah', 'email'));
  });
});

describe('Keys of what may be there once', () => {
  it('are the NIK, else the e-mail, else telephone and name', () => {
    const all = { nik: '3201011505850001', email: 'a@b.id', telepon: '+62812', nama: 'Ahmad' };
    expect(jamaahKey(all)).toBe('nik:3201011505850001');
    expect(jamaahKey({ ...all, nik: null })).toBe('email:a@b.id');
    expect(jamaahKey({ ...all, nik: null, email: null })).toBe('telepon:+62812|ahmad');
    expect(jamaahKey({ nik: null, email: null, telepon: null, nama: 'AHMAD  Rizki' })).toBe(
      'telepon:|ahmad rizki',
    );
  });

  it('are the receipt, and the reference within its bank', () => {
    expect([receiptKey(null), receiptKey('KW  01')]).toEqual([null, 'no_kwitansi:kw 01']);
    expect([transferKey('BCA', null), transferKey(null, 'T1')]).toEqual([null, 'no_referensi:\u001ft1']);
    expect(transferKey('Bca', 'T1')).toBe(transferKey('BCA', 't1'));
    expect(transferKey('A', 'B|C')).not.toBe(transferKey('A|B', 'C'));
  });

  it('name the column that they are about', () => {
    expect(keyField('jamaah', 'telepon:+62812|a:b')).toBe('telepon');
    expect(keyField('payment', 'no_referensi:x\u001fy')).toBe('no_referensi');
    expect(keyField('package', 'UMR-1')).toBe('kode_paket');
  });
});
