import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { createFileStore, newFileKey, recordFiles } from '@sluice/kernel/storage';
import {
  knownJamaah,
  LARGE_JAMAAH_HEADER,
  LARGE_JAMAAH_MAPPING,
  LARGE_JAMAAH_PACKAGES,
  largeJamaahBlocks,
  type LargeJamaahOptions,
  largeJamaahStored,
  STORED_JAMAAH_CHECKSUM,
} from '@sluice/test/fixtures/large-jamaah';
import { imageEnvironment } from '@sluice/test/deployment/project-files';
import { signIn } from '@sluice/test/e2e/sign-in';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { publish } from './kit/figures';
import { compare, type Contender, printComparison } from './kit/measure';
import { peakMemoryMib } from '@sluice/test/proof/program-memory';

const SIZES = [
  { count: 100_000, rounds: 8, id: 'migration-100k' },
  { count: 1_000_000, rounds: 4, id: 'migration-1m' },
] as const;
/** How closely the end of an import is seen. */
const LOOK_EVERY_MS = 5;
/** What an import writes; the rest of a row are defaults. */
const COLUMNS = `id, tenant_id, migration_job_id, row_number, nama, email, telepon, paket_id, nik, no_paspor,
  masa_berlaku_paspor, tempat_lahir, tanggal_lahir, jenis_kelamin, alamat, kode_pos, dup_key`;

interface Bench {
  stack: Stack;
  db: Database;
  folder: string;
  token: string;
  user: { id: string; tenant_id: string };
}

/** One file in the store, and what must come of it. */
interface StoredCsv extends LargeJamaahOptions {
  name: string;
  key: string;
  bytes: number;
  stored: { rows: number; checksum: number };
}

/** The anchor: Postgres reads the very rows that ours has stored from a file of its own, without triggers. */
function bareCopy({ db, folder }: Bench, csv: StoredCsv): Contender {
  const path = join(folder, `${csv.name}.copy`);
  return {
    name: 'server COPY of the same rows, same table',
    async prepare() {
      if (!existsSync(path)) {
        await db.query(`COPY (SELECT ${COLUMNS} FROM onboarding_jamaah WHERE row_number > 0) TO '${path}'`);
      }
      await clear(db, csv);
    },
    run: () =>
      db.transaction(async (sql) => {
        await sql.query(`SET LOCAL session_replication_role = replica`);
        const startedAt = performance.now();
        await sql.query(`COPY onboarding_jamaah (${COLUMNS}) FROM '${path}'`);
        return perSecond(csv.rows, performance.now() - startedAt);
      }),
  };
}

/** Ours, from the request to start until the import is seen to be completed. */
function service(bench: Bench, csv: StoredCsv): Contender {
  return {
    name: 'Sluice, one worker: start to completed',
    prepare: () => clear(bench.db, csv),
    async run() {
      const id = await addJob(bench, csv);
      const rate = await timed(bench, csv, id, 'start', 'completed');
      await expectRows(bench.db, csv, id);
      return rate;
    },
  };
}

/** The same without the rows going in. */
function dryRun(bench: Bench, csv: StoredCsv): Contender {
  return {
    name: 'Sluice, one worker: validate',
    prepare: () => clear(bench.db, csv),
    async run() {
      const id = await addJob(bench, csv);
      return timed(bench, csv, id, 'validate', 'pending');
    },
  };
}

async function timed(
  { stack, db, token }: Bench,
  csv: StoredCsv,
  id: string,
  verb: 'start' | 'validate',
  end: string,
): Promise<number> {
  const url = `${stack.apis[0]?.url}/api/v1/onboarding/migration/${id}/${verb}`;
  const startedAt = performance.now();
  const answer = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`${verb}: ${answer.status} ${await answer.text()}`);
  for (;;) {
    const [job] = await rows<{ status: string; valid_rows: number; invalid_rows: number }>(
      db,
      'SELECT status, valid_rows, invalid_rows FROM migration_jobs WHERE id = $1',
      [id],
    );
    if (job?.status === end) {
      const rate = perSecond(csv.rows, performance.now() - startedAt);
      if (job.valid_rows !== csv.stored.rows || job.invalid_rows !== csv.rows - csv.stored.rows)
        throw new Error(`Wrong counts: ${JSON.stringify(job)}, expected ${csv.stored.rows} valid`);
      return rate;
    }
    if (job?.status === 'failed') throw new Error('The job failed');
    await delay(LOOK_EVERY_MS);
  }
}

/** Empties all that runs write, and puts in again what the tenant had before. */
async function clear(db: Database, csv: StoredCsv): Promise<void> {
  await db.query('TRUNCATE onboarding_jamaah, migration_errors, migration_checked_keys');
  if (csv.hasDuplicates) {
    const known = knownJamaah(csv);
    await db.query(
      `INSERT INTO onboarding_jamaah (id, tenant_id, migration_job_id, row_number, nama, paket_id, nik, dup_key)
       SELECT gen_random_uuid(), p.tenant_id, '00000000-0000-0000-0000-000000000000', -at, 'Lama', p.id, nik, 'nik:' || nik
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS known (nik, kode, at)
       JOIN onboarding_packages p ON p.kode_paket = kode`,
      [known.map(({ nik }) => nik), known.map(({ kodePaket }) => kodePaket)],
    );
  }
  await db.query('CHECKPOINT');
}

