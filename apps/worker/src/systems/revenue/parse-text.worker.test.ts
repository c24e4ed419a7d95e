import { after, before, describe, it } from 'node:test';
import { type ClaimFlavour, claimFile } from '@sluice/test/fixtures/claim-files';
import { makeClaimMonth } from '@sluice/test/fixtures/claim-month';
import { windows874 } from '@sluice/test/fixtures/dbf-writer';
import { expect } from 'expect';
import { createImportBed, type ImportBed } from './testing/import-bed';

describe('a CSV or TXT file', () => {
  let bed: ImportBed;
  before(async () => {
    bed = await createImportBed();
  });
  after(() => bed.close());

  it('of a claim file becomes the same records as its DBF, whatever its charset', async () => {
    const month = makeClaimMonth({ seed: 11, patients: 30 });
    const flavours: ClaimFlavour[] = [
      { format: 'CSV' },
      { format: 'TXT' },
      { format: 'TXT', charset: 'utf-8' },
      { format: 'CSV', charset: 'utf-8 with BOM' },
    ];
    for (const table of ['PAT', 'CHT', 'DRU'] as const) {
      const dbf = claimFile(month, table);
      const expected = await bed.run(await bed.addFile(dbf.name, dbf.bytes));
      expect(expected).toMatchObject({ status: 'completed', validRecords: month.records[table].length });
      for (const flavour of flavours) {
        const { name, bytes } = claimFile(month, table, flavour);
        const file = await bed.run(await bed.addFile(name, bytes));
        expect(file).toMatchObject({
          status: 'completed',
          isValid: true,
          claimTable: table,
          validRecords: expected.validRecords,
          readBytes: bytes.length,
          charset: flavour.charset ? 'utf-8' : 'windows-874',
        });
        expect(file.columns!.map((column) => column.name)).toEqual(
          expected.columns!.map((column) => column.name),
        );
        expect(await bed.records(file.id)).toEqual(await bed.records(expected.id));
      }
    }
  });

  it('of an unknown name keeps its text as it is; rows that are none are problems', async () => {
    const lines = [
      'ID,NAME,NOTE',
      '1,ยา,"a ""b"", c\r\nd"',
      '',
      '2, x ,',
      '3,only two',
      '4,a,b,c',
      '5,a,b,',
      '6,"a"b,c',
      '7,nul\0,x',
      '8,last,one',
    ];
    const file = await bed.run(await bed.addFile('list.csv', windows874(lines.join('\r\n'))));
    expect(file).toMatchObject({
      status: 'completed',
      charset: 'windows-874',
      totalRecords: 9,
      validRecords: 4,
      invalidRecords: 4,
      skippedRecords: 1,
    });
    expect(await bed.records(file.id)).toEqual([
      { row_number: 1, is_valid: true, values: ['1', 'ยา', 'a "b", c\r\nd'] },
      { row_number: 3, is_valid: true, values: ['2', 'x', null] },
      { row_number: 4, is_valid: false, values: ['3', 'only two', null] },
      { row_number: 5, is_valid: false, values: ['4', 'a', 'b'] },
      { row_number: 6, is_valid: true, values: ['5', 'a', 'b'] },
      { row_number: 7, is_valid: false, values: [null, null, null] },
      { row_number: 8, is_valid: false, values: ['7', 'nul\uFFFD', 'x'] },
      { row_number: 9, is_valid: true, values: ['8', 'last', 'one'] },
    ]);
    expect((await bed.problems(file.id)).map((p) => [p.row_number, p.column_name, p.code, p.value])).toEqual([
      [4, null, 'wrong_field_count', '3,only two'],
      [5, null, 'wrong_field_count', '4,a,b,c'],
      [7, null, 'text_after_quote', '6,"a"b,c'],
      [8, 'NAME', 'bad_text', 'nul\uFFFD'],
    ]);
  });

  it('is read with bars, semicolons and tabs as well, and with a delimiter at the end of each line', async () => {
    for (const delimiter of ['|', ';', '\t', ',']) {
      const text = [`A${delimiter}B${delimiter}`, `1${delimiter}2${delimiter}`, ''].join('\r\n');
      const file = await bed.run(await bed.addFile('list.txt', text));
      expect(file).toMatchObject({ status: 'completed', totalRecords: 1, validRecords: 1 });
      expect(await bed.records(file.id)).toMatchObject([{ values: ['1', '2'] }]);
    }
  });

  it('that is none is refused with the reason in Thai', async () => {
    const cases: [string | Buffer, string][] = [
      ['', 'empty_file'],
      ['\r\n\r\n', 'empty_file'],
      ['PK\u0003\u0004xyz', 'not_text'],
      [Buffer.from([0x41, 0, 0, 0x42]), 'not_text'],
      [Buffer.from('\uFEFFA,B\r\n1,2', 'utf16le'), 'utf_16'],
      ['A,B,A\r\n1,2,3\r\n', 'duplicate_column'],
      ['A,,B\r\n1,2,3\r\n', 'blank_column'],
      ['A,"B\r\n1,2\r\n', 'bad_header'],
    ];
    for (const [content, code] of cases) {
      const file = await bed.run(await bed.addFile('bad.csv', content));
      expect(file).toMatchObject({
        status: 'error',
        isValid: false,
        totalRecords: 0,
        errors: [{ code, message: 'Invalid file format', detail: expect.stringMatching(/[\u0E00-\u0E7F]/) }],
      });
    }
  });

  it('that lacks required columns is refused with their names', async () => {
    const file = await bed.run(await bed.addFile('PAT6805.TXT', 'HN|SEX\r\n1|1\r\n'));
    expect(file).toMatchObject({
      status: 'error',
      errors: [{ message: 'Missing required fields', detail: expect.stringContaining('HCODE') }],
    });
  });

  it('with but a header is sound and has no records', async () => {
    const file = await bed.run(await bed.addFile('list.csv', 'A,B'));
    expect(file).toMatchObject({ status: 'completed', isValid: true, totalRecords: 0, errors: [] });
    expect(await bed.jobOf(file.id)).toMatchObject({ state: 'done' });
  });

  it('of a type that is not read is refused when it is tried again', async () => {
    const file = await bed.run(await bed.addFile('photo.jpg', 'x'));
    expect(file).toMatchObject({ status: 'error', errors: [{ code: 'unsupported_type' }] });
  });

  it('that was broken off goes on behind its last piece, line breaks in quotes or not', async () => {
    const count = 30_000;
    const text = (i: number): string => `บรรทัด ${i}\nand "more"`;
    const lines = Array.from({ length: count }, (_, i) => `${i},"${text(i).replaceAll('"', '""')}"`);
    const fileId = await bed.addFile('long.csv', `I,TEXT\r\n${lines.join('\r\n')}\r\n`);
    const first = await bed.take(fileId);
    const commit = first.tools.lease.commit.bind(first.tools.lease);
    let commits = 0;
    first.tools.lease.commit = (work, options) => {
      if (++commits === 3) throw new Error('killed');
      return commit(work, options);
    };
    await expect(first.run()).rejects.toThrow('killed');
    const half = await bed.file(fileId);
    expect(half.totalRecords).toBeGreaterThan(0);
    expect(half.totalRecords).toBeLessThan(count);
    expect(await bed.run(fileId)).toMatchObject({
      status: 'completed',
      validRecords: count,
      totalRecords: count,
    });
    const records = await bed.records(fileId);
    expect(records.map(({ row_number, values }) => [row_number, ...values])).toEqual(
      lines.map((_, i) => [i + 1, String(i), text(i)]),
    );
  });
});
