import { type Database, connectDatabase, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { createTestDatabase, type TestDatabase } from '@sluice/kernel/testing';
import {
  cellReaderOf,
  columnsOf,
  type ImportType,
  type MigrationColumn,
  TARGET_TABLES,
  type ValueType,
} from '@sluice/systems/csv-migration';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { expect } from 'expect';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { copyIn } from '../../../copy/copy-in';
import { createRowJudge, type PackageReference } from '.';

const ROWS = 6000;
const TENANT = randomUUID();
const PACKAGE: PackageReference = { id: randomUUID(), departure: '2027-01-10' };

type Random = () => number;

/** Letters that COPY, SQL, CSV or JavaScript could stumble over. */
const LETTERS = ['a', 'Z', ' ', 'é', 'ß', 'İ', '漢', '😀', '\\', '\\N', "'", '"', ',', ';', '\t', '\n', '\r', '\u0000', '\u2028', '\u00a0', '%', '.', '\ud800']; // prettier-ignore

function oneOf<Value>(values: readonly Value[], random: Random): Value {
  return values[Math.floor(random() * values.length)] as Value;
}

function madeUp(random: Random, length: number): string {
  return Array.from({ length: Math.floor(random() * length) }, () => oneOf(LETTERS, random)).join('');
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
}

/** A cell that is good as often as not, odd in all ways that its column may meet. */
function cellOf(type: ValueType, random: Random): string {
  switch (type.kind) {
    case 'text':
      return madeUp(random, Math.min(type.max, 40) + 4);
    case 'form':
      return oneOf(
        [`C${digits(random, 7)}`, digits(random, 5), digits(random, 13), `PKT-${digits(random, 8)}`],
        random,
      );
    case 'email':
      return `${oneOf(['a', 'A.b', "o'x", 'é', 'x\\y'], random)}${digits(random, 6)}@${oneOf(['b.id', 'b', 'B-c.co.id'], random)}`;
    case 'phone':
      return oneOf(['08', '+62 8', '628', '8'], random) + digits(random, 6 + Math.floor(random() * 6));
    case 'nik':
      return digits(random, oneOf([16, 16, 15], random));
    case 'date':
      return random() < 0.5
        ? `${oneOf(['2024', '1999', '0000', '2300'], random)}-0${digits(random, 1)}-${digits(random, 2)}`
        : `${digits(random, 2)}/0${digits(random, 1)}/20${digits(random, 2)}`;
    case 'choice':
      return oneOf([...Object.keys(type.choices), ...Object.values(type.choices).flat(), 'x'], random);
    case 'integer':
      return oneOf(['', '-', '0', '00'], random) + digits(random, 1 + Math.floor(random() * 3));
    case 'money':
      return (
        oneOf(['Rp ', 'IDR', '', '0'], random) +
        digits(random, 1 + Math.floor(random() * 13)) +
        oneOf(['', '.5', ',00', '.000'], random)
      );
    case 'package':
      return oneOf([PACKAGE.id, 'UMR-1', 'UMR-1', 'x'], random);
    case 'jamaah':
      return oneOf([randomUUID(), randomUUID(), digits(random, 16), 'a@b.id'], random);
  }
}

/** COPY's text format: `\N` is NULL, and backslash, tab and line ends are escaped. */
function copyLine(cells: (string | null)[]): string {
  const written = cells.map((cell) =>
    cell === null
      ? '\\N'
      : cell.replace(
          /[\\\t\n\r]/g,
          (letter) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[letter]!,
        ),
  );
  return `${written.join('\t')}\n`;
}

describe('Rows that were judged good', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog, entities: [] });
    await db.query(
      `INSERT INTO onboarding_packages (id, tenant_id, migration_job_id, row_number, kode_paket, nama_paket, harga, tanggal_berangkat)
       VALUES ($1, $2, $3, 1, 'UMR-1', 'Umrah', 1, '2027-01-10')`,
      [PACKAGE.id, TENANT, randomUUID()],
    );
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });

  for (const importType of ['jamaah', 'payment', 'package'] as const)
    it(`are what Postgres takes for ${importType}, and gives back as judged`, async () => {
      const good = judgedGood(importType, seededRandom(1763740 + importType.length));
      // Chance is kind to these seeds: a run that judged nearly nothing good would say nothing.
      expect(good.rows.length).toBeGreaterThan(1000);
      const table = TARGET_TABLES[importType];
      const job = randomUUID();
      const lines = good.rows.map((row, index) =>
        copyLine([randomUUID(), TENANT, job, String(index + 1), ...row]),
      );
      await db.transaction((sql) =>
        copyIn(
          sql,
          `COPY ${table} (id, tenant_id, migration_job_id, row_number, ${good.columns.join(', ')}) FROM STDIN`,
          [Buffer.from(lines.join(''))],
        ),
      );
      const asText = good.columns.map((name) => `${name}::text AS ${name}`).join(', ');
      const stored = await rows<Record<string, string | null>>(
        db,
        `SELECT ${asText} FROM ${table} WHERE migration_job_id = $1 ORDER BY row_number`,
        [job],
      );
      const isMoney = new Set(good.money);
      const compared = stored.map((row) =>
        good.columns.map((name) => (isMoney.has(name) && row[name] !== null ? Number(row[name]) : row[name])),
      );
      expect(compared).toEqual(
        good.rows.map((row) =>
          row.map((cell, at) => (isMoney.has(good.columns[at]!) && cell !== null ? Number(cell) : cell)),
        ),
      );
    });
});

interface GoodRows {
  columns: string[];
  money: string[];
  rows: (string | null)[][];
}

/** Rows of made-up cells, as far as they are good and unlike each other. */
function judgedGood(importType: ImportType, random: Random): GoodRows {
  const columns = columnsOf(importType);
  const header = columns.map((column) => column.name);
  const judge = createRowJudge({
    importType,
    mapping: Object.fromEntries(header.map((name) => [name, name])),
    header,
    packages: new Map([
      [PACKAGE.id, PACKAGE],
      ['UMR-1', PACKAGE],
    ]),
    today: '2026-11-21',
  });
  const keys = new Set<string>();
  const good: (string | null)[][] = [];
  for (let row = 0; row < ROWS; row++) {
    const {
      errors,
      columns: stored,
      keys: rowKeys,
      jamaahKind,
    } = judge.judge(columns.map((column) => sparse(column, random)));
    if (errors.length > 0 || rowKeys.some((key) => keys.has(key))) continue;
    if (jamaahKind !== null && jamaahKind !== 'uuid') continue;
    for (const key of rowKeys) keys.add(key);
    good.push([...stored]);
  }
  return {
    columns: judge.target.map((column) => column.name),
    money: judge.target.filter((column) => column.sqlType.startsWith('numeric')).map((column) => column.name),
    rows: good,
  };
}

/** Mostly blank; else made up until the column by itself takes it, which leaves all that goes wrong between columns. */
function sparse(column: MigrationColumn, random: Random): string {
  const { name, type, isRequired } = column;
  if (!isRequired && random() < 0.5) return oneOf(['', ' ', '-'], random);
  // Without an identity of its own nearly every row would be another's double.
  if (name === 'kode_paket') return `PKT-${digits(random, 8)}`;
  const read = cellReaderOf(column, { today: '2026-11-21' });
  for (let attempt = 0; attempt < 100; attempt++) {
    const cell = cellOf(type, random);
    if (typeof read(cell, 'IDR') === 'string') return cell;
  }
  throw new Error(`Nothing that was made up is good for ${name}`);
}
