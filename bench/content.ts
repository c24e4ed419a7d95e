import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { ContentClient, CREATOR } from '@sluice/test/e2e/content-client';
import { DEVELOPMENT_ACCOUNTS } from '@sluice/tools/chain/development-accounts';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { operatorOf } from '@sluice/worker/systems/content/chain/operator';
import { signCall } from '@sluice/worker/systems/content/chain/sign-call';
import { publish } from './kit/figures';
import { compare, type Contender, printComparison } from './kit/measure';

const BATCH_ITEMS = 100;
/** How closely the end is seen. */
const LOOK_EVERY_MS = 4;

interface Bench {
  stack: Stack;
  creator: ContentClient;
  db: Database;
  ids: string[];
  /** Another price each round: an update that changes nothing is no update. */
  price: number;
}

/** Ours, from the first batch's row to the last one's end: queue, judgement of each item and results included. */
function service(bench: Bench, name: string): Contender {
  return {
    name,
    async run() {
      const { creator, db, ids } = bench;
      const price = ++bench.price;
      const lists = ids.flatMap((_, at) => (at % BATCH_ITEMS === 0 ? [ids.slice(at, at + BATCH_ITEMS)] : []));
      const batches = await Promise.all(lists.map((list) => creator.updatePrices(list, price)));
      const rate = await rateOf(db, batches, ids.length);
      await expectPrice(db, ids, price);
      return rate;
    },
  };
}

async function rateOf(db: Database, batches: string[], items: number): Promise<number> {
  for (;;) {
    const [state] = await rows<{ ended: number; succeeded: number; ms: number }>(
      db,
      `SELECT count(completed_at)::int AS ended, sum(success_count)::int AS succeeded,
         extract(epoch FROM max(completed_at) - min(created_at)) * 1000 AS ms
       FROM content_batches WHERE id = ANY ($1)`,
      [batches],
    );
    if (state?.ended === batches.length) {
      if (state.succeeded !== items) throw new Error(`${state.succeeded} of ${items} items succeeded`);
      return (items * 1000) / state.ms;
    }
    await delay(LOOK_EVERY_MS);
  }
}

async function expectPrice(db: Database, ids: string[], price: number): Promise<void> {
  const [right] = await rows<{ count: number }>(
    db,
    'SELECT count(*)::int AS count FROM contents WHERE id = ANY ($1) AND price = $2',
    [ids, price],
  );
  if (right?.count !== ids.length) throw new Error(`${right?.count} of ${ids.length} prices are right`);
}

/** The anchor: what has to be written of each item, in a transaction of its own, on one connection. */
function byHand(bench: Bench): Contender {
  return {
    name: 'the same UPDATEs by hand, a transaction an item',
    async run() {
      const { db, ids, creator } = bench;
      const price = ++bench.price;
      // Places to write results to, in a batch that has ended.
      const batchId = await creator.updatePrices(ids.slice(0, BATCH_ITEMS), price);
      await rateOf(db, [batchId], BATCH_ITEMS);
      const connection = db.createQueryRunner();
      await connection.connect();
      const startedAt = performance.now();
      for (const [index, id] of ids.entries()) {
        await connection.query('BEGIN');
        await connection.query(
          `UPDATE contents SET price = $2, version = version + 1, updated_at = now()
           WHERE id = $1 AND creator = $3 AND NOT is_removed`,
          [id, price, CREATOR],
        );
        await connection.query(
          `UPDATE content_batch_items SET status = 'succeeded', message = $3, updated_at = now()
           WHERE batch_id = $1 AND position = $2`,
          [batchId, (index % BATCH_ITEMS) + 1, `Price updated to ${price} STX`],
        );
        await connection.query(
          'UPDATE content_batches SET version = version + 1, updated_at = now() WHERE id = $1',
          [batchId],
        );
        await connection.query('COMMIT');
      }
      const rate = (ids.length * 1000) / (performance.now() - startedAt);
      await connection.release();
      await expectPrice(db, ids, price);
      return rate;
    },
  };
}

/** The anchor with a chain: signing alone, with nothing written down and nothing sent. */
function signing({ ids }: Bench): Contender {
  const { address, privateKey } = DEVELOPMENT_ACCOUNTS.operator;
  const operator = operatorOf({
    nodeUrl: 'http://127.0.0.1',
    contract: `${address}.content-registry`,
    operatorKey: privateKey,
    confirm: 'broadcast',
    maxFee: 50_000,
    timeoutMs: 1_000,
  });
  return {
    name: 'makeContractCall alone',
    async run() {
      const startedAt = performance.now();
      const txids = new Set<string>();
      for (const [index, contentId] of ids.entries()) {
        const call = { contentId, creator: CREATOR, price: '1' };
        const { txid } = await signCall(operator, call, { nonce: BigInt(index), fee: 400 });
        txids.add(txid);
      }
      if (txids.size !== ids.length) throw new Error('Two calls have the same txid');
      return (ids.length * 1000) / (performance.now() - startedAt);
    },
  };
}

async function withStack(
  chain: boolean,
  items: number,
  measure: (bench: Bench) => Promise<void>,
): Promise<void> {
  const stack = await startStack({ workers: 1, chain });
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  try {
    const creator = await ContentClient.login(stack.apis[0]?.url as string);
    const ids = Array.from({ length: items }, (_, index) => `content-${index}`);
    await creator.makeContents(ids, 5);
    await measure({ stack, creator, db, ids, price: 100 });
  } finally {
    await db.destroy();
    await stack.stop();
  }
}

async function main(): Promise<void> {
  await withStack(false, 5_000, async (bench) => {
    const ours = service(bench, 'Sluice, one worker');
    const comparison = await compare(byHand(bench), [ours], 6);
    printComparison('content: prices without a chain', 'items/s', comparison);
    publish('content-database', comparison, { ours: ours.name, unit: 'items/s' });
  });
  await withStack(true, 300, async (bench) => {
    const ours = service(bench, 'Sluice, one worker, local node');
    const comparison = await compare(signing(bench), [ours], 5);
    printComparison('content: prices on a chain', 'items/s', comparison);
    publish('content-chain', comparison, { ours: ours.name, unit: 'calls/s' });
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
