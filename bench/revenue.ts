import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { RevenueClient } from '@sluice/test/e2e/revenue-client';
import { uploadResumably } from '@sluice/test/e2e/tus-upload';
import {
  LARGE_DRU_COLUMNS,
  largeDruBlocks,
  largeDruBytes,
  largeDruChecksum,
  STORED_CHECKSUM,
} from '@sluice/test/fixtures/large-dru';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { publish } from './kit/figures';
import { compare, type Contender, printComparison } from './kit/measure';
import { peakMemoryMib } from '@sluice/test/proof/program-memory';

const SIZES = [
  { count: 100_000, rounds: 8, id: 'revenue-100k' },
  { count: 1_000_000, rounds: 5, id: 'revenue-1m' },
] as const;
/** How closely the end of an import is seen. */
const LOOK_EVERY_MS = 4;
const POSTGRES_HOME = '/usr/lib/postgresql';

/** One size of the table, in a file and as it must come out. */
interface Table {
  count: number;
  path: string;
  checksum: number;
}

interface Bench {
  stack: Stack;
  user: RevenueClient;
  db: Database;
  folder: string;
}

/** The real `psql`; `/usr/bin/psql` is a wrapper in Perl that costs a tenth of a second. */
function realPsql(): string | undefined {
  const versions = existsSync(POSTGRES_HOME) ? readdirSync(POSTGRES_HOME) : [];
  return versions.map((version) => join(POSTGRES_HOME, version, 'bin', 'psql')).find(existsSync);
}

/** The anchor: Debian's converter in C, piped into psql; a table without a key, no validation. */
function pgdbf({ stack, db }: Bench, { path, count, checksum }: Table, psql: string): Contender {
  const columns = LARGE_DRU_COLUMNS.map(({ name }) => `${name.toLowerCase()}::text`).join(', ');
  return {
    name: 'pgdbf -s CP874 | psql',
    async prepare() {
      await db.query('DROP TABLE IF EXISTS large');
      await db.query('CHECKPOINT');
    },
    async run() {
      const startedAt = performance.now();
      const script = 'set -o pipefail; pgdbf -s CP874 "$1" | "$2" -q -v ON_ERROR_STOP=1 "$3"';
      const stdio: ['ignore', 'ignore', 'inherit'] = ['ignore', 'ignore', 'inherit'];
      const env = { ...process.env, PGOPTIONS: '-c client_min_messages=warning' };
      const piped = spawn('bash', ['-c', script, 'bash', path, psql, stack.databaseUrl], { stdio, env });
      const [code] = (await once(piped, 'exit')) as [number | null];
      const rate = perSecond(count, performance.now() - startedAt);
      if (code !== 0) throw new Error(`pgdbf | psql ended with ${code}`);
      const from = `(SELECT row_number() OVER (ORDER BY ctid) AS row_number, ARRAY[${columns}] AS "values" FROM large) r`;
      await expectRows(db, from, count, checksum);
      return rate;
    },
  };
}

/** The floor: Postgres reads the very rows that ours has stored from a file of its own, into the same table. */
function bareCopy({ db, folder }: Bench, { count, checksum }: Table): Contender {
  const path = join(folder, `rows-${count}.copy`);
  const columns = 'file_id, row_number, is_valid, "values"';
  return {
    name: 'server COPY of the same rows, same table',
    async prepare() {
      if (!existsSync(path)) await db.query(`COPY (SELECT ${columns} FROM revenue_records) TO '${path}'`);
      await clear(db);
    },
    async run() {
      const startedAt = performance.now();
      await db.query(`COPY revenue_records (${columns}) FROM '${path}'`);
      const rate = perSecond(count, performance.now() - startedAt);
      await expectRows(db, 'revenue_records', count, checksum);
      return rate;
    },
  };
}

/**
 * Ours, from the moment when the file is stored and its job written down until the last row is seen committed: the
 * queue, the check of each record and of the whole included, the upload not.
 */
function service(bench: Bench, { path, count, checksum }: Table): Contender {
  const { db } = bench;
  return {
    name: 'Sluice, one worker, validated',
    prepare: () => clear(db),
    async run() {
      const fileId = await upload(bench, count);
      const endedAt = await untilCompleted(db, fileId);
      const [job] = await rows<{ created_at: Date }>(
        db,
        'SELECT created_at FROM jobs WHERE subject_id = $1',
        [fileId],
      );
      const rate = perSecond(count, endedAt - (job?.created_at.getTime() as number));
      await expectRows(db, 'revenue_records', count, checksum);
      const [errors] = await rows<{ count: number }>(
        db,
        'SELECT count(*)::int AS count FROM revenue_record_errors',
      );
      if (errors?.count !== 0) throw new Error(`${errors?.count} errors in ${path}, which has none`);
      return rate;
    },
  };
}

