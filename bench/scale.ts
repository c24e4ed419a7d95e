import { availableParallelism } from 'node:os';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { ContentClient, CREATOR } from '@sluice/test/e2e/content-client';
import { OmrClient } from '@sluice/test/e2e/omr-client';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { DEVELOPMENT_ACCOUNTS } from '@sluice/tools/chain/development-accounts';
import { startStack } from '@sluice/tools/test-stack';
import { operatorOf } from '@sluice/worker/systems/content/chain/operator';
import { signCall } from '@sluice/worker/systems/content/chain/sign-call';
import { StacksNode } from '@sluice/worker/systems/content/chain/stacks-node';
import { barePages } from './kit/bare-pages';
import { compare, type Comparison, type Contender } from './kit/measure';

const WORKERS = [1, 2, 4, 8];
const ROUNDS = 4;
/** Work that keeps the cores busy: pages of answer sheets. */
const PAGES = 120;
const DISTINCT_PAGES = 40;
/** Work that waits: calls to a node that takes so long to answer. */
const CALLS = 300;
const BARE_CALLS = 20;
const NODE_DELAY_MS = 250;
const LONGEST_MS = 120_000;
/** Calls that a worker process has under way at once: two jobs (WORKER_CONCURRENCY), three items of each. */
const CALLS_AT_ONCE = 6;
/** Calls of one account that a node lets wait for a block. */
const MAX_PENDING = 25;

/** A measured fleet beside what its workers could do if nothing had to be agreed on. */
interface Line {
  workers: number;
  rate: number;
  ideal: number;
}

/** From the upload of the ZIP to the poll that says `completed`. */
function pagesByService(workers: number, user: OmrClient, zip: Buffer): Contender {
  return {
    name: `${workers} workers`,
    async run() {
      const startedAt = performance.now();
      const { body } = await user.upload(zip);
      const end = await user.waitForEnd(body.batch_id);
      if (end.status !== 'completed' || end.processed_count !== PAGES)
        throw new Error(`Wrong result: ${JSON.stringify(end)}`);
      return perSecond(PAGES, startedAt);
    },
  };
}

async function measureBusyWork(): Promise<Line[]> {
  const members = await makeSheetSet({ count: PAGES, distinct: DISTINCT_PAGES });
  const zip = await makeZip(members);
  const pages = members.map((member) => member.bytes as Buffer);
  const anchor = barePages(pages, { threads: availableParallelism(), readsCodes: true });
  const lines: Line[] = [];
  for (const workers of WORKERS) {
    const stack = await startStack({ workers });
    try {
      const user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
      const service = pagesByService(workers, user, zip);
      const comparison = await compare(anchor, [service], ROUNDS);
      lines.push({ workers, rate: rateOf(comparison, service), ideal: rateOf(comparison, anchor) });
    } finally {
      await stack.stop();
    }
  }
  return lines;
}

/** The anchor of work that waits: one call after another, signed and sent by hand from an account of its own. */
function bareCalls(nodeUrl: string): Contender {
  const { address, privateKey } = DEVELOPMENT_ACCOUNTS.stranger;
  const operator = operatorOf({
    nodeUrl,
    contract: `${DEVELOPMENT_ACCOUNTS.operator.address}.content-registry`,
    operatorKey: privateKey,
    confirm: 'broadcast',
    maxFee: 50_000,
    timeoutMs: 5_000,
  });
  const node = new StacksNode({ url: nodeUrl, timeoutMs: 5_000 });
  const { signal } = new AbortController();
  let nonce = 0n;
  return {
    name: 'one call after another by hand',
    async prepare() {
      // Its calls of the round before are in blocks by now: a node takes 25 pending ones of an account.
      await eventually(
        'the calls to be in blocks',
        async () => (await node.accountNonce(address, signal)) === nonce,
      );
    },
    async run() {
      const startedAt = performance.now();
      for (let sent = 0; sent < BARE_CALLS; sent++) {
        const call = { contentId: `bare-${nonce}`, creator: CREATOR, price: '1' };
        const { txid, bytes } = await signCall(operator, call, { nonce, fee: 400 });
        const answer = await node.broadcast(txid, bytes, signal);
        if (answer.kind !== 'accepted') throw new Error(`The node answered ${JSON.stringify(answer)}`);
        nonce += 1n;
      }
      return perSecond(BARE_CALLS, startedAt);
    },
  };
}

