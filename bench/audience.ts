import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { AudienceClient } from '@sluice/test/e2e/audience-client';
import { envelopeOf, makeContacts, ndjsonOf } from '@sluice/test/fixtures/contacts';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { type Stalls } from './kit/event-loop';
import { publish } from './kit/figures';
import { type FigureId } from './kit/goals';
import { loopProbe, stallsOf } from './kit/loop-watch';
import { compare, type Contender, printComparison } from './kit/measure';
import { peakMemoryMib } from '@sluice/test/proof/program-memory';

const BODY_RECORDS = 50_000;
const FILE_RECORDS = 1_000_000;
const AT_ONCE = 40;
/** Bodies, one after the other, while the event loop is watched. */
const WATCHED_BODIES = 10;
/** How closely the end of a load is seen. */
const LOOK_EVERY_MS = 4;
const COLUMNS = 'upload_id, position, record, email, domain, identity';

interface Bench {
  stack: Stack;
  user: AudienceClient;
  db: Database;
  folder: string;
}

/** Records as they are sent, and as they must come out. */
interface Sent {
  count: number;
  bytes: Buffer;
  format: 'body' | 'file';
  /** MD5 of all records with line feeds between. */
  checksum: string;
}

/** Ours or a bare handler, from the first byte of the request to the last of the answer. */
function answers(name: string, { db }: Bench, { bytes }: Sent, url: string, token: string): Contender {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  return {
    name,
    async prepare() {
      await untilNoWork(db);
      await clear(db);
    },
    async run() {
      const startedAt = performance.now();
      const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(bytes) });
      const answer = (await response.json()) as { rows_received: number };
      const ms = performance.now() - startedAt;
      if (answer.rows_received !== BODY_RECORDS) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      return 1000 / ms;
    },
  };
}

/** The anchor: Postgres reads the very rows that ours has stored from a file of its own, into the same table. */
function bareCopy({ db, folder }: Bench, sent: Sent): Contender {
  const path = join(folder, `records-${sent.count}.copy`);
  return {
    name: 'server COPY of the same rows, same table',
    async prepare() {
      await untilNoWork(db);
      if (!existsSync(path)) await db.query(`COPY (SELECT ${COLUMNS} FROM audience_records) TO '${path}'`);
      await clear(db);
    },
    async run() {
      const startedAt = performance.now();
      await db.query(`COPY audience_records (${COLUMNS}) FROM '${path}'`);
      const rate = perSecond(sent.count, performance.now() - startedAt);
      await expectRecords(db, sent);
      return rate;
    },
  };
}

/** Ours, until the last record is seen committed: from the first byte sent, or from when a worker begins. */
function loads(bench: Bench, sent: Sent, from: 'post' | 'job'): Contender {
  const { db } = bench;
  return {
    name:
      from === 'post' ? 'Sluice, request to all records in' : 'Sluice, begin of the job to all records in',
    async prepare() {
      await untilNoWork(db);
      await clear(db);
    },
    async run() {
      const postedAt = Date.now();
      const uploadId = await post(bench, sent);
      const endedAt = await untilLoaded(db, uploadId);
      const [job] = await rows<{ started_at: Date }>(
        db,
        `SELECT jobs.started_at FROM jobs JOIN audience_uploads upload ON upload.id = subject_id
         WHERE upload_id = $1 AND name = 'audience.load-records'`,
        [uploadId],
      );
      const beganAt = from === 'post' ? postedAt : (job?.started_at.getTime() as number);
      await expectRecords(db, sent);
      return perSecond(sent.count, endedAt - beganAt);
    },
  };
}

async function post({ user }: Bench, { bytes, format }: Sent): Promise<string> {
  const { status, body } =
    format === 'body' ? await user.upload(bytes) : await user.uploadFile({ name: 'contacts.ndjson', bytes });
  if (status !== 200 && status !== 202) throw new Error(`upload: ${status} ${JSON.stringify(body)}`);
  return body.upload_id;
}

/** @returns when the end was seen, in milliseconds since 1970, as Postgres' clock on the same machine has them */
async function untilLoaded(db: Database, uploadId: string): Promise<number> {
  for (;;) {
    const [upload] = await rows<{ loaded_at: Date | null; error_message: string | null }>(
      db,
      'SELECT loaded_at, error_message FROM audience_uploads WHERE upload_id = $1',
      [uploadId],
    );
    if (upload?.loaded_at) return Date.now();
    if (upload?.error_message) throw new Error(`The load failed: ${upload.error_message}`);
    await delay(LOOK_EVERY_MS);
  }
}

async function untilNoWork(db: Database): Promise<void> {
  const busy = `SELECT 1 FROM jobs WHERE state IN ('waiting', 'admitted', 'running') LIMIT 1`;
  while ((await rows(db, busy)).length > 0) await delay(50);
}

async function clear(db: Database): Promise<void> {
  await db.query(
    'TRUNCATE audience_uploads, audience_records, audience_rejections, audience_identities, audience_duplicates',
  );
  await db.query('CHECKPOINT');
}

/** @throws Error when the records are not, text by text, those that were sent */
async function expectRecords(db: Database, { count, checksum }: Sent): Promise<void> {
  const [found] = await rows<{ count: number; checksum: string }>(
    db,
    `SELECT count(*)::int AS count, md5(string_agg(record, E'\\n' ORDER BY position)) AS checksum
     FROM audience_records`,
  );
  if (found?.count !== count || found.checksum !== checksum)
    throw new Error(`Wrong records: ${JSON.stringify(found)}, expected ${count} with ${checksum}`);
}

