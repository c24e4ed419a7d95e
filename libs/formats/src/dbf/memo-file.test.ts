import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type DbfCell, type DbfColumn, writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { bufferTable, type DbfValue, openDbf, openMemo, type OpenMemoOptions } from '.';
import { readRecords } from './testing/read-table';
import { charsetNamed } from '../charset';

const thai = charsetNamed('windows-874')!;
const columns: DbfColumn[] = [
  { name: 'NO', type: 'N', width: 6 },
  { name: 'NOTE', type: 'M' },
];
const VERSIONS: [title: string, version: number][] = [
  ['dBase III', 0x83],
  ['dBase IV', 0x8b],
  ['FoxPro', 0xf5],
  ['Visual FoxPro', 0x30],
];

function tableOf(version: number, notes: DbfCell[], memoBlockBytes?: number): { dbf: Buffer; memo: Buffer } {
  const { dbf, memo } = writeDbf({
    version,
    columns,
    records: notes.map((note, i) => [i, note]),
    memoBlockBytes,
  });
  return { dbf, memo: memo! };
}

/** Values of the memo column. */
async function notesOf(dbf: Buffer, memo: Buffer, options?: OpenMemoOptions): Promise<DbfValue[]> {
  const table = await openDbf(bufferTable(dbf));
  const file = await openMemo(bufferTable(memo), table.version.memoKind, options);
  const records = await readRecords(table, thai, { memo: file });
  return records.map(({ values }) => values[1]!);
}

/** Puts another pointer into the only record of a table. */
function repoint(dbf: Buffer, pointer: string | number): Buffer {
  const bytes = Buffer.from(dbf);
  if (typeof pointer === 'string') bytes.write(pointer.padStart(10), bytes.length - 11, 'latin1');
  else bytes.writeUInt32LE(pointer, bytes.length - 5);
  return bytes;
}

const badPointer: unknown = expect.objectContaining({ fault: 'bad_memo_pointer' });

