import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type DbfCell, type DbfColumn, writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { bufferTable, DbfError, type DbfSource, openDbf, type ReadBlocksOptions } from '.';
import { chunkedTable } from './testing/read-table';

const columns: DbfColumn[] = [
  { name: 'NO', type: 'N', width: 6 },
  { name: 'NAME', type: 'C', width: 20 },
];
const RECORD_BYTES = 27;
const HEADER_BYTES = 97;

function numbered(count: number): Buffer {
  const records = Array.from({ length: count }, (_, i): DbfCell[] => [i + 1, `name ${i + 1}`]);
  return writeDbf({ columns, records }).dbf;
}

interface SeenRow {
  row: number;
  kind: string;
  texts: string[];
}

async function seenRows(source: DbfSource, options?: ReadBlocksOptions): Promise<SeenRow[]> {
  const rows: SeenRow[] = [];
  for await (const block of (await openDbf(source)).blocks(options)) {
    const { row } = block;
    while (block.next()) {
      const texts = Array.from({ length: row.fieldCount }, (_, i) =>
        row.bytes.toString('latin1', row.starts[i], row.ends[i]),
      );
      rows.push({ row: row.rowNumber, kind: row.kind, texts });
    }
  }
  return rows;
}

async function seenTexts(bytes: Buffer): Promise<string[]> {
  return (await seenRows(bufferTable(bytes))).flatMap(({ texts }) => texts);
}