/** @throws Error when what is stored is not what the generator says */
async function expectRows(db: Database, csv: StoredCsv, id: string): Promise<void> {
  const [found] = await rows<{ rows: number; checksum: number }>(
    db,
    `SELECT count(*)::int AS rows, ${STORED_JAMAAH_CHECKSUM}::float8 AS checksum
     FROM onboarding_jamaah t JOIN onboarding_packages p ON p.tenant_id = t.tenant_id AND p.id = t.paket_id
     WHERE t.migration_job_id = $1`,
    [id],
  );
  const [errors] = await rows<{ duplicates: number; others: number }>(
    db,
    `SELECT count(*) FILTER (WHERE error_type = 'duplicate')::int AS duplicates,
       count(*) FILTER (WHERE error_type <> 'duplicate')::int AS others
     FROM migration_errors WHERE migration_job_id = $1`,
    [id],
  );
  const { stored } = csv;
  if (found?.rows !== stored.rows || found.checksum !== stored.checksum)
    throw new Error(`Wrong rows: ${JSON.stringify(found)}, expected ${JSON.stringify(stored)}`);
  if (errors?.duplicates !== csv.rows - stored.rows || errors.others !== 0)
    throw new Error(`Wrong errors: ${JSON.stringify(errors)}`);
}

function perSecond(count: number, ms: number): number {
  return (count * 1000) / ms;
}

/** A job as an upload leaves it; the limit of its size is the upload's. */
async function addJob({ db, user }: Bench, { key, bytes, rows: totalRows }: StoredCsv): Promise<string> {
  const id = randomUUID();
  await db.query(
    `INSERT INTO migration_jobs (id, tenant_id, user_id, import_type, file_name, file_key, file_size, total_rows,
       encoding, delimiter, header, column_mapping)
     VALUES ($1, $2, $3, 'jamaah', 'large.csv', $4, $5, $6, 'utf-8', ',', $7, $8)`,
    [
      id,
      user.tenant_id,
      user.id,
      key,
      bytes,
      totalRows,
      JSON.stringify(LARGE_JAMAAH_HEADER),
      JSON.stringify(LARGE_JAMAAH_MAPPING),
    ],
  );
  return id;
}

async function storeCsv({ stack, db }: Bench, options: LargeJamaahOptions): Promise<StoredCsv> {
  const store = createFileStore(pathToFileURL(stack.storageDir).href);
  const file = await store.put(newFileKey('migration'), Readable.from(largeJamaahBlocks(options)));
  await recordFiles(db, [file]);
  const name = `${options.rows}-${options.hasDuplicates ? 'duplicates' : 'sound'}`;
  return { ...options, ...file, name, stored: largeJamaahStored(options) };
}

async function measure(
  bench: Bench,
  options: LargeJamaahOptions,
  { id, rounds }: (typeof SIZES)[number],
): Promise<void> {
  const csv = await storeCsv(bench, options);
  const kind = options.hasDuplicates ? '1 % duplicates' : 'no duplicates';
  const title = `migration: ${options.rows} × ${LARGE_JAMAAH_HEADER.length} CSV of ${(csv.bytes / 2 ** 20).toFixed(0)} MiB, ${kind}`;
  // One run before, whose rows become the file of the anchor.
  const ours = service(bench, csv);
  await ours.prepare?.();
  await ours.run();
  const others = [ours, dryRun(bench, csv)];
  const comparison = await compare(bareCopy(bench, csv), others, rounds);
  printComparison(title, 'rows/s', comparison);
  const note = `worker ${peakMemoryMib(bench.stack.workers[0]?.pid as number).toFixed(0)} MiB`;
  const figure = options.hasDuplicates ? (`${id}-duplicates` as const) : id;
  publish(figure, comparison, { ours: ours.name, unit: 'rows/s', note });
}

async function createBench(stack: Stack, folder: string): Promise<Bench> {
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog, statementTimeoutMs: 0 });
  const token = await signIn(stack.apis[0]?.url as string, 'owner');
  const [user] = await rows<Bench['user']>(db, `SELECT id, tenant_id FROM users WHERE username = 'owner'`);
  if (!user) throw new Error('There is no owner');
  await db.query(
    `INSERT INTO onboarding_packages (id, tenant_id, migration_job_id, row_number, kode_paket, nama_paket, harga, tanggal_berangkat)
     SELECT gen_random_uuid(), $1, gen_random_uuid(), at, kode, kode, 25000000, '2027-03-01'
     FROM unnest($2::text[]) WITH ORDINALITY AS given (kode, at)`,
    [user.tenant_id, LARGE_JAMAAH_PACKAGES],
  );
  return { stack, db, folder, token, user };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  // Postgres, which runs as a user of its own, writes and reads here.
  await chmod(folder, 0o777);
  // With the heap and the allocator of the image: memory is promised of that.
  const { NODE_OPTIONS = '', MALLOC_ARENA_MAX = '' } = imageEnvironment('worker');
  const stack = await startStack({ workers: 1, env: { NODE_OPTIONS, MALLOC_ARENA_MAX } });
  const bench = await createBench(stack, folder);
  try {
    const peaks: number[] = [];
    for (const size of SIZES) {
      const worker = stack.workers[0];
      await worker?.restart();
      for (const hasDuplicates of [false, true])
        await measure(bench, { rows: size.count, hasDuplicates }, size);
      peaks.push(peakMemoryMib(worker?.pid as number));
    }
    const [small = 0, large = 0] = peaks;
    console.log(
      `  peak memory of the worker: ${small.toFixed(0)} MiB, then ${large.toFixed(0)} MiB, ${(large / small).toFixed(2)} times as much`,
    );
  } finally {
    await bench.db.destroy();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
