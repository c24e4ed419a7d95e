import { after, afterEach, before, describe, it, type TestContext } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { asMany } from '@sluice/test/fixtures/long-form';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { type ContentBatchBody, ContentClient } from '../e2e/content-client';

const BATCHES = asMany(6, 20);
const ITEMS = 100;
const OLD_PRICE = 5;
const PATIENCE_MS = 240_000;

describe('content under faults of its chain', () => {
  let stack: Stack;
  let creator: ContentClient;
  let db: Database;

  before(async () => {
    stack = await startStack({ workers: 3, chain: true, env: { LEASE_MS: '4000' } });
    creator = await ContentClient.login(stack.apis[0]?.url as string);
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });
  afterEach(() => stack.chain.clearFaults());

  const idsOf = (name: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${name}-${index}`);

  /** Of so many contents each has been sent once, and what the chain has made of it is what the database says. */
  async function expectAgreement(prefix: string, count: number): Promise<void> {
    const calls = (where: string): Promise<{ count: number }[]> =>
      rows(db, `SELECT count(*)::int AS count FROM chain_calls WHERE content_id LIKE $1 AND ${where}`, [
        `${prefix}-%`,
      ]);
    await eventually(
      'all calls to be settled',
      async () => (await calls(`state IN ('stored', 'accepted')`))[0]?.count === 0,
      PATIENCE_MS,
    );
    const { transactions } = await stack.chain.ledger();
    const sent = transactions.filter(({ setPrice }) => setPrice?.contentId.startsWith(`${prefix}-`));
    expect(new Set(sent.map(({ setPrice }) => setPrice?.contentId)).size).toBe(count);
    expect(sent).toHaveLength(count);
    const onChain = new Map(
      sent.map(({ setPrice, status }) => [
        setPrice?.contentId,
        status === 'success' ? setPrice?.price : String(OLD_PRICE),
      ]),
    );
    const stored = await rows<{ id: string; price: string }>(
      db,
      'SELECT id, price::text FROM contents WHERE id LIKE $1',
      [`${prefix}-%`],
    );
    expect(stored).toHaveLength(count);
    expect(stored.filter(({ id, price }) => onChain.get(id) !== price)).toEqual([]);
    for (const { id } of stored.slice(0, 3)) {
      expect((await stack.chain.state(id))?.price ?? String(OLD_PRICE)).toBe(onChain.get(id));
    }
  }

  /** Results in the order of the request: all as printed, but for those that the chain undid. */
  function expectResults(batch: ContentBatchBody, ids: string[], price: number, undone: string[] = []): void {
    const failed = ids.filter((id) => undone.includes(id));
    expect(batch).toMatchObject({
      status: 'completed',
      successCount: ids.length - failed.length,
      failureCount: failed.length,
    });
    const txid = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(batch.results).toEqual(
      ids.map((contentId) =>
        failed.includes(contentId)
          ? { contentId, success: false, error: 'On-chain update failed', reason: '(err none)', txid }
          : { contentId, success: true, message: `Price updated to ${price} STX`, txid },
      ),
    );
  }

  /** Kills a worker whose call of this content is written down and not answered; another takes its work over. */
  async function killInDoubt(contentId: string, t: TestContext): Promise<void> {
    let holder: { worker_id: string } | undefined;
    await eventually(
      'the call to be in doubt',
      async () => {
        [holder] = await rows<{ worker_id: string }>(
          db,
          `SELECT worker_id FROM chain_calls call
         JOIN jobs ON subject_id = batch_id AND jobs.state = 'running'
           AND position BETWEEN (payload ->> 'from')::int AND (payload ->> 'to')::int
         WHERE content_id = $1 AND call.state = 'stored'`,
          [contentId],
        );
        return holder !== undefined;
      },
      PATIENCE_MS,
    );
    const [, pid] = /-(\d+)-[0-9a-f]+$/.exec(holder?.worker_id ?? '') ?? [];
    const worker = stack.workers.find((each) => each.pid === Number(pid));
    await worker?.kill('SIGKILL');
    const [call] = await rows(db, 'SELECT state FROM chain_calls WHERE content_id = $1', [contentId]);
    expect(call).toEqual({ state: 'stored' });
    t.diagnostic(`${worker?.name} was killed`);
    await worker?.restart();
  }

  it(`sends each of ${BATCHES * ITEMS} prices once by 3 workers, one of which is killed, when a tenth of the answers is lost`, async (t) => {
    const ids = idsOf('many', BATCHES * ITEMS);
    await creator.makeContents(ids, OLD_PRICE);
    const inDoubt = `many-${2 * ITEMS + 7}`;
    await stack.chain.addFaults(
      { kind: 'drop-after', probability: 0.1, seed: 7 },
      { kind: 'delay', ms: 3_000, contentId: inDoubt, times: 1 },
    );
    const lists = Array.from({ length: BATCHES }, (_, index) =>
      ids.slice(index * ITEMS, (index + 1) * ITEMS),
    );
    const startedAt = performance.now();
    const batches = await Promise.all(lists.map((list, index) => creator.updatePrices(list, 1_000 + index)));
    await killInDoubt(inDoubt, t);
    for (const [index, id] of batches.entries()) {
      expectResults(await creator.untilEnded(id, PATIENCE_MS), lists[index] as string[], 1_000 + index);
    }
    t.diagnostic(`${(ids.length / ((performance.now() - startedAt) / 1000)).toFixed(0)} calls/s`);
    const [lost] = await stack.chain.clearFaults();
    t.diagnostic(`${lost?.hits} answers were lost`);
    expect(lost?.hits).toBeGreaterThan(ids.length / 20);
    await expectAgreement('many', ids.length);
  });

  it('puts the price right when the chain undoes a call that it had accepted', async () => {
    const ids = idsOf('undone', 12);
    const undone = [ids[2], ids[9]] as string[];
    await creator.makeContents(ids, OLD_PRICE);
    await stack.chain.addFaults(...undone.map((contentId) => ({ kind: 'abort', contentId }) as const));
    const id = await creator.updatePrices(ids, 77);
    await creator.untilEnded(id);
    await expectAgreement('undone', ids.length);
    expectResults(await creator.batch(id), ids, 77, undone);
  });

  it('does the same where a price counts once a block has it', async (t) => {
    await Promise.all(stack.workers.map((worker) => worker.restart({ STACKS_CONFIRM: 'confirmed' })));
    const ids = idsOf('sure', 60);
    const undone = [ids[3], ids[55]] as string[];
    await creator.makeContents(ids, OLD_PRICE);
    const inDoubt = ids[20] as string;
    await stack.chain.addFaults(
      { kind: 'drop-after', probability: 0.1, seed: 8 },
      { kind: 'delay', ms: 3_000, contentId: inDoubt, times: 1 },
      ...undone.map((contentId) => ({ kind: 'abort', contentId }) as const),
    );
    const id = await creator.updatePrices(ids, 88);
    await killInDoubt(inDoubt, t);
    expectResults(await creator.untilEnded(id, PATIENCE_MS), ids, 88, undone);
    await expectAgreement('sure', ids.length);
  });
});
