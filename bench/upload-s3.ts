import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connectDatabase, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { signIn } from '@sluice/test/e2e/sign-in';
import { TusRaw } from '@sluice/test/e2e/tus-raw';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { forgetPeak, memoryMib, peakMemoryMib } from '@sluice/test/proof/program-memory';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const REQUEST_BYTES = 100 * MIB;

interface Outcome {
  megabytesPerSecond: number;
  /** The longest that a request waited for its answer once its last byte was sent. */
  longestAnswerMs: number;
  /** What the API has held at most, above what it held before. */
  peakMib: number;
}

/** Every MiB begins with its number. */
function* generated(from: number, to: number): Generator<Buffer> {
  for (let made = from; made < to; made += MIB) {
    const block = Buffer.alloc(Math.min(MIB, to - made), 0x5a);
    block.writeDoubleBE(made);
    yield block;
  }
}

function sha256Of(bytes: number): string {
  const hash = createHash('sha256');
  for (const block of generated(0, bytes)) hash.update(block);
  return hash.digest('hex');
}

/** @returns how long the answer took after the last byte, in ms */
async function sendPiece(tus: TusRaw, path: string, from: number, to: number): Promise<number> {
  const patch = tus.openPatch(path, from, to - from);
  const answered = once(patch, 'response') as Promise<[{ statusCode: number; resume(): void }]>;
  await pipeline(Readable.from(generated(from, to), { objectMode: false, highWaterMark: MIB }), patch);
  const sentAt = performance.now();
  const [answer] = await answered;
  answer.resume();
  if (answer.statusCode !== 204) throw new Error(`PATCH at ${from}: ${answer.statusCode}`);
  return performance.now() - sentAt;
}

async function upload(stack: Stack, tus: TusRaw, bytes: number): Promise<Outcome> {
  const api = stack.apis[0]?.pid as number;
  const path = await tus.create(bytes, 'large.zip');
  const before = memoryMib(api);
  forgetPeak(api);
  const startedAt = performance.now();
  let longestAnswerMs = 0;
  for (let at = 0; at < bytes; at += REQUEST_BYTES) {
    const answerMs = await sendPiece(tus, path, at, Math.min(bytes, at + REQUEST_BYTES));
    longestAnswerMs = Math.max(longestAnswerMs, answerMs);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const peakMib = peakMemoryMib(api) - before;
  await check(stack, path, bytes);
  if ((await tus.send('DELETE', path)).status !== 204) throw new Error('The upload could not be removed');
  return { megabytesPerSecond: bytes / 1e6 / seconds, longestAnswerMs, peakMib };
}

async function check(stack: Stack, path: string, bytes: number): Promise<void> {
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  try {
    const query = 'SELECT state, sha256 FROM uploads WHERE id = $1';
    const [found] = await rows<{ state: string; sha256: string }>(db, query, [path.split('/').pop()]);
    if (found?.state !== 'finished' || found.sha256 !== sha256Of(bytes)) {
      throw new Error(`The upload came out wrong: ${JSON.stringify(found)}`);
    }
  } finally {
    await db.destroy();
  }
}

/** An upload of 100 MiB first, so that what is measured is not the first use of the code. */
async function measure(storage: 'disk' | 's3', bytes: number): Promise<Outcome> {
  const stack = await startStack({ storage, workers: 0 });
  try {
    const url = stack.apis[0]?.url as string;
    const tus = new TusRaw(url, await signIn(url, 'user'));
    await upload(stack, tus, REQUEST_BYTES);
    const outcome = await upload(stack, tus, bytes);
    console.log(
      `  ${storage.padEnd(4)}  ${bytes / GIB} GiB  ${outcome.megabytesPerSecond.toFixed(0)} MB/s, ` +
        `API + ${outcome.peakMib.toFixed(0)} MiB, longest answer ${(outcome.longestAnswerMs / 1000).toFixed(1)} s`,
    );
    return outcome;
  } finally {
    await stack.stop();
  }
}

/** 10 GiB by tus in requests of 100 MiB into an object store beside the API, and 1 GiB into a folder as the anchor. */
async function main(): Promise<void> {
  const disk = await measure('disk', GIB);
  const s3 = await measure('s3', 10 * GIB);
  console.log(`  S3 has ${(s3.megabytesPerSecond / disk.megabytesPerSecond).toFixed(2)} of the disk's speed`);
  if (s3.peakMib > 128) throw new Error('The memory of the API has grown with the upload');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