/** Prices of all contents, from the first batch's row to the last one's end. */
function callsByService(workers: number, creator: ContentClient, db: Database, ids: string[]): Contender {
  let price = 100;
  return {
    name: `${workers} workers`,
    async run() {
      price += 1;
      const lists = [ids.slice(0, 100), ids.slice(100, 200), ids.slice(200)];
      const batches = await Promise.all(lists.map((list) => creator.updatePrices(list, price)));
      const rate = async (): Promise<number | undefined> => {
        const [state] = await rows<{ ended: number; succeeded: number; ms: number }>(
          db,
          `SELECT count(completed_at)::int AS ended, sum(success_count)::int AS succeeded,
             extract(epoch FROM max(completed_at) - min(created_at)) * 1000 AS ms
           FROM content_batches WHERE id = ANY ($1)`,
          [batches],
        );
        if (state?.ended !== batches.length) return undefined;
        if (state.succeeded !== ids.length) throw new Error(`${state.succeeded} calls succeeded`);
        return (ids.length * 1000) / state.ms;
      };
      return eventually('the batches to end', rate, LONGEST_MS);
    },
  };
}

async function measureWaitingWork(): Promise<Line[]> {
  const ids = Array.from({ length: CALLS }, (_, index) => `content-${index}`);
  const lines: Line[] = [];
  for (const workers of WORKERS) {
    const stack = await startStack({ workers, chain: true });
    const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    try {
      await stack.chain.addFaults({ kind: 'delay', ms: NODE_DELAY_MS, on: 'transactions' });
      const creator = await ContentClient.login(stack.apis[0]?.url as string);
      await creator.makeContents(ids, 5);
      const anchor = bareCalls(stack.chain.url);
      const service = callsByService(workers, creator, db, ids);
      const comparison = await compare(anchor, [service], ROUNDS);
      const atOnce = Math.min(workers * CALLS_AT_ONCE, MAX_PENDING);
      const ideal = rateOf(comparison, anchor) * atOnce;
      lines.push({ workers, rate: rateOf(comparison, service), ideal });
    } finally {
      await db.destroy();
      await stack.stop();
    }
  }
  return lines;
}

function rateOf(comparison: Comparison, { name }: Contender): number {
  return comparison.rates[name] as number;
}

function perSecond(count: number, startedAt: number): number {
  return (count * 1000) / (performance.now() - startedAt);
}

function print(title: string, unit: string, lines: Line[]): void {
  const first = lines[0] as Line;
  console.log(`\n${title}`);
  console.log(`  workers   ${unit.padStart(9)}   × one worker   could be   lost to coordination`);
  for (const { workers, rate, ideal } of lines) {
    const lost = `${Math.max(0, (1 - rate / ideal) * 100).toFixed(0)} %`;
    const cells = [
      String(workers).padStart(7),
      rate.toFixed(1).padStart(9),
      (rate / first.rate).toFixed(2).padStart(12),
      ideal.toFixed(1).padStart(8),
      lost.padStart(20),
    ];
    console.log(`  ${cells.join('   ')}`);
  }
}

async function main(): Promise<void> {
  const cores = availableParallelism();
  const busy = await measureBusyWork();
  const waiting = await measureWaitingWork();
  print(
    `omr on ${cores} cores; could be: ${cores} bare threads, no ZIP, queue or database`,
    'sheets/s',
    busy,
  );
  const node = `a node that answers after ${NODE_DELAY_MS} ms`;
  print(
    `content, ${node}; could be: ${CALLS_AT_ONCE} calls at once a worker, ${MAX_PENDING} in all, sent by hand`,
    'calls/s',
    waiting,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
