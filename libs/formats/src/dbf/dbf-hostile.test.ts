import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type DbfCell, type DbfColumn, writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { bufferTable, DbfError, openDbf, openMemo } from '.';
import { readRecords } from './testing/read-table';
import { charsetNamed } from '../charset';

const thai = charsetNamed('windows-874')!;

interface Table {
  dbf: Buffer;
  memo: Buffer | undefined;
}

function dbaseTable(): Table {
  const columns: DbfColumn[] = [
    { name: 'HN', type: 'C', width: 9 },
    { name: 'DOB', type: 'D' },
    { name: 'TOTAL', type: 'N', width: 8, decimals: 2 },
    { name: 'PAID', type: 'L' },
    { name: 'NOTE', type: 'M' },
  ];
  const records: DbfCell[][] = [
    ['000001', '20250630', 12.5, true, 'บันทึก'],
    ['000002', null, null, null, null],
    ['สาม', '25680101', -1, false, 'x'.repeat(600)],
  ];
  return writeDbf({ version: 0x83, columns, records });
}

function foxTable(): Table {
  const columns: DbfColumn[] = [
    { name: 'A', type: 'V', width: 6, nullable: true },
    { name: 'B', type: 'I', nullable: true },
    { name: 'C', type: 'T' },
    { name: 'D', type: 'Y' },
    { name: 'E', type: 'B' },
    { name: 'F', type: 'M' },
    { name: 'G', type: 'Q', width: 5 },
  ];
  const records: DbfCell[][] = [
    ['one', 1, '2025-06-30T12:00:00', '1.5', 1.5, 'memo', Buffer.from([1, 2])],
    [null, null, null, '-1', 0, null, Buffer.alloc(5)],
  ];
  return writeDbf({ version: 0x30, columns, records });
}

/** Reads a table whole. Refused, 'refused'; else the number of its records; 'wrong' when they are not in the file. */
async function tryTable({ dbf, memo }: Table): Promise<number | 'refused' | 'wrong'> {
  try {
    const table = await openDbf(bufferTable(dbf));
    const file = memo && (await openMemo(bufferTable(memo), table.version.memoKind));
    const records = await readRecords(table, thai, { memo: file });
    const isWithin = table.headerLength + table.recordCount * table.recordLength <= dbf.length;
    return isWithin && records.length === table.recordCount ? records.length : 'wrong';
  } catch (error) {
    if (error instanceof DbfError) return 'refused';
    throw error;
  }
}

describe('A damaged DBF table', () => {
  for (const [title, make] of [
    ['dBase III', dbaseTable],
    ['Visual FoxPro', foxTable],
  ] as const) {
    it(`of ${title} is refused or read within its bounds, whichever byte of the header is wrong`, async () => {
      const table = make();
      const { headerLength, recordCount } = await openDbf(bufferTable(table.dbf));
      let refused = 0;
      const unexpected: object[] = [];
      for (let at = 0; at < headerLength; at++) {
        for (const wrong of [0x00, 0x01, 0x0d, 0x1a, 0x41, 0xff]) {
          if (table.dbf[at] === wrong) continue;
          const dbf = Buffer.from(table.dbf);
          dbf[at] = wrong;
          const outcome = await tryTable({ ...table, dbf });
          if (outcome === 'refused') refused++;
          else if (outcome !== recordCount) unexpected.push({ at, wrong, outcome });
        }
      }
      expect(unexpected).toEqual([]);
      expect(refused).toBeGreaterThan(100);
    });

    it(`of ${title} is refused wherever it is cut`, async () => {
      const { dbf, memo } = make();
      for (let length = 0; length < dbf.length - 1; length++) {
        expect({ length, outcome: await tryTable({ dbf: dbf.subarray(0, length), memo }) }).toEqual({
          length,
          outcome: 'refused',
        });
      }
    });

    it(`of ${title} is never a crash, with ten bytes wrong anywhere in it or its memo file`, async () => {
      const random = seededRandom(20251121);
      let read = 0;
      for (let round = 0; round < 400; round++) {
        const { dbf, memo } = make();
        for (let i = 0; i < 10; i++) {
          const bytes = random() < 0.5 ? memo! : dbf;
          const from = random() < 0.7 ? Math.floor(bytes.length / 2) : 0;
          bytes[from + Math.floor(random() * (bytes.length - from))] = Math.floor(random() * 256);
        }
        const outcome = await tryTable({ dbf, memo });
        expect(outcome).not.toBe('wrong');
        if (outcome !== 'refused') read++;
      }
      expect(read).toBeGreaterThan(10);
    });
  }

  it('of random bytes is refused', async () => {
    const random = seededRandom(7);
    for (let round = 0; round < 200; round++) {
      const dbf = Buffer.from(Array.from({ length: 400 }, () => Math.floor(random() * 256)));
      dbf[0] = [0x03, 0x30, 0x83, 0x8b, 0xf5][round % 5]!;
      dbf.writeUInt16LE(65 + Math.floor(random() * 300), 8);
      expect(await tryTable({ dbf, memo: undefined })).toBe('refused');
    }
  });
});

describe('A DBF table of random shape', () => {
  it('gives back what was written', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed);
      const isFox = seed % 2 === 0;
      const columns = Array.from({ length: 1 + Math.floor(random() * 30) }, (_, i): DbfColumn => {
        const type = (isFox ? 'CVIYTLDN' : 'CLDN')[Math.floor(random() * (isFox ? 8 : 4))]!;
        const width =
          type === 'C' || type === 'V' ? 1 + Math.floor(random() * 200) : type === 'N' ? 15 : undefined;
        return {
          name: `F${i}`,
          type,
          width,
          decimals: type === 'N' ? 2 : 0,
          nullable: isFox && random() < 0.5,
        };
      });
      const written = Array.from({ length: Math.floor(random() * 40) }, () =>
        columns.map((column) => cellOf(random, column)),
      );
      const cells = written.map((values) => values.map(asLogical));
      const { dbf } = writeDbf({ version: isFox ? 0x32 : 0x03, columns, records: cells });
      const records = await readRecords(await openDbf(bufferTable(dbf)), thai, {
        blockBytes: 1 + Math.floor(random() * 20_000),
      });
      expect({ seed, values: records.map(({ values }) => values) }).toEqual({ seed, values: written });
    }
  });
});

function asLogical(text: string | null): DbfCell {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

/** A cell that reads as it was written. */
function cellOf(random: () => number, { type, width, nullable }: DbfColumn): string | null {
  if (random() < 0.2 && (nullable || 'CDLN'.includes(type))) return null;
  const text = Array.from(
    { length: 1 + Math.floor(random() * 300) },
    () => 'กขฃคา้ำ abc'[Math.floor(random() * 11)],
  );
  const day = new Date(Math.floor(random() * 4e12)).toISOString();
  switch (type) {
    case 'C':
      return text.join('').slice(0, width).trimEnd() || null;
    case 'V':
      return text.join('').slice(0, width);
    case 'I':
      return String(Math.floor(random() * 4e9) - 2e9);
    case 'Y':
    case 'N':
      return (random() * 1e6 - 5e5).toFixed(type === 'Y' ? 4 : 2);
    case 'D':
      return day.slice(0, 10);
    case 'T':
      return day.slice(0, 19);
    default:
      return random() < 0.5 ? 'true' : 'false';
  }
}
