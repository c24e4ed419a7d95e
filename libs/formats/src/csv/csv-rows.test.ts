import { describe, it } from 'node:test';
import { expect } from 'expect';
import { readRows, type ReadRow, type ReadRowsOptions } from './testing/read-rows';

const COMMA: ReadRowsOptions = { delimiter: ',' };

async function rowsOf(text: string, options: Partial<ReadRowsOptions> = {}): Promise<ReadRow[]> {
  return readRows(Buffer.from(text), { ...COMMA, ...options });
}

/** Kind, or fault, and values of each row. */
async function kindsOf(text: string, options: Partial<ReadRowsOptions> = {}): Promise<unknown[]> {
  const rows = await rowsOf(text, options);
  return rows.map(({ kind, fault, values }) => [fault ?? kind, ...values]);
}

describe('A row', () => {
  it('is blank when all its fields are, whatever their number', async () => {
    expect(await kindsOf('\na,b\n,\n , ,\t\n""\r\n\r,,,,\n" ",\n', { columns: 2 })).toEqual([
      ['blank', ''],
      ['live', 'a', 'b'],
      ['blank', '', ''],
      ['blank', '', '', ''],
      ['blank', ''],
      ['blank', ''],
      ['blank', '', '', '', '', ''],
      ['live', ' ', ''],
    ]);
  });

  it('is ragged when it has more or fewer fields than the header, which are there', async () => {
    expect(await kindsOf('1\n1,2\n1,2,3\n1,2,\n', { columns: 2 })).toEqual([
      ['ragged', '1'],
      ['live', '1', '2'],
      ['ragged', '1', '2', '3'],
      ['ragged', '1', '2', ''],
    ]);
  });

  it('has blanks around its fields and quotes left out, those in quotes kept', async () => {
    expect(await kindsOf('  a b  ,\t"  c ""d"" "  , " e"\t\n')).toEqual([['live', 'a b', '  c "d" ', ' e']]);
    expect(await kindsOf(' a\t" b "\tc ', { delimiter: '\t' })).toEqual([['live', 'a', ' b ', 'c']]);
  });

  it('may have quotes inside a field that does not begin with one', async () => {
    expect(await kindsOf('5" x 3",say "hi",a""b\n1,2,3\n')).toEqual([
      ['live', '5" x 3"', 'say "hi"', 'a""b'],
      ['live', '1', '2', '3'],
    ]);
  });

  it('is counted from 1, or from where reading began anew, blank and broken ones included', async () => {
    const text = 'a\n\n"b"c\nd';
    expect((await rowsOf(text)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect((await rowsOf(text, { firstRowNumber: 10 })).map(({ number }) => number)).toEqual([
      10, 11, 12, 13,
    ]);
  });

  it('is there as it stands in the file, and where it ends', async () => {
    const rows = await rowsOf('a, "b ""c"""\r\n"d\ne" ,f\rg"\n"h"i\n');
    expect(rows.map(({ raw, end }) => [raw, end])).toEqual([
      ['a, "b ""c"""', 14],
      ['"d\ne" ,f', 23],
      ['g"', 26],
      ['"h"i', 31],
    ]);
  });

  it('is no data where DOS marks the end of the file', async () => {
    expect(await kindsOf('a,b\r\n\x1a', { columns: 2 })).toEqual([
      ['live', 'a', 'b'],
      ['blank', '\x1a'],
    ]);
    expect(await kindsOf('a,b\r\n\x1a\r\n', { columns: 2 })).toEqual([
      ['live', 'a', 'b'],
      ['ragged', '\x1a'],
    ]);
  });
});

describe('A broken row', () => {
  it('has text behind a closing quote, and ends with its line', async () => {
    expect(await kindsOf('1,"a"b,c\n2,"d""e" f\n3,g\n')).toEqual([
      ['text_after_quote'],
      ['text_after_quote'],
      ['live', '3', 'g'],
    ]);
  });

  it('has a quote that never ends, and takes no other row with it', async () => {
    expect(await kindsOf('1,a\n2,"b\n3,c\n4,d')).toEqual([
      ['live', '1', 'a'],
      ['unclosed_quote'],
      ['live', '3', 'c'],
      ['live', '4', 'd'],
    ]);
    expect(await kindsOf('1,"')).toEqual([['unclosed_quote']]);
    expect(await kindsOf('"\r\n')).toEqual([['unclosed_quote']]);
  });

  it('has a quote that runs into the next one, and the rows between are sound', async () => {
    expect(await kindsOf('1,"b\n2,c\n3,"d",e\n4,"f\ng"\n')).toEqual([
      ['text_after_quote'],
      ['live', '2', 'c'],
      ['live', '3', 'd', 'e'],
      ['live', '4', 'f\ng'],
    ]);
  });

  it('lets no field hold a line end before the line of its fault', async () => {
    // The quote in line 1 would end in line 2, and that of line 2 before the y: its line is the last that is read anew.
    expect(await kindsOf('1,"b\n2""c","\n3,x"y\n4,"f\ng"\n')).toEqual([
      ['text_after_quote'],
      ['unclosed_quote'],
      ['live', '3', 'x"y'],
      ['live', '4', 'f\ng'],
    ]);
  });

  it('has more fields than a table may have', async () => {
    const rows = await rowsOf(`${','.repeat(4095)}\n${'x,'.repeat(4096)}\n1,2\n`);
    expect(rows.map(({ kind, fault, values }) => [kind, fault, values.length])).toEqual([
      ['blank', undefined, 4096],
      ['broken', 'too_many_fields', 0],
      ['live', undefined, 2],
    ]);
  });

  it('has more bytes than a row may have', async () => {
    for (const blockBytes of [1, 5, 7, 10, 11, 12, 13, 64]) {
      for (const lineEnd of ['\n', '\r\n', '\r']) {
        const lines = ['1234567890', '12345678901', '"1234567"', '"2345678901234"', 'a,b', '1'.repeat(50)];
        const text = lines.map((line) => line + lineEnd).join('');
        const kinds = await kindsOf(text, { maxRowBytes: 10, blockBytes, chunkBytes: 3 });
        expect({ blockBytes, lineEnd, kinds }).toEqual({
          ...{ blockBytes, lineEnd },
          kinds: [
            ['live', '1234567890'],
            ['row_too_long'],
            ['live', '1234567'],
            ['row_too_long'],
            ['live', 'a', 'b'],
            ['row_too_long'],
          ],
        });
      }
    }
  });

  it('may be the last one, too long and without a line end', async () => {
    const text = `a\n${'1'.repeat(40)}`;
    const rows = await rowsOf(text, { maxRowBytes: 10, blockBytes: 8, chunkBytes: 8 });
    expect(rows.map(({ fault, end }) => [fault, end])).toEqual([
      [undefined, 2],
      ['row_too_long', 42],
    ]);
  });
});

describe('A file', () => {
  it('of nothing has no rows', async () => {
    expect(await rowsOf('')).toEqual([]);
    expect(await rowsOf('\uFEFF')).toEqual([]);
  });

  it('of delimiters alone is blank', async () => {
    expect(await kindsOf(',,,\n,,,', { columns: 4 })).toEqual([
      ['blank', '', '', '', ''],
      ['blank', '', '', '', ''],
    ]);
  });

  it('says whether there may be NUL bytes, which are data', async () => {
    const flags: boolean[] = [];
    const onBlock: ReadRowsOptions['onBlock'] = ({ mayHaveNul }) => flags.push(mayHaveNul);
    const text = `${'a,b\n'.repeat(8)}c,\0d\n${'a,b\n'.repeat(30)}`;
    const rows = await rowsOf(text, { blockBytes: 32, chunkBytes: 10, onBlock });
    expect(rows[8]!.values).toEqual(['c', '\0d']);
    expect(flags).toEqual([false, true, false, false, false, false]);
  });
});
