import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OmrClient } from '@sluice/test/e2e/omr-client';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack, type StackProgram } from '@sluice/tools/test-stack';
import autocannon from 'autocannon';
import { publish, publishTable } from './kit/figures';
import { loopProbe, stallsOf } from './kit/loop-watch';
import { compare, type Contender, printComparison, untilIdle } from './kit/measure';
import { forgetPeak, memoryMib, peakMemoryMib } from '@sluice/test/proof/program-memory';

const CONNECTIONS = 10;
const ROUND_SECONDS = 4;
/** People who look at one batch while it runs. */
const WATCHERS = 500;
const POLL_EVERY_MS = 2_000;
const WATCH_SECONDS = 20;
/** Small, so that what is measured is the telling; together less than a request may have. */
const SHEETS = 1_200;

/** As many requests as a few connections can make one after the other. */
function hammer(name: string, url: string, headers: Record<string, string> = {}): Contender {
  return {
    name,
    async run() {
      const result = await autocannon({ url, headers, connections: CONNECTIONS, duration: ROUND_SECONDS });
      if (result.non2xx > 0 || result.errors > 0)
        throw new Error(`${name}: ${result.non2xx} answers other than 2xx, ${result.errors} errors`);
      return result.requests.average;
    },
  };
}

async function measurePoll(stack: Stack, user: OmrClient, batchId: string): Promise<void> {
  const url = stack.apis[0]?.url as string;
  const anchor = hammer('GET /healthz', `${url}/healthz`);
  const ours = hammer('GET …/progress', `${url}/api/batches/${batchId}/progress`, user.authorization);
  const comparison = await compare(anchor, [ours]);
  printComparison(`polls over ${CONNECTIONS} connections`, 'polls/s', comparison);
  publish('poll', comparison, { ours: ours.name, unit: 'polls/s' });
}

interface Watching {
  who: string;
  /** From the request to the whole answer of a poll; none for listeners. */
  latenciesMs: number[];
  /** Events told, to all together. */
  events: number;
}

interface WatchedBatch {
  user: OmrClient;
  batchId: string;
  untilMs: number;
  /** To be called when all have come; what their coming costs at one moment is another question. */
  allThere(): Promise<void>;
}

/** Polls as the documents say clients do, each at a time of its own. */
async function poll({ user, batchId, untilMs, allThere }: WatchedBatch): Promise<Watching> {
  await allThere();
  const latenciesMs: number[] = [];
  const one = async (n: number): Promise<void> => {
    await delay((n / WATCHERS) * POLL_EVERY_MS);
    while (performance.now() < untilMs) {
      const startedAt = performance.now();
      const { status } = await user.progress(batchId);
      if (status !== 200) throw new Error(`A poll was answered ${status}`);
      latenciesMs.push(performance.now() - startedAt);
      await delay(Math.max(0, POLL_EVERY_MS - (performance.now() - startedAt)));
    }
  };
  await Promise.all(Array.from({ length: WATCHERS }, (_, n) => one(n)));
  return { who: `${WATCHERS} pollers, every ${POLL_EVERY_MS / 1000} s`, latenciesMs, events: 0 };
}

/** Listens to the events of the batch. */
async function listen({ user, batchId, untilMs, allThere }: WatchedBatch): Promise<Watching> {
  let events = 0;
  let there = 0;
  const requests = Array.from({ length: WATCHERS }, () => {
    const options = { headers: user.authorization, agent: false } as const;
    const request = get(`${user.baseUrl}/api/batches/${batchId}/events`, options, (response) => {
      if (response.statusCode !== 200) throw new Error(`A listener was answered ${response.statusCode}`);
      if (++there === WATCHERS) void allThere();
      response.on('data', (bytes: Buffer) => {
        events += bytes.toString('latin1').split('event: ').length - 1;
      });
      response.on('error', () => undefined);
    });
    return request.on('error', () => undefined);
  });
  await delay(Math.max(0, untilMs - performance.now()));
  for (const request of requests) request.destroy();
  return { who: `${WATCHERS} listeners (SSE)`, latenciesMs: [], events };
}

/** What a batch's watchers cost the API that tells them, while a worker goes on with the batch. */
async function watch(
  stack: Stack,
  folder: string,
  batch: { user: OmrClient; zip: Buffer },
  watchers: typeof poll,
): Promise<string[]> {
  const api = stack.apis[0] as StackProgram;
  await untilIdle();
  const { status, body } = await batch.user.upload(batch.zip, { task_id: '14900113' });
  if (status !== 202) throw new Error(`The upload was answered ${status}`);
  const before = memoryMib(api.pid);
  forgetPeak(api.pid);
  const startedAt = performance.now();
  const { who, latenciesMs, events } = await watchers({
    user: batch.user,
    batchId: body.batch_id,
    untilMs: startedAt + WATCH_SECONDS * 1000,
    allThere: async () => void (await stallsOf(folder, api)),
  });
  const stalls = await stallsOf(folder, api);
  const { body: end } = await batch.user.progress(body.batch_id);
  if (end.processed_count === 0) throw new Error('The batch did not go on');
  await batch.user.cancel(body.batch_id);
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = latenciesMs.sort((a, b) => a - b);
  const quantile = (share: number): string =>
    sorted.length === 0
      ? '–'
      : `${(sorted[Math.floor(share * (sorted.length - 1))] as number).toFixed(1)} ms`;
  return [
    who,
    quantile(0.5),
    quantile(0.99),
    events === 0 ? '–' : `${(events / seconds).toFixed(0)}/s`,
    `${stalls.longestTurnCpuMs.toFixed(1)} ms`,
    `${stalls.longestDelayMs.toFixed(1)} ms`,
    `${(peakMemoryMib(api.pid) - before).toFixed(0)} MiB`,
    `${(end.processed_count / seconds).toFixed(0)}/s`,
  ];
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const stack = await startStack({ env: loopProbe(folder) });
  try {
    const user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
    const bytes = await makeSheet({ dpi: 50 });
    const pile = (count: number): Promise<Buffer> =>
      makeZip(
        Array.from({ length: count }, (_, n) => ({ name: `${n + 1}.jpg`, bytes })),
        { store: true },
      );
    const { body } = await user.upload(await pile(1), { task_id: '14900113' });
    await user.waitForEnd(body.batch_id);
    await measurePoll(stack, user, body.batch_id);
    const batch = { user, zip: await pile(SHEETS) };
    const rows = [await watch(stack, folder, batch, poll), await watch(stack, folder, batch, listen)];
    const title = 'Watching one batch of small sheets that runs, one API process';
    const header = [
      'who',
      'p50',
      'p99',
      'events',
      'longest turn, own time',
      'longest delay',
      'memory',
      'sheets meanwhile',
    ];
    console.log([title, header.join(' | '), ...rows.map((row) => row.join(' | '))].join('\n'));
    publishTable('watching', { title, header, rows });
  } finally {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