function perSecond(count: number, ms: number): number {
  return (count * 1000) / ms;
}

async function measureAnswers(bench: Bench, body: Sent): Promise<void> {
  const server = fork(join(__dirname, 'kit', 'bare-json-server.js'), [bench.folder]);
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const bare = answers('express.json() and a file', bench, body, `http://127.0.0.1:${port}/`, '');
  const { baseUrl, token } = bench.user;
  const ours = answers(
    'Sluice, checked and durable',
    bench,
    body,
    `${baseUrl}/api/audience/batch-upload`,
    token,
  );
  const mib = (body.bytes.length / 2 ** 20).toFixed(2);
  const title = `audience: answer to ${body.count} records in a body of ${mib} MiB`;
  const comparison = await compare(bare, [ours], 9);
  printComparison(title, 'answers/s', comparison);
  publish('audience-answer', comparison, { ours: ours.name, unit: 'answers/s' });
  server.disconnect();
}

async function measureLoads(
  bench: Bench,
  sent: Sent,
  { id, rounds }: { id: FigureId; rounds: number },
): Promise<void> {
  // One run before, whose rows become the file of the anchor.
  const ours = loads(bench, sent, 'job');
  await ours.prepare?.();
  await ours.run();
  const whole = loads(bench, sent, 'post');
  const comparison = await compare(bareCopy(bench, sent), [ours, whole], rounds);
  printComparison(`audience: ${sent.count} records of a ${sent.format}, into rows`, 'records/s', comparison);
  const note = `worker ${peakMemoryMib(bench.stack.workers[0]?.pid as number).toFixed(0)} MiB`;
  publish(id, comparison, { ours: whole.name, unit: 'records/s', note });
}

function told({ longestTurnCpuMs, longestDelayMs }: Stalls): string {
  return `${longestTurnCpuMs.toFixed(1)} ms of its own time in a turn, ${longestDelayMs.toFixed(1)} ms of delay`;
}

async function measureStalls(bench: Bench, body: Sent): Promise<void> {
  const [api, worker] = [bench.stack.apis[0], bench.stack.workers[0]];
  if (!api || !worker) throw new Error('The stack has no API or no worker');
  await untilNoWork(bench.db);
  for (const program of [api, worker]) await stallsOf(bench.folder, program);
  for (let sent = 0; sent < WATCHED_BODIES; sent++) await bench.user.lines(await post(bench, body));
  await untilNoWork(bench.db);
  console.log(`\naudience: longest stall while ${WATCHED_BODIES} bodies come, are read back and loaded`);
  console.log(`  API     ${told(await stallsOf(bench.folder, api))}`);
  console.log(`  worker  ${told(await stallsOf(bench.folder, worker))}`);
}

async function measureAtOnce(bench: Bench, body: Sent): Promise<void> {
  const { stack, db } = bench;
  const [api] = stack.apis;
  if (!api) throw new Error('The stack has no API');
  await untilNoWork(db);
  await clear(db);
  await api.restart();
  await post(bench, body);
  const single = peakMemoryMib(api.pid);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, () => post(bench, body)));
  const answeredMs = performance.now() - startedAt;
  const peak = peakMemoryMib(api.pid);
  await untilNoWork(db);
  const [found] = await rows<{ uploads: number; records: string }>(
    db,
    `SELECT count(*)::int AS uploads, sum(rows_loaded) AS records FROM audience_uploads
     WHERE processing_status = 'completed'`,
  );
  const expected = { uploads: AT_ONCE + 1, records: String((AT_ONCE + 1) * body.count) };
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`Lost: ${JSON.stringify(found)}`);
  console.log(
    `\naudience: ${AT_ONCE} bodies at once, all answered after ${(answeredMs / 1000).toFixed(2)} s`,
  );
  console.log(
    `  peak memory of the API: ${single.toFixed(0)} MiB after one, ${peak.toFixed(0)} MiB after all`,
  );
}

function sentOf(count: number, format: Sent['format']): Sent {
  const { texts } = makeContacts({ records: count, duplicateEvery: 50 });
  // A line has no line ends in it.
  const stored = format === 'body' ? texts : texts.map((text) => text.replaceAll('\n', ' '));
  const hash = createHash('md5');
  stored.forEach((text, at) => hash.update(at === 0 ? text : `\n${text}`));
  const bytes = format === 'body' ? envelopeOf(texts) : ndjsonOf(texts);
  return { count, bytes, format, checksum: hash.digest('hex') };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  // Postgres, which runs as a user of its own, writes and reads here.
  await chmod(folder, 0o777);
  const stack = await startStack({ workers: 1, env: loopProbe(folder) });
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog, statementTimeoutMs: 0 });
  try {
    const user = await AudienceClient.login(stack.apis[0]?.url as string, 'user');
    const bench: Bench = { stack, user, db, folder };
    const body = sentOf(BODY_RECORDS, 'body');
    await measureAnswers(bench, body);
    await measureStalls(bench, body);
    await stack.workers[0]?.restart();
    await measureLoads(bench, body, { id: 'audience-load', rounds: 9 });
    const small = peakMemoryMib(stack.workers[0]?.pid as number);
    await measureLoads(bench, sentOf(FILE_RECORDS, 'file'), { id: 'audience-file', rounds: 4 });
    const large = peakMemoryMib(stack.workers[0]?.pid as number);
    console.log(`  peak memory of the worker: ${small.toFixed(0)} MiB, then ${large.toFixed(0)} MiB`);
    await measureAtOnce(bench, body);
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
