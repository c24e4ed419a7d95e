import { after, before, describe, it } from 'node:test';
import { claimFile, DELETED } from '@sluice/test/fixtures/claim-files';
import { makeClaimMonth } from '@sluice/test/fixtures/claim-month';
import { type DbfTable, windows874, writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { expect } from 'expect';
import { createImportBed, type ImportBed } from './testing/import-bed';

const ITEM_COLUMNS = [
  { name: 'CODE', type: 'C', width: 6 },
  { name: 'NAME', type: 'C', width: 30 },
  { name: 'PRICE', type: 'N', width: 8, decimals: 2 },
  { name: 'SINCE', type: 'D' },
  { name: 'ACTIVE', type: 'L' },
];

function itemTable(records: DbfTable['records'], more: Partial<DbfTable> = {}): Buffer {
  return writeDbf({ columns: ITEM_COLUMNS, records, ...more }).dbf;
}

describe('a DBF file', () => {
  let bed: ImportBed;
  before(async () => {
    bed = await createImportBed();
  });
  after(() => bed.close());

  it('of a known claim file is stored record by record, Thai as Thai, and counted', async () => {
    const month = makeClaimMonth({ seed: 7, patients: 40 });
    const [first, second] = month.records.PAT;
    (second as Record<string, string>)[DELETED] = 'yes';
    const { name, bytes } = claimFile(month, 'PAT');
    const file = await bed.run(await bed.addFile(name, bytes));
    expect(file).toMatchObject({
      status: 'completed',
      isValid: true,
      totalRecords: month.records.PAT.length,
      validRecords: month.records.PAT.length - 1,
      processedRecords: month.records.PAT.length - 1,
      invalidRecords: 0,
      skippedRecords: 1,
      readBytes: bytes.length,
      charset: 'windows-874',
      errors: [],
    });
    const names = file.columns!.map((column) => column.name);
    const [stored] = await bed.records(file.id);
    const dob = String(first!['DOB']);
    const asStored = { ...first, DOB: `${dob.slice(0, 4)}-${dob.slice(4, 6)}-${dob.slice(6)}` };
    expect(Object.fromEntries(names.map((column, i) => [column, stored!.values[i] ?? '']))).toEqual(
      Object.fromEntries(names.map((column) => [column, (asStored as Record<string, string>)[column] ?? ''])),
    );
    expect(stored!.values[names.indexOf('FNAME')]).toMatch(/^[\u0E00-\u0E7F]+$/);
    expect((await bed.records(file.id)).map((record) => record.row_number)).not.toContain(2);
  });

  it('keeps a bad record with its problems, and imports the others', async () => {
    const month = makeClaimMonth({ seed: 8, patients: 10 });
    month.records.PAT[3]!['SEX'] = '7';
    month.records.PAT[3]!['HCODE'] = '';
    const { name, bytes } = claimFile(month, 'PAT');
    const file = await bed.run(await bed.addFile(name, bytes));
    expect(file).toMatchObject({ status: 'completed', invalidRecords: 1, validRecords: 9 });
    expect((await bed.records(file.id)).filter((record) => !record.is_valid)).toMatchObject([
      { row_number: 4 },
    ]);
    expect(await bed.problems(file.id)).toMatchObject([
      { row_number: 4, column_name: 'HCODE', code: 'required', value: null, is_warning: false },
      { row_number: 4, column_name: 'SEX', code: 'bad_code', value: '7', is_warning: false },
    ]);
  });

  it('of an unknown name is read by its types, and what can not be read is a problem of its record', async () => {
    const bytes = itemTable([
      ['A1', 'ยาธาตุน้ำแดง', '12.50', '20250131', true],
      ['A2', null, null, null, null],
      [' B', 'ขวด', Buffer.from('********'), '20250231', '?'],
      ['B2', Buffer.from([0x41, 0x00, 0x42, 0xff]), Buffer.from('12a4    '), '25680131', false],
      { cells: ['C1', 'x', 1, '20250101', true], deleted: true },
      [null, null, null, null, null],
      { cells: ['D1', 'x', 1, '20250101', true], mark: 0x58 },
    ]);
    const file = await bed.run(await bed.addFile('items.dbf', bytes));
    expect(file).toMatchObject({
      status: 'completed',
      totalRecords: 7,
      validRecords: 2,
      invalidRecords: 3,
      skippedRecords: 2,
    });
    expect(file.columns![2]).toEqual({ name: 'PRICE', type: 'N', width: 8, decimals: 2 });
    expect(await bed.records(file.id)).toEqual([
      { row_number: 1, is_valid: true, values: ['A1', 'ยาธาตุน้ำแดง', '12.50', '2025-01-31', 'true'] },
      { row_number: 2, is_valid: true, values: ['A2', null, null, null, null] },
      { row_number: 3, is_valid: false, values: [' B', 'ขวด', '********', '20250231', null] },
      { row_number: 4, is_valid: false, values: ['B2', 'A\uFFFDB\uFFFD', '12a4', '2025-01-31', 'false'] },
      { row_number: 7, is_valid: false, values: ['D1', 'x', '1.00', '2025-01-01', 'true'] },
    ]);
    expect(
      (await bed.problems(file.id)).map((p) => [p.row_number, p.column_name, p.code, p.is_warning]),
    ).toEqual([
      [3, 'PRICE', 'number_overflow', false],
      [3, 'SINCE', 'bad_date', false],
      [4, 'NAME', 'bad_text', false],
      [4, 'PRICE', 'not_a_number', false],
      [4, 'SINCE', 'buddhist_year', true],
      [7, null, 'broken_record', false],
    ]);
  });

  it('reports an unreadable value of a claim file once', async () => {
    const month = makeClaimMonth({ seed: 9, patients: 3 });
    const { name, bytes } = claimFile(month, 'CHT');
    const at = bytes.indexOf(Buffer.from(month.records.CHT[0]!['TOTAL']!.padStart(12)));
    bytes.fill('*', at, at + 12);
    const file = await bed.run(await bed.addFile(name, bytes));
    expect(file.invalidRecords).toBe(1);
    expect(await bed.problems(file.id)).toMatchObject([
      { row_number: 1, column_name: 'TOTAL', value: '************' },
    ]);
  });

  it('is read in the charset of its mark, its bytes, or as Thai', async () => {
    const thai = 'น้ำเกลือ';
    const cases: [string, Partial<DbfTable>, string, string][] = [
      ['a.dbf', { codePage: 0x7c }, thai, 'windows-874'],
      ['b.dbf', {}, thai, 'windows-874'],
      ['e.dbf', { encode: (text) => Buffer.from(text, 'latin1') }, 'Größe süß', 'windows-1252'],
      ['c.dbf', { encode: (text) => Buffer.from(text) }, thai, 'utf-8'],
      ['d.dbf', { codePage: 0x03, encode: (text) => Buffer.from(text, 'latin1') }, 'Größe', 'windows-1252'],
    ];
    for (const [name, options, text, charset] of cases) {
      const file = await bed.run(await bed.addFile(name, itemTable([['A', text, 1, null, null]], options)));
      expect([name, file.charset, (await bed.records(file.id))[0]!.values[1]]).toEqual([name, charset, text]);
    }
  });

  it('is read as Thai although it holds binary numbers that could be anything', async () => {
    const columns = [
      { name: 'ID', type: 'I' },
      { name: 'NAME', type: 'C', width: 60 },
    ];
    for (const encode of [windows874, (text: string) => Buffer.from(text)]) {
      const records = Array.from({ length: 500 }, (_, i) => [(i * 7_919_337) % 2 ** 31, 'น้ำเกลือ']);
      const { dbf } = writeDbf({ columns, records, version: 0x30, encode });
      const file = await bed.run(await bed.addFile('binary.dbf', dbf));
      expect(file).toMatchObject({
        validRecords: 500,
        charset: encode === windows874 ? 'windows-874' : 'utf-8',
      });
      const stored = (await bed.records(file.id)).map(({ values }) => values);
      expect(stored).toEqual(records.map(([id, name]) => [String(id), name]));
    }
  });

  it('has its memos from the file beside it; without it they are problems', async () => {
    const columns = [
      { name: 'ID', type: 'C', width: 3 },
      { name: 'NOTE', type: 'M' },
    ];
    for (const version of [0x83, 0x8b, 0x30]) {
      const records = [
        ['1', 'บันทึก'.repeat(200)],
        ['2', null],
        ['3', 'short'],
      ];
      const { dbf, memo } = writeDbf({ columns, records, version });
      const file = await bed.run(await bed.addFile('notes.dbf', dbf, { memo }));
      expect((await bed.records(file.id)).map(({ values }) => values)).toEqual(records);
      expect(file).toMatchObject({ status: 'completed', validRecords: 3 });
      const alone = await bed.run(await bed.addFile('notes.dbf', dbf));
      expect(alone).toMatchObject({ status: 'completed', validRecords: 1, invalidRecords: 2 });
      expect((await bed.problems(alone.id)).map((p) => [p.row_number, p.column_name, p.code])).toEqual([
        [1, 'NOTE', 'memo_missing'],
        [3, 'NOTE', 'memo_missing'],
      ]);
    }
  });

  it('whose structure can not be believed is refused with the reason in Thai, and nothing of it is stored', async () => {
    const sound = itemTable([['A', 'x', 1, null, null]]);
    const cases: [Buffer, string][] = [
      [sound.subarray(0, sound.length - 5), 'truncated_record'],
      [itemTable([['A', 'x', 1, null, null]], { lies: { recordCount: 900 } }), 'too_few_records'],
      [Buffer.from('HN|AN\r\n1|2\r\n'), 'not_a_dbf'],
      [Buffer.from('PK\x03\x04 and so on'), 'not_a_dbf'],
      [Buffer.alloc(0), 'empty_file'],
    ];
    for (const [bytes, code] of cases) {
      const file = await bed.run(await bed.addFile('bad.dbf', bytes));
      expect(file).toMatchObject({
        status: 'error',
        isValid: false,
        totalRecords: 0,
        errors: [{ code, message: 'Invalid file format', detail: expect.stringMatching(/[\u0E00-\u0E7F]/) }],
      });
      expect(file.completedAt).not.toBeNull();
      expect(await bed.records(file.id)).toEqual([]);
      expect(await bed.jobOf(file.id)).toMatchObject({ state: 'done' });
    }
  });

  it('that lacks required columns is refused with their names', async () => {
    const month = makeClaimMonth({ seed: 3, patients: 2 });
    const { name, bytes } = claimFile(month, 'PAT', { without: ['SEX', 'DOB'] });
    const file = await bed.run(await bed.addFile(name, bytes));
    expect(file).toMatchObject({
      status: 'error',
      isValid: false,
      errors: [
        {
          code: 'missing_fields',
          message: 'Missing required fields',
          detail: expect.stringMatching(/DOB.*SEX/),
        },
      ],
    });
  });

  it('is warned of when its name gives a month that no year has', async () => {
    const { bytes } = claimFile(makeClaimMonth({ seed: 3, patients: 2 }), 'PAT');
    const file = await bed.run(await bed.addFile('PAT6813.DBF', bytes));
    expect(file).toMatchObject({ status: 'completed', validRecords: 2 });
    expect(await bed.problems(file.id)).toMatchObject([
      { row_number: 0, code: 'bad_file_month', is_warning: true },
    ]);
  });

  it('with memos of megabytes, or with thousands of wrong values, is stored whole', async () => {
    const columns = [
      { name: 'ID', type: 'C', width: 3 },
      { name: 'NOTE', type: 'M' },
    ];
    const long = 'ก'.repeat(3_000_000);
    const records = Array.from({ length: 3 }, (_, i) => [String(i), `${i}${long}`]);
    const { dbf, memo } = writeDbf({ columns, records, version: 0x30 });
    const file = await bed.run(await bed.addFile('long.dbf', dbf, { memo }));
    expect(file).toMatchObject({ status: 'completed', validRecords: 3 });
    expect((await bed.records(file.id)).map(({ values }) => values)).toEqual(records);

    const wrong = Array.from({ length: 6_000 }, (_, i) => [
      `X${i}`,
      windows874('ก'),
      Buffer.from('1x'),
      '20251301',
      'q',
    ]);
    const many = await bed.run(await bed.addFile('wrong.dbf', itemTable(wrong)));
    expect(many).toMatchObject({ status: 'completed', validRecords: 0, invalidRecords: 6_000 });
    expect(await bed.problems(many.id)).toHaveLength(18_000);
  });
});
