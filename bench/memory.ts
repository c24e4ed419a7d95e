import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { AudienceClient } from '@sluice/test/e2e/audience-client';
import { OmrClient } from '@sluice/test/e2e/omr-client';
import { RevenueClient } from '@sluice/test/e2e/revenue-client';
import { type ResumableFile, uploadResumably } from '@sluice/test/e2e/tus-upload';
import { imageEnvironment } from '@sluice/test/deployment/project-files';
import { largeDruBlocks, largeDruBytes } from '@sluice/test/fixtures/large-dru';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { startStack, type Stack, type StackProgram } from '@sluice/tools/test-stack';
import { publishTable } from './kit/figures';
import { forgetPeak, peakMemoryMib } from '@sluice/test/proof/program-memory';

const MB = 1e6;
const SIZES_MB = [1, 10, 100, 1_000];
/** A page with so much behind its end has a size of its own, and decodes as fast as without. */
const PAGE_BYTES = 4 * MB;
const LONGEST_MS = 15 * 60_000;

/** An input of a system that may be of any size. */
interface Input {
  name: string;
  file(bytes: number): Promise<ResumableFile>;
  /** Has the finished upload worked on. */
  begin(stack: Stack, uploadId: string): Promise<void>;
}

const inputs: Input[] = [
  {
    name: 'revenue: a DBF',
    file: async (bytes) => {
      const records = Math.max(1, Math.floor(bytes / (largeDruBytes(1_001) - largeDruBytes(1))) * 1_000);
      return {
        filename: 'DRU6805.DBF',
        bytes: largeDruBytes(records),
        blocks: largeDruBlocks({ rows: records }),
      };
    },
    async begin({ apis }, uploadId) {
      const user = await RevenueClient.login(apis[0]?.url as string, 'user');
      const form = new FormData();
      form.append('upload_id', uploadId);
      const answer = await user.request('POST', '/upload', { form, headers: { Prefer: 'respond-async' } });
      expectStatus(answer.status, 202, answer.body);
    },
  },
  {
    name: 'audience: a file of lines (NDJSON)',
    file: async (bytes) => {
      const line = Buffer.from(
        `${JSON.stringify({ email: 'person@example.org', name: 'Somebody', company: 'x'.repeat(40) })}\n`,
      );
      const lines = Math.floor(bytes / line.length);
      const block = Buffer.concat(Array.from({ length: 500 }, () => line));
      return {
        filename: 'contacts.ndjson',
        bytes: lines * line.length,
        blocks: (function* () {
          for (let left = lines; left > 0; left -= 500)
            yield left >= 500 ? block : block.subarray(0, left * line.length);
        })(),
      };
    },
    async begin({ apis }, uploadId) {
      const user = await AudienceClient.login(apis[0]?.url as string, 'user');
      const answer = await user.uploadFile({ uploadId });
      if (answer.status !== 202) expectStatus(answer.status, 200, answer.body);
    },
  },
  {
    name: 'omr: a ZIP of pages of 4 MB',
    file: async (bytes) => {
      const sheet = await makeSheet({ dpi: 100 });
      const page = Buffer.concat([sheet, Buffer.alloc(Math.max(0, PAGE_BYTES - sheet.length), 0x5a)]);
      const count = Math.max(1, Math.floor(bytes / PAGE_BYTES));
      const member = (n: number) => ({ name: `${n + 1}.jpg`, bytes: page, method: 0 });
      const zip = rawZip(Array.from({ length: count }, (_, n) => member(n)));
      return { filename: 'pages.zip', bytes: zip.length, blocks: [zip] };
    },
    async begin({ apis }, uploadId) {
      const user = await OmrClient.login(apis[0]?.url as string, 'user');
      const answer = await user.uploadForm({ has_qr: 'true', upload_id: uploadId });
      expectStatus(answer.status, 202, answer.body);
    },
  },
];

function expectStatus(status: number, expected: number, body: unknown): void {
  if (status !== expected) throw new Error(`${status} in place of ${expected}: ${JSON.stringify(body)}`);
}

async function untilNoWork(db: Database): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  const states = `SELECT count(*) FILTER (WHERE state NOT IN ('done', 'failed', 'cancelled'))::int AS open,
    count(*) FILTER (WHERE state = 'failed')::int AS failed, count(*)::int AS jobs FROM jobs`;
  for (;;) {
    const [found] = await rows<{ open: number; failed: number; jobs: number }>(db, states);
    if (found?.failed) throw new Error(`${found.failed} jobs failed`);
    if (found && found.jobs > 0 && found.open === 0) return;
    if (performance.now() > deadline) throw new Error('The work does not end');
    await delay(200);
  }
}

/** @returns the peaks of fresh programs, in MiB: the API's, the worker's */
async function measure(
  stack: Stack,
  db: Database,
  input: Input,
  megabytes: number,
): Promise<[number, number]> {
  const programs = [stack.apis[0], stack.workers[0]] as [StackProgram, StackProgram];
  await db.query('TRUNCATE jobs');
  for (const program of programs) await program.restart();
  const file = await input.file(megabytes * MB);
  for (const { pid } of programs) forgetPeak(pid);
  const user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
  await input.begin(stack, await uploadResumably(user.baseUrl, user.token, file));
  await untilNoWork(db);
  return programs.map(({ pid }) => peakMemoryMib(pid)) as [number, number];
}

async function main(): Promise<void> {
  // With the heap and the allocator of the images: memory is promised of those.
  const { NODE_OPTIONS = '', MALLOC_ARENA_MAX = '' } = imageEnvironment('worker');
  const stack = await startStack({
    env: { NODE_OPTIONS, MALLOC_ARENA_MAX, RATE_LIMIT_REVENUE_UPLOADS: '0' },
  });
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog, statementTimeoutMs: 0 });
  try {
    const table: string[][] = [];
    for (const input of inputs) {
      const peaks: [number, number][] = [];
      for (const megabytes of SIZES_MB) {
        const peak = await measure(stack, db, input, megabytes);
        peaks.push(peak);
        console.log(
          `${input.name}, ${megabytes} MB: API ${peak[0].toFixed(0)} MiB, worker ${peak[1].toFixed(0)} MiB`,
        );
      }
      for (const [at, program] of ['API', 'worker'].entries())
        table.push([input.name, program, ...peaks.map((peak) => `${(peak[at] as number).toFixed(0)} MiB`)]);
    }
    publishTable('memory', {
      title: 'Peak memory by size of the input, fresh programs with the images’ settings',
      header: ['input', 'program', ...SIZES_MB.map((megabytes) => `${megabytes} MB`)],
      rows: table,
    });
  } finally {
    await db.destroy();
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
