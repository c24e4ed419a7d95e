import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { signIn } from '@sluice/test/e2e/sign-in';
import { TusRaw } from '@sluice/test/e2e/tus-raw';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack } from '@sluice/tools/test-stack';
import { publish } from './kit/figures';
import { compare, type Contender, printComparison } from './kit/measure';
import { forgetPeak, memoryMib, peakMemoryMib } from '@sluice/test/proof/program-memory';

const MB = 1e6;
const LARGE_BYTES = 100 * MB;
const SMALL_BYTES = 5 * MB;
const AT_ONCE = 40;
const BOUNDARY = 'sluice-bench';
/** What a client reads from its disk at a time. */
const BLOCK_BYTES = 65_536;

/** A multipart body with one ZIP in it. */
async function formOf(bytes: number): Promise<Buffer> {
  const zip = await makeZip([{ name: '1.jpg', bytes: randomBytes(bytes) }], { store: true });
  return Buffer.concat([
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="has_qr"\r\n\r\ntrue\r\n` +
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="sheets.zip"\r\n` +
        `Content-Type: application/zip\r\n\r\n`,
    ),
    zip,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);
}

/** @returns the body of the answer @throws Error unless it is 202 */
async function post(url: string, token: string, body: Buffer): Promise<unknown> {
  const sending = request(url, {
    method: 'POST',
    headers: {
      'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
      'Content-Length': body.length,
      Authorization: `Bearer ${token}`,
    },
  });
  const answered = once(sending, 'response') as Promise<[Readable & { statusCode: number }]>;
  const [[answer]] = await Promise.all([answered, pipeline(Readable.from(blocksOf(body)), sending)]);
  const text = (await buffer(answer)).toString();
  if (answer.statusCode !== 202) throw new Error(`The upload was answered ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}

function* blocksOf(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += BLOCK_BYTES) yield body.subarray(at, at + BLOCK_BYTES);
}

/** One after the other, or many at once; in megabytes a second. */
function uploads(name: string, url: string, token: string, body: Buffer, count = 1): Contender {
  return {
    name,
    async run() {
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: count }, () => post(url, token, body)));
      return (count * body.length * 1000) / MB / (performance.now() - startedAt);
    },
  };
}

/** The same by tus, in one request. */
function tusUpload(url: string, token: string, bytes: Buffer): Contender {
  const tus = new TusRaw(url, token);
  return {
    name: 'Sluice, tus',
    async run() {
      const path = await tus.create(bytes.length, 'sheets.zip');
      const startedAt = performance.now();
      const patch = tus.openPatch(path, 0, bytes.length);
      const answered = once(patch, 'response') as Promise<[Readable & { statusCode: number }]>;
      const [[answer]] = await Promise.all([answered, pipeline(Readable.from(blocksOf(bytes)), patch)]);
      answer.resume();
      const rate = (bytes.length * 1000) / MB / (performance.now() - startedAt);
      if (answer.statusCode !== 204) throw new Error(`The upload was answered ${answer.statusCode}`);
      if ((await tus.send('DELETE', path)).status !== 204) throw new Error('It could not be removed');
      return rate;
    },
  };
}

/** @throws Error unless as many batches have come, each of the whole size */
async function expectBatches(db: Database, bytes: number): Promise<void> {
  const [found] = await rows<{ count: number; smallest: string }>(
    db,
    `SELECT count(*)::int AS count, min(total_size) AS smallest FROM omr_batches`,
  );
  if (!found || found.count === 0 || Number(found.smallest) < bytes)
    throw new Error(`Wrong batches: ${JSON.stringify(found)}`);
  await db.query('TRUNCATE omr_batches CASCADE');
}

async function main(): Promise<void> {
  const server = fork(join(__dirname, 'kit', 'draining-server.js'));
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const drain = `http://127.0.0.1:${port}/`;
  // Nobody works on what comes: the way into the store is what is measured.
  const stack = await startStack({ workers: 0 });
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  try {
    const [api] = stack.apis;
    if (!api) throw new Error('The stack has no API');
    const token = await signIn(api.url, 'user');
    const ours = `${api.url}/api/batches/upload`;
    const large = await formOf(LARGE_BYTES);
    const thrownAway = uploads('body thrown away', drain, token, large);
    const multipart = uploads('Sluice, multipart', ours, token, large);
    const parsed = uploads('form taken apart and thrown away', `${drain}form`, token, large);
    const tus = tusUpload(api.url, token, randomBytes(LARGE_BYTES));
    const comparison = await compare(thrownAway, [multipart, tus, parsed]);
    printComparison('100 MB, SHA-256 and fsync included', 'MB/s', comparison);
    await expectBatches(db, LARGE_BYTES);
    const wall = `${parsed.name}: ${comparison.ratios[parsed.name]?.median.toFixed(2)}`;
    publish('upload-multipart', comparison, { ours: multipart.name, unit: 'MB/s', note: wall });
    publish('upload-tus', comparison, { ours: tus.name, unit: 'MB/s' });

    const small = await formOf(SMALL_BYTES);
    const before = memoryMib(api.pid);
    forgetPeak(api.pid);
    const [manyDrained, many] = [
      uploads('bodies thrown away', drain, token, small, AT_ONCE),
      uploads('Sluice, multipart', ours, token, small, AT_ONCE),
    ];
    const together = await compare(manyDrained, [many]);
    printComparison(`${AT_ONCE} uploads of 5 MB at once`, 'MB/s', together);
    await expectBatches(db, SMALL_BYTES);
    const note = `API + ${(peakMemoryMib(api.pid) - before).toFixed(0)} MiB`;
    publish('uploads-at-once', together, { ours: many.name, unit: 'MB/s', note });
  } finally {
    await db.destroy();
    await stack.stop();
    server.disconnect();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
