import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { DBFFile, DELETED } from 'dbffile';
import { expect } from 'expect';
import { type DbfCell, type DbfColumn, writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { bufferTable, DbfError, type DbfValue, openDbf, openMemo } from '.';
import { readRecords } from './testing/read-table';
import { charsetNamed } from '../charset';

/** Beside the project's root: this file runs from libs/formats/dist/dbf. */
const SAMPLES = resolve(__dirname, '../../../../../shared/samples/dbf');
const samples = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => /\.dbf$/i.test(name)) : [];

/** What else than windows-1252 a sample is written in. */
const SAMPLE_CHARSETS: Record<string, string> = {
  'dbase_not_latin1.dbf': 'big5',
  'dbase_currency.dbf': 'windows-874',
};

const folder = mkdtempSync(join(tmpdir(), 'sluice-dbf-'));
after(() => rmSync(folder, { recursive: true }));

/** A timestamp of zeros is a day in 4713 BC to dbffile, a date of blanks none at all. */
const YEAR_ONE = Date.parse('0001-01-01');

interface Reading {
  isDeleted: boolean;
  values: unknown[];
}

/** All records as `dbffile` gives them, in the shape of {@link ours}. */
async function theirs(path: string, encoding: string): Promise<Reading[]> {
  const table = await DBFFile.open(path, { encoding, includeDeletedRecords: true, readMode: 'loose' });
  const fields = table.fields.filter(({ type }) => type !== ('0' as string));
  const records = await table.readRecords(table.recordCount);
  return records.map((record) => ({
    isDeleted: (record as { [DELETED]?: true })[DELETED] ?? false,
    values: fields.map(({ name }) => {
      const value = record[name];
      if (value instanceof Date) return value.getTime() > YEAR_ONE ? value.toISOString().slice(0, 19) : null;
      return value === '' || value === undefined ? null : value;
    }),
  }));
}

/** The same from our reader: numbers and booleans as such, dates with a time. */
async function ours(path: string, charset: string): Promise<Reading[]> {
  const table = await openDbf(bufferTable(readFileSync(path)));
  const memoPath = ['.dbt', '.fpt'].map((end) => path.replace(/\.dbf$/i, end)).find(existsSync);
  const memo = memoPath && (await openMemo(bufferTable(readFileSync(memoPath)), table.version.memoKind));
  const records = await readRecords(table, charsetNamed(charset)!, { memo: memo || undefined });
  return records.map(({ kind, values }) => ({
    isDeleted: kind === 'deleted',
    values: values.map((value, i) => toTheirs(value, table.fields[i]!.kind)),
  }));
}

function toTheirs(value: DbfValue, kind: string): unknown {
  if (value === null) return null;
  if (typeof value === 'object')
    return 'value' in value ? value : value.fault === 'memo_missing' ? null : value;
  if (['number', 'integer', 'currency', 'double'].includes(kind)) return Number(value);
  if (kind === 'logical') return value === 'true';
  return kind === 'date' ? `${value}T00:00:00` : value;
}

describe('The DBF reader beside dbffile', () => {
  const skip = samples.length === 0 && 'the samples are not beside the project';

  it('reads the same from tables that others wrote', { skip }, async () => {
    const sound = samples.filter((name) => name !== 'dbase_03.dbf');
    expect(sound.length).toBeGreaterThan(8);
    for (const name of sound) {
      const charset = SAMPLE_CHARSETS[name] ?? 'windows-1252';
      const path = join(SAMPLES, name);
      expect({ name, records: await ours(path, charset) }).toEqual({
        name,
        records: await theirs(path, charset),
      });
    }
  });

  it('refuses the sample that has a field twice, as dbffile does', { skip }, async () => {
    const path = join(SAMPLES, 'dbase_03.dbf');
    await expect(ours(path, 'windows-1252')).rejects.toThrow(DbfError);
    await expect(DBFFile.open(path)).rejects.toThrow('Duplicate field name');
  });

  it('reads the same from tables of random shape', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed);
      const version = [0x03, 0x83, 0x8b, 0x30, 0xf5][seed % 5]!;
      const columns = randomColumns(random, version);
      const records = Array.from({ length: Math.floor(random() * 60) }, () => ({
        cells: columns.map((column) => randomCell(random, column)),
        deleted: random() < 0.1,
      }));
      const { dbf, memo } = writeDbf({ version, columns, records });
      const path = join(folder, `${seed}.dbf`);
      writeFileSync(path, dbf);
      if (memo)
        writeFileSync(path.replace('.dbf', version === 0x83 || version === 0x8b ? '.dbt' : '.fpt'), memo);
      expect({ seed, records: await ours(path, 'windows-874') }).toEqual({
        seed,
        records: await theirs(path, 'windows-874'),
      });
    }
  });
});

function randomColumns(random: () => number, version: number): DbfColumn[] {
  const types = version === 0x30 ? 'CNFDLITYBM' : version === 0x03 ? 'CNFDL' : 'CNFDLM';
  return Array.from({ length: 1 + Math.floor(random() * 20) }, (_, i) => {
    const type = types[Math.floor(random() * types.length)]!;
    const width =
      type === 'C'
        ? 1 + Math.floor(random() * 250)
        : 'NF'.includes(type)
          ? 12 + Math.floor(random() * 8)
          : undefined;
    return { name: `COL_${i}`, type, width, decimals: 'NF'.includes(type) ? Math.floor(random() * 5) : 0 };
  });
}

const LETTERS = 'กขคงจฉชซ ABC xyz ๐๑๒ "|,*';

function randomText(random: () => number, length: number): string {
  return Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
}

function randomCell(random: () => number, { type, width }: DbfColumn): DbfCell {
  // What dbffile makes of null in binary fields of Visual FoxPro is not to be compared.
  if (random() < 0.15 && !'ITYB'.includes(type)) return null;
  let day = new Date(Math.floor(random() * 2e12)).toISOString();
  switch (type) {
    case 'C':
      return randomText(random, Math.floor(random() * (width! + 1)));
    case 'M':
      return `${randomText(random, Math.floor(random() ** 3 * 3_000))}.`;
    case 'D':
      return day.slice(0, 10);
    case 'T':
      // Days whose lowest byte is 0x20 are null to dbffile.
      if (julianDay(day) % 256 === 0x20) day = new Date(Date.parse(day) + 864e5).toISOString();
      return day.slice(0, 19);
    case 'L':
      return random() < 0.5;
    case 'Y':
      return (random() * 1e6).toFixed(4);
    case 'I':
      return Math.floor(random() * 4e9) - 2e9;
    default:
      return Math.round((random() - 0.5) * 1e7) / 100;
  }
}

function julianDay(iso: string): number {
  return Math.floor(Date.parse(iso) / 864e5) + 2_440_588;
}
