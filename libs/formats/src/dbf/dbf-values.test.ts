import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type DbfCell, type DbfColumn, writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { bufferTable, charsetOfCodePage, type DbfValue, fieldReaderOf, openDbf } from '.';
import { knownCodePages } from './code-pages';
import { onlyValues, readRecords } from './testing/read-table';
import { charsetNamed } from '../charset';

const thai = charsetNamed('windows-874')!;

/** What a column of these cells reads as. */
async function valuesOf(column: Partial<DbfColumn>, cells: DbfCell[], version = 0x30): Promise<DbfValue[]> {
  const columns = [
    { name: 'F', type: 'C', ...column },
    { name: 'FILLED', type: 'C', width: 1 },
  ];
  const { dbf } = writeDbf({ version, columns, records: cells.map((cell) => [cell, 'x']) });
  const records = await readRecords(await openDbf(bufferTable(dbf)), thai);
  return records.map(({ values }) => values[0]!);
}

describe('A value of a DBF table', () => {
  it('is text in the charset of the table', async () => {
    expect(await valuesOf({ width: 20 }, ['สมชาย ใจดี', 'ASCII', null, '  ๒๕๖๘'])).toEqual([
      'สมชาย ใจดี',
      'ASCII',
      null,
      '  ๒๕๖๘',
    ]);
    expect(await valuesOf({ type: 'V', width: 20 }, ['เบญจมาศ', ''])).toEqual(['เบญจมาศ', null]);
  });

  it('is a fault with readable text when the bytes are no text', async () => {
    expect(await valuesOf({ width: 5 }, [Buffer.from([0x41, 0xff]), Buffer.from('a\0b')])).toEqual([
      { fault: 'bad_text', text: 'A\\xff' },
      { fault: 'bad_text', text: 'a\\x00b' },
    ]);
  });

  it('is the text of a number as it stands there', async () => {
    const cells = ['12', '-0.50', '.5', '+7', '5.', '000', null, '-12345678', '1.5E+03'];
    expect(await valuesOf({ type: 'N', width: 9 }, cells)).toEqual(cells);
    expect(await valuesOf({ type: 'F', width: 20 }, cells)).toEqual(cells);
  });

  it('is never null when a number is none', async () => {
    const cells = ['12a4', '-', '.', '1,5', '1 2', '--1', '1.2.3', 'NaN', '1E', '*********', '**'];
    const values = await valuesOf({ type: 'N', width: 9 }, cells);
    expect(values).toEqual(
      cells.map((text) => ({ fault: text.startsWith('*') ? 'number_overflow' : 'not_a_number', text })),
    );
  });

  it('is a date of the calendar', async () => {
    const cells = ['2025-06-30', '2024-02-29', null, '00000000', '2000-02-29', '0001-01-01'];
    expect(await valuesOf({ type: 'D' }, cells)).toEqual([
      '2025-06-30',
      '2024-02-29',
      null,
      null,
      '2000-02-29',
      '0001-01-01',
    ]);
    const bad = [
      '20250631',
      '20230229',
      '19000229',
      '20251301',
      '20250000',
      '2025063',
      '30/06/25',
      '00000101',
      '2025 6 1',
    ];
    expect(await valuesOf({ type: 'D' }, bad)).toEqual(bad.map((text) => ({ fault: 'bad_date', text })));
  });

  it('is converted from a Buddhist year with a warning', async () => {
    expect(
      await valuesOf({ type: 'D' }, ['25680630', '25670229', '24000101', '23991231', '26991231', '99991231']),
    ).toEqual([
      { value: '2025-06-30', warning: 'buddhist_year' },
      { value: '2024-02-29', warning: 'buddhist_year' },
      { value: '1857-01-01', warning: 'buddhist_year' },
      '2399-12-31',
      { value: '2156-12-31', warning: 'buddhist_year' },
      '9999-12-31',
    ]);
    expect(await valuesOf({ type: 'D' }, ['25680229'])).toEqual([{ fault: 'bad_date', text: '25680229' }]);
  });

  it('is a timestamp in no time zone', async () => {
    const cells = [
      '2025-06-30T13:45:10',
      '1752-09-14T00:00:00',
      null,
      '0001-01-01T00:00:00',
      '9999-12-31T23:59:59',
    ];
    expect(await valuesOf({ type: 'T' }, cells)).toEqual(cells);
    expect(
      await valuesOf({ type: 'T' }, [
        '2025-06-30T13:45:10.250',
        '2025-12-31T23:59:59.999',
        '2568-06-30T01:02:03',
      ]),
    ).toEqual([
      '2025-06-30T13:45:10.250',
      '2026-01-01T00:00:00',
      { value: '2025-06-30T01:02:03', warning: 'buddhist_year' },
    ]);
    const raw = (day: number, ms: number): Buffer => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32LE(day, 0);
      bytes.writeUInt32LE(ms, 4);
      return bytes;
    };
    expect(
      await valuesOf({ type: 'T' }, [raw(7, 0), raw(2_460_000, 86_400_000), raw(0xffffffff, 1), raw(0, 5)]),
    ).toEqual([
      { fault: 'bad_timestamp', text: 'day 7, 0 ms' },
      { fault: 'bad_timestamp', text: 'day 2460000, 86400000 ms' },
      { fault: 'bad_timestamp', text: 'day 4294967295, 1 ms' },
      { fault: 'bad_timestamp', text: 'day 0, 5 ms' },
    ]);
  });

  it('is true or false', async () => {
    expect(
      await valuesOf({ type: 'L' }, ['T', 't', 'Y', 'y', 'F', 'f', 'N', 'n', '?', null, Buffer.alloc(1)]),
    ).toEqual([...Array<string>(4).fill('true'), ...Array<string>(4).fill('false'), null, null, null]);
    expect(await valuesOf({ type: 'L' }, ['1', 'X'])).toEqual([
      { fault: 'not_a_logical', text: '1' },
      { fault: 'not_a_logical', text: 'X' },
    ]);
  });

  it('is an integer, a double, or an amount exact to the last digit', async () => {
    expect(await valuesOf({ type: 'I' }, [0, -1, 2147483647, -2147483648])).toEqual([
      '0',
      '-1',
      '2147483647',
      '-2147483648',
    ]);
    expect(await valuesOf({ type: 'B' }, [0, -1.5, 1e300, 0.1])).toEqual(['0', '-1.5', '1e+300', '0.1']);
    expect(await valuesOf({ type: 'B' }, [NaN, Infinity])).toEqual([
      { fault: 'not_a_number', text: 'NaN' },
      { fault: 'not_a_number', text: 'Infinity' },
    ]);
    const amounts = [
      '0.0000',
      '0.0001',
      '-0.0500',
      '12.5000',
      '922337203685477.5807',
      '-922337203685477.5808',
    ];
    expect(await valuesOf({ type: 'Y' }, amounts)).toEqual(amounts);
  });

  it('is base64 when it is binary', async () => {
    const bytes = Buffer.from([0, 1, 0x20, 0xff]);
    expect(await valuesOf({ type: 'Q', width: 4 }, [bytes, bytes.subarray(0, 2)])).toEqual([
      'AAEg/w==',
      'AAE=',
    ]);
  });

  it('is null by the flags of Visual FoxPro whatever is in the field', async () => {
    for (const type of ['I', 'B', 'Y', 'T', 'D', 'L']) {
      expect(await valuesOf({ type, nullable: true }, [null])).toEqual([null]);
    }
  });

  it('is not read without its memo file when it is a memo', async () => {
    const { dbf } = writeDbf({ version: 0x83, columns: [{ name: 'M', type: 'M' }], records: [['x']] });
    const table = await openDbf(bufferTable(dbf));
    expect(() => fieldReaderOf(table.fields[0]!, thai)).toThrow('The values of M are in a memo file');
    expect(await onlyValues(bufferTable(dbf), thai)).toEqual([{ fault: 'memo_missing', text: '1' }]);
  });
});

describe('A code page mark', () => {
  it('means a charset that we have', () => {
    for (const mark of knownCodePages) {
      const name = charsetOfCodePage(mark)!;
      expect({ name, found: charsetNamed(name)?.name }).toEqual({ name, found: name });
    }
  });

  it('means Thai, Western, Chinese, or nothing', () => {
    expect([0x50, 0x7c, 0x03, 0x57, 0x01, 0x4f, 0x00, 0xff].map(charsetOfCodePage)).toEqual([
      'windows-874',
      'windows-874',
      'windows-1252',
      'windows-1252',
      'ibm437',
      'big5',
      undefined,
      undefined,
    ]);
  });
});