/** Resumably, because a request carries 100 MiB at most. @returns the file's id */
async function upload({ user }: Bench, count: number): Promise<string> {
  const uploadId = await uploadResumably(user.baseUrl, user.token, {
    filename: 'DRU6805.DBF',
    bytes: largeDruBytes(count),
    blocks: largeDruBlocks({ rows: count }),
  });
  const form = new FormData();
  form.append('upload_id', uploadId);
  const headers = { Prefer: 'respond-async' };
  const { status, body } = await user.request<{ fileId: string }>('POST', '/upload', { form, headers });
  if (status !== 202 && status !== 200) throw new Error(`upload: ${status} ${JSON.stringify(body)}`);
  return body.data.fileId;
}

/** @returns when the end was seen, in milliseconds since 1970, as Postgres' clock on the same machine has them */
async function untilCompleted(db: Database, fileId: string): Promise<number> {
  for (;;) {
    const [file] = await rows<{ status: string; errors: unknown }>(
      db,
      'SELECT status, errors FROM revenue_files WHERE id = $1',
      [fileId],
    );
    if (file?.status === 'completed') return Date.now();
    if (file?.status === 'error') throw new Error(`The import failed: ${JSON.stringify(file.errors)}`);
    await delay(LOOK_EVERY_MS);
  }
}

async function clear(db: Database): Promise<void> {
  await db.query('TRUNCATE revenue_records, revenue_record_errors');
  await db.query('CHECKPOINT');
}

/** @throws Error when the rows are not those of the generator */
async function expectRows(db: Database, from: string, count: number, checksum: number): Promise<void> {
  const [found] = await rows<{ count: number; checksum: number }>(
    db,
    `SELECT count(*)::int AS count, ${STORED_CHECKSUM}::float8 AS checksum FROM ${from}`,
  );
  if (found?.count !== count || found.checksum !== checksum)
    throw new Error(`Wrong rows: ${JSON.stringify(found)}, expected ${count} with ${checksum}`);
}

function perSecond(count: number, ms: number): number {
  return (count * 1000) / ms;
}

async function measure(bench: Bench, { count, rounds, id }: (typeof SIZES)[number]): Promise<number> {
  const path = join(bench.folder, 'large.dbf');
  await pipeline(Readable.from(largeDruBlocks({ rows: count })), createWriteStream(path));
  const table: Table = { count, path, checksum: largeDruChecksum({ rows: count }) };
  const worker = bench.stack.workers[0];
  await worker?.restart();
  const title = `revenue: ${count} × ${LARGE_DRU_COLUMNS.length} DBF of ${(largeDruBytes(count) / 2 ** 20).toFixed(0)} MiB, stored to committed`;
  const psql = realPsql();
  const hasPgdbf = psql !== undefined && spawnSync('pgdbf', ['-h']).error === undefined;
  const ours = service(bench, table);
  const copy = bareCopy(bench, table);
  if (hasPgdbf) {
    const comparison = await compare(pgdbf(bench, table, psql), [ours, copy], rounds);
    printComparison(title, 'rows/s', comparison);
    const bareCopyRatio = comparison.ratios[copy.name]?.median.toFixed(2);
    const note = `a bare COPY of the rows: ${bareCopyRatio}; worker ${peakMemoryMib(worker?.pid as number).toFixed(0)} MiB`;
    publish(id, comparison, { ours: ours.name, unit: 'records/s', note });
  } else {
    console.log('  SKIP pgdbf | psql: apt-get install pgdbf postgresql-client');
    printComparison(title, 'rows/s', await compare(ours, [copy], rounds));
  }
  return peakMemoryMib(worker?.pid as number);
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  // Postgres, which runs as a user of its own, writes and reads here.
  await chmod(folder, 0o777);
  const stack = await startStack({ workers: 1 });
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  try {
    const user = await RevenueClient.login(stack.apis[0]?.url as string, 'user');
    const bench: Bench = { stack, user, db, folder };
    const peaks: number[] = [];
    for (const size of SIZES) peaks.push(await measure(bench, size));
    const [small = 0, large = 0] = peaks;
    console.log(
      `  peak memory of the worker: ${small.toFixed(0)} MiB, then ${large.toFixed(0)} MiB, ${(large / small).toFixed(2)} times as much`,
    );
  } finally {
    await db.destroy();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
