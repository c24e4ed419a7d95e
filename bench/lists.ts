import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { AudienceClient } from '@sluice/test/e2e/audience-client';
import { ContentClient, CREATOR } from '@sluice/test/e2e/content-client';
import { MigrationClient } from '@sluice/test/e2e/migration-client';
import { OmrClient } from '@sluice/test/e2e/omr-client';
import { RevenueClient } from '@sluice/test/e2e/revenue-client';
import { signIn } from '@sluice/test/e2e/sign-in';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import autocannon from 'autocannon';
import { publish, publishTable } from './kit/figures';
import { compare, type Comparison, type Contender, printComparison } from './kit/measure';

const SIZES = [1_000, 1_000_000] as const;
const CONNECTIONS = 4;
const ROUND_SECONDS = 3;
const ROUNDS = 5;

/** A table that grows, and what of a copied row has to be its own. */
const TABLES: Readonly<Record<string, string>> = {
  omr_batches: `'{}'::jsonb`,
  content_batches: `'{}'::jsonb`,
  revenue_batches: `'{}'::jsonb`,
  revenue_files: `jsonb_build_object('batch_id', NULL)`,
  audience_uploads: `jsonb_build_object('upload_id',
    'upl_' || lpad((1700000000 + n)::text, 10, '0') || '_' || lpad(n::text, 6, '0'))`,
  migration_jobs: `'{}'::jsonb`,
};

/** One stack with so many batches of each system, all of one user and the admin's tenant. */
interface Filled {
  stack: Stack;
  size: number;
  url: string;
  /** By user name. */
  tokens: Record<string, string>;
  /** Of the batch whose progress is asked for; Redis knows nothing of it. */
  omrBatch: string;
}

/** What is asked for, and by whom. */
interface Asked {
  name: string;
  as: string;
  path(filled: Filled): string;
}

const LISTS: Asked[] = [
  { name: 'omr, own', as: 'user', path: () => '/api/batches?limit=50' },
  { name: 'omr, all of the tenant', as: 'admin', path: () => '/api/batches?limit=50' },
  { name: 'omr, failed ones (none)', as: 'user', path: () => '/api/batches?limit=50&status=failed' },
  { name: 'content of a creator', as: 'user', path: () => `/api/batches/creator/${CREATOR}?limit=50` },
  { name: 'revenue batches', as: 'user', path: () => '/api/revenue/batches?limit=50' },
  { name: 'revenue files', as: 'user', path: () => '/api/revenue/files?limit=50' },
  { name: 'audience', as: 'user', path: () => '/api/audience/batch-upload?limit=50' },
  { name: 'migration', as: 'owner', path: () => '/api/v1/onboarding/migration?limit=50' },
];

const PROGRESS: Asked = {
  name: 'progress from Postgres',
  as: 'user',
  path: ({ omrBatch }) => `/api/batches/${omrBatch}/progress`,
};

async function fill(size: number): Promise<Filled> {
  // A limit of requests is not what is measured.
  const stack = await startStack({ env: { RATE_LIMIT_MIGRATION: '0' } });
  const url = stack.apis[0]?.url as string;
  await seed(url);
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog, statementTimeoutMs: 0 });
  try {
    for (const [table, own] of Object.entries(TABLES)) await multiply(db, table, own, size);
    await db.query('VACUUM ANALYZE');
    // A copied one.
    const [oldest] = await rows<{ id: string }>(db, 'SELECT id FROM omr_batches ORDER BY id LIMIT 1');
    return { stack, size, url, tokens: await signInAll(url), omrBatch: oldest?.id as string };
  } finally {
    await db.destroy();
  }
}

async function signInAll(url: string): Promise<Record<string, string>> {
  const names = ['user', 'admin', 'owner'];
  const tokens = await Promise.all(names.map(async (name) => [name, await signIn(url, name)] as const));
  return Object.fromEntries(tokens);
}