describe('A memo file', () => {
  for (const [title, version] of VERSIONS) {
    it(`of ${title} gives every memo, in order and out of it`, async () => {
      const random = seededRandom(version);
      const notes = Array.from({ length: 300 }, (_, i) =>
        i % 7 === 0 ? null : 'บันทึก note '.repeat(1 + Math.floor(random() ** 4 * 2_000)) + i,
      );
      const { dbf, memo } = tableOf(version, notes);
      expect(await notesOf(dbf, memo)).toEqual(notes);
      const shuffled = notes
        .map((note, i) => ({ note, i }))
        .sort((a, b) => ((a.i * 7919) % 300) - ((b.i * 7919) % 300));
      const recordLength = (await openDbf(bufferTable(dbf))).recordLength;
      const head = dbf.subarray(0, dbf.length - 1 - 300 * recordLength);
      const records = shuffled.map(({ i }) =>
        dbf.subarray(head.length + i * recordLength).subarray(0, recordLength),
      );
      expect(await notesOf(Buffer.concat([head, ...records]), memo)).toEqual(
        shuffled.map(({ note }) => note),
      );
    });

    it(`of ${title} has a fault for a pointer that leads nowhere`, async () => {
      const { dbf, memo } = tableOf(version, ['a note']);
      const pointers =
        version === 0x30
          ? [1, 7, 9, 99_999, 0xffffffff]
          : ['1000000', '9999999999', '-1', '1x', '1.5', '**********'];
      for (const pointer of pointers) {
        const values = await notesOf(repoint(dbf, pointer), memo);
        expect({ pointer, values }).toEqual({ pointer, values: [badPointer] });
      }
      for (const nothing of version === 0x30 ? [0] : ['', '0', '0000000000']) {
        expect(await notesOf(repoint(dbf, nothing), memo)).toEqual([null]);
      }
    });

    it(`of ${title} that is cut short has faults, wherever it ends`, async () => {
      const { dbf, memo } = tableOf(version, ['a note of some words']);
      for (let length = 24; length < memo.length; length += 7) {
        const [value] = await notesOf(dbf, memo.subarray(0, length));
        expect([badPointer, 'a note of some words']).toContainEqual(value);
      }
      expect(await notesOf(dbf, memo.subarray(0, 520))).toEqual([badPointer]);
    });

    it(`of ${title} has a fault for a memo that is too large`, async () => {
      const { dbf, memo } = tableOf(version, ['x'.repeat(5_000), 'y'.repeat(10_001), 'z'.repeat(10_000)]);
      expect(await notesOf(dbf, memo, { maxBytes: 10_000 })).toEqual([
        'x'.repeat(5_000),
        { fault: 'memo_too_large', text: expect.stringMatching(/^\d+$/) },
        'z'.repeat(10_000),
      ]);
    });

    it(`of ${title} can't be blown up by pointing to one memo again and again`, async () => {
      const { dbf, memo } = tableOf(version, ['x'.repeat(1_000_000), ...Array<string>(9).fill('y')]);
      const { headerLength, recordLength } = await openDbf(bufferTable(dbf));
      for (let i = 1; i < 10; i++)
        dbf.copy(dbf, headerLength + i * recordLength, headerLength, headerLength + recordLength);
      const values = await notesOf(dbf, memo);
      expect(values.slice(0, 3)).toEqual(Array<string>(3).fill('x'.repeat(1_000_000)));
      expect(values.slice(5)).toEqual(Array<unknown>(5).fill(badPointer));
    });
  }

  it('has a fault for a length that lies', async () => {
    for (const [version, lengthAt, bigEndian] of [
      [0x8b, 516, false],
      [0x30, 516, true],
    ] as const) {
      for (const length of [200, 5_000, 0x7fffffff, 0xffffffff]) {
        const { dbf, memo } = tableOf(version, ['a note']);
        if (bigEndian) memo.writeUInt32BE(length, lengthAt);
        else memo.writeUInt32LE(length, lengthAt);
        const values = await notesOf(dbf, memo);
        expect(values).toEqual([
          length === 200 && version === 0x8b ? { fault: 'bad_text', text: expect.any(String) } : badPointer,
        ]);
      }
    }
    const { dbf, memo } = tableOf(0x8b, ['a note']);
    memo.writeUInt32LE(7, 516);
    expect(await notesOf(dbf, memo)).toEqual([badPointer]);
  });

  it('may have blocks of any size', async () => {
    const notes = ['one', 'two '.repeat(100), 'สาม'];
    for (const blockBytes of [1, 33, 64, 512, 1024, 16_384]) {
      const fox = tableOf(0x30, notes, blockBytes);
      expect(await notesOf(fox.dbf, fox.memo)).toEqual(notes);
    }
    for (const blockBytes of [512, 1024, 4096]) {
      const dbase = tableOf(0x8b, notes, blockBytes);
      expect(await notesOf(dbase.dbf, dbase.memo)).toEqual(notes);
    }
  });

  it('is refused when it has no header', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(5), Buffer.alloc(512)]) {
      await expect(openMemo(bufferTable(bytes), 'fpt')).rejects.toMatchObject({ code: 'bad_memo_file' });
    }
  });

  it('has binary memos as base64', async () => {
    const picture = Buffer.from([0xff, 0xd8, 0x00, 0x1b]);
    for (const [version, column] of [
      [0x30, { name: 'NOTE', type: 'G' }],
      [0x30, { name: 'NOTE', type: 'W', width: 4 }],
      [0x8b, { name: 'NOTE', type: 'B', width: 10 }],
    ] as const) {
      const { dbf, memo } = writeDbf({ version, columns: [columns[0]!, column], records: [[1, picture]] });
      expect(await notesOf(dbf, memo!)).toEqual([picture.toString('base64')]);
    }
  });

  it('has a fault for a memo whose bytes are no text', async () => {
    const { dbf, memo } = tableOf(0x30, [Buffer.from([0x41, 0xff]), Buffer.from('a\0b')]);
    expect(await notesOf(dbf, memo)).toEqual([
      { fault: 'bad_text', text: 'A\\xff' },
      { fault: 'bad_text', text: 'a\\x00b' },
    ]);
  });

  it('is read in few large steps when memos stand in their order', async () => {
    const { dbf, memo } = tableOf(
      0x8b,
      Array.from({ length: 5_000 }, (_, i) => `memo ${i}`),
    );
    const reads: number[] = [];
    const source = {
      size: memo.length,
      read: (position: number, length: number) => {
        reads.push(length);
        return Promise.resolve(memo.subarray(position, position + length));
      },
    };
    const records = await readRecords(await openDbf(bufferTable(dbf)), thai, {
      memo: await openMemo(source, 'dbt4'),
    });
    expect(records.map(({ values }) => values[1])).toEqual(
      Array.from({ length: 5_000 }, (_, i) => `memo ${i}`),
    );
    expect(reads.length).toBeLessThan(30);
    expect(Math.max(...reads)).toBeLessThanOrEqual(256 * 1024);
  });
});