describe('The records of a DBF table', () => {
  it('come in their order, however the source is cut and however long the blocks are', async () => {
    const bytes = numbered(50);
    const expected = await seenRows(bufferTable(bytes));
    expect(expected.map(({ texts }) => texts)).toEqual(
      Array.from({ length: 50 }, (_, i) => [String(i + 1), `name ${i + 1}`]),
    );
    for (const chunkBytes of [1, 2, 26, 27, 28, 100, 1000]) {
      for (const blockBytes of [1, 27, 60, 1350, 10_000]) {
        expect(await seenRows(chunkedTable(bytes, chunkBytes), { blockBytes })).toEqual(expected);
      }
    }
  });

  it('are read from any one on, and blocks say where reading can begin anew', async () => {
    const bytes = numbered(20);
    const all = await seenRows(bufferTable(bytes));
    const table = await openDbf(bufferTable(bytes));
    let rows = 0;
    for await (const block of table.blocks({ blockBytes: 3 * RECORD_BYTES })) {
      while (block.next()) rows++;
      expect(block.endOffset).toBe(HEADER_BYTES + rows * RECORD_BYTES);
      expect(await seenRows(chunkedTable(bytes, 50), { fromRow: rows + 1 })).toEqual(all.slice(rows));
    }
    expect(rows).toBe(20);
    expect(await seenRows(bufferTable(bytes), { fromRow: 21 })).toEqual([]);
    await expect(seenRows(bufferTable(bytes), { fromRow: 0 })).rejects.toThrow(RangeError);
  });

  it('are none in a table without records', async () => {
    expect(await seenRows(bufferTable(numbered(0)))).toEqual([]);
  });

  it('are live, deleted, blank, or broken when their mark is none', async () => {
    const { dbf } = writeDbf({
      columns,
      records: [
        [1, 'live'],
        { cells: [2, 'deleted'], deleted: true },
        [null, null],
        [null, Buffer.alloc(20)],
        { cells: [null, null], deleted: true },
        { cells: [3, 'odd'], mark: 0x00 },
      ],
    });
    const rows = await seenRows(bufferTable(dbf));
    expect(rows.map(({ row, kind }) => [row, kind])).toEqual([
      [1, 'live'],
      [2, 'deleted'],
      [3, 'blank'],
      [4, 'blank'],
      [5, 'deleted'],
      [6, 'broken'],
    ]);
    expect(rows[1]!.texts).toEqual(['2', 'deleted']);
  });

  it('have texts with the blanks in front of them, and numbers without', async () => {
    const cells = ['  12.5', '  two words \t  '];
    expect(await seenTexts(writeDbf({ columns, records: [cells] }).dbf)).toEqual(['12.5', '  two words \t']);
    const nuls = [Buffer.from('  7\0\0\0'), Buffer.from('a\0b\0 \0 ')];
    expect(await seenTexts(writeDbf({ columns, records: [nuls] }).dbf)).toEqual(['7', 'a\0b']);
  });

  it('have texts without the blanks in front of them when asked for', async () => {
    const { dbf } = writeDbf({ columns, records: [['  12.5', '  two words   ']] });
    const [row] = await seenRows(bufferTable(dbf), { trimTexts: true });
    expect(row?.texts).toEqual(['12.5', 'two words']);
  });

  it('have texts of every length in a field of every width', async () => {
    for (let width = 1; width <= 40; width++) {
      const texts = Array.from({ length: width + 1 }, (_, length) => 'abc defgh'.repeat(5).slice(0, length));
      const expected = texts.map((text) => text.trimEnd());
      const { dbf } = writeDbf({
        columns: [{ name: 'T', type: 'C', width }],
        records: texts.map((text) => [text]),
      });
      expect(await seenTexts(dbf)).toEqual(expected);
    }
  });

  it('have binary values whole, and pointers and timestamps of zeros as blank', async () => {
    const binary: DbfColumn[] = [
      { name: 'I', type: 'I' },
      { name: 'B', type: 'B' },
      { name: 'T', type: 'T' },
      { name: 'M', type: 'M' },
    ];
    const { dbf } = writeDbf({ version: 0x30, columns: binary, records: [[0x20202020, 0, null, null]] });
    expect(await seenTexts(dbf)).toEqual(['    ', '\0'.repeat(8), '', '']);
    const at = dbf.length - 1 - 4;
    dbf[at] = 0x20;
    expect((await seenTexts(dbf))[3]).toBe(' \0\0\0');
    dbf.fill(0x20, at, at + 4);
    expect((await seenTexts(dbf))[3]).toBe('');
  });

  it('have nulls of Visual FoxPro as blank, and varying texts as long as they are', async () => {
    const varying: DbfColumn[] = [
      { name: 'A', type: 'V', width: 5, nullable: true },
      { name: 'B', type: 'C', width: 3, nullable: true },
      { name: 'C', type: 'V', width: 4 },
      { name: 'D', type: 'I', nullable: true },
      ...[...'EFGHI'].map((name): DbfColumn => ({ name, type: 'N', width: 2, nullable: true })),
    ];
    const records: DbfCell[][] = [
      ['five!', 'abc', 'ab  ', 1, 1, 2, 3, 4, 5],
      ['a ', null, '', null, null, 2, null, 4, null],
      [null, 'abc', 'x', 0, 1, null, 3, null, 5],
      [null, null, '', null, null, null, null, null, null],
    ];
    const { dbf } = writeDbf({ version: 0x32, columns: varying, records });
    const rows = await seenRows(bufferTable(dbf));
    expect(rows.map(({ texts }) => texts)).toEqual([
      ['five!', 'abc', 'ab  ', '\u0001\0\0\0', '1', '2', '3', '4', '5'],
      ['a ', '', '', '', '', '2', '', '4', ''],
      ['', 'abc', 'x', '\0\0\0\0', '1', '', '3', '', '5'],
      ['', '', '', '', '', '', '', '', ''],
    ]);
    expect(rows.map(({ kind }) => kind)).toEqual(['live', 'live', 'live', 'blank']);
  });

  it('are broken when the length of a varying text is longer than its field', async () => {
    const { dbf } = writeDbf({
      version: 0x32,
      columns: [{ name: 'A', type: 'V', width: 4 }],
      records: [['x'], ['y']],
    });
    dbf[dbf.length - 1 - 6 + 4] = 4;
    expect((await seenRows(bufferTable(dbf))).map(({ kind }) => kind)).toEqual(['live', 'broken']);
  });

  it('are not taken for all when the source ends before the last one', async () => {
    const bytes = numbered(10);
    const shorter: DbfSource = {
      ...bufferTable(bytes),
      stream: (start) => bufferTable(bytes.subarray(0, HEADER_BYTES + 7 * RECORD_BYTES + 5)).stream(start),
    };
    const rows: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const block of (await openDbf(shorter)).blocks({ blockBytes: RECORD_BYTES })) {
        while (block.next()) rows.push(block.row.rowNumber);
      }
    };
    await expect(reading()).rejects.toMatchObject({
      name: DbfError.name,
      code: 'file_changed',
      facts: { row: 8 },
    });
    expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('leave the source closed, also when nobody reads them to the end', async () => {
    const bytes = numbered(10);
    let closed = 0;
    const source: DbfSource = {
      ...bufferTable(bytes),
      stream: async function* (start) {
        try {
          yield* await chunkedTable(bytes, 30).stream(start);
        } finally {
          closed++;
        }
      },
    };
    await seenRows(source);
    expect(closed).toBe(1);
    for await (const block of (await openDbf(source)).blocks({ blockBytes: 1 })) {
      if (block.next()) break;
    }
    expect(closed).toBe(2);
  });
});