/** One finished batch of each, by the API, whose rows are then copied. */
async function seed(url: string): Promise<void> {
  const omr = await OmrClient.login(url, 'user');
  const zip = await makeZip([{ name: '1.jpg', bytes: await makeSheet({ dpi: 50 }) }]);
  const { body } = await omr.upload(zip, { task_id: '14900113' });
  await omr.waitForEnd(body.batch_id);
  const creator = await ContentClient.login(url);
  await creator.makeContents(['listed-1'], 1);
  await creator.untilEnded(await creator.updatePrices(['listed-1'], 2));
  const revenue = await RevenueClient.login(url, 'user');
  const { dbf: bytes } = writeDbf({ columns: [{ name: 'HN', type: 'C', width: 8 }], records: [['1']] });
  await revenue.upload({ name: 'table.dbf', bytes });
  await revenue.createBatch('month');
  const audience = await AudienceClient.login(url, 'user');
  const sent = await audience.upload(envelopeOf(makeContacts({ records: 2 }).texts));
  await audience.waitForEnd(sent.body.upload_id);
  const migration = await MigrationClient.login(url, 'owner');
  await migration.import({ bytes: makePackages(2).bytes(), importType: 'package' });
}

/** Copies the newest row of a table until there are `size`, each with an id of its own time. */
async function multiply(db: Database, table: string, own: string, size: number): Promise<void> {
  await db.query(
    `INSERT INTO ${table} SELECT copy.*
     FROM (SELECT * FROM ${table} ORDER BY id DESC LIMIT 1) AS first, generate_series(1, $1::int) AS n,
       LATERAL jsonb_populate_record(NULL::${table}, to_jsonb(first) || ${own} || jsonb_build_object(
         'id', (lpad(to_hex(1700000000000 + n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
         'created_at', to_timestamp(1700000000 + n / 1000.0))) AS copy`,
    [size - 1],
  );
  const [found] = await rows<{ count: number }>(db, `SELECT count(*)::int AS count FROM ${table}`);
  if (found?.count !== size) throw new Error(`${table} has ${found?.count} rows`);
}

function contender(filled: Filled, asked: Asked): Contender {
  return {
    name: `${asked.name}: ${filled.size.toLocaleString('en')} batches`,
    async run() {
      const result = await autocannon({
        url: `${filled.url}${asked.path(filled)}`,
        headers: { Authorization: `Bearer ${filled.tokens[asked.as] as string}` },
        connections: CONNECTIONS,
        duration: ROUND_SECONDS,
      });
      if (result.non2xx > 0 || result.errors > 0)
        throw new Error(`${asked.name}: ${result.non2xx} answers other than 2xx, ${result.errors} errors`);
      return result.requests.average;
    },
  };
}

async function measure(
  few: Filled,
  many: Filled,
  asked: Asked,
): Promise<{ comparison: Comparison; ours: string }> {
  const [anchor, ours] = [contender(few, asked), contender(many, asked)];
  const comparison = await compare(anchor, [ours], ROUNDS);
  printComparison(asked.name, 'requests/s', comparison);
  return { comparison, ours: ours.name };
}

async function main(): Promise<void> {
  const filled: Filled[] = [];
  try {
    for (const size of SIZES) filled.push(await fill(size));
    const [few, many] = filled as [Filled, Filled];
    const measured: (Awaited<ReturnType<typeof measure>> & { asked: Asked })[] = [];
    for (const asked of LISTS) measured.push({ ...(await measure(few, many, asked)), asked });
    const ratioOf = ({ comparison, ours }: (typeof measured)[number]): number =>
      comparison.ratios[ours]?.median ?? 0;
    // The slowest of the lists stands for all.
    const [worst] = [...measured].sort((a, b) => ratioOf(a) - ratioOf(b));
    if (worst) {
      const { comparison, ours, asked } = worst;
      publish('list-1m', comparison, { ours, unit: 'lists/s', note: `the slowest: ${asked.name}` });
    }
    const progress = await measure(few, many, PROGRESS);
    publish('progress-1m', progress.comparison, { ours: progress.ours, unit: 'polls/s' });
    publishTable('lists', {
      title: 'Lists with 1,000,000 batches beside 1,000',
      header: ['list', 'with 1,000', 'with 1,000,000', 'ratio'],
      rows: measured.map((line) => [
        line.asked.name,
        `${(line.comparison.rates[line.comparison.anchor] ?? 0).toFixed(0)}/s`,
        `${(line.comparison.rates[line.ours] ?? 0).toFixed(0)}/s`,
        ratioOf(line).toFixed(2),
      ]),
    });
  } finally {
    for (const { stack } of filled) await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
