import { after, afterEach, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { type ChainBed, createChainBed } from '../testing/chain-bed';

const never = new AbortController().signal;

/** The node mines by hand here: what is accepted and what is in a block are told apart. */
describe('following calls to their block', () => {
  let bed: ChainBed;
  before(async () => {
    bed = await createChainBed({ blockMs: 'manual' });
  });
  after(() => bed.close());
  afterEach(async () => {
    await bed.control.clearFaults();
    await bed.control.mine();
    await bed.follower().run(never);
  });

  /** Waits until what was heard of the account is old, then goes one round. */
  async function follow(of = bed.chain): Promise<void> {
    await bed.db.query(`UPDATE chain_signers SET checked_at = '-infinity'`);
    await bed.follower(of).run(never);
  }

  const states = async (contentIds: string[]): Promise<string[]> =>
    (await bed.calls(contentIds)).map(({ state }) => state);

  it('takes back a price that the chain undoes, and says so', async () => {
    await bed.addContents(['undone', 'done']);
    // Entries from before the first look are not believed.
    await bed.progress.read('none');
    const id = await bed.run(
      { contentIds: ['undone', 'done', 'undone'], parameters: { newPrice: '9' } },
      bed.chain,
    );
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 3, failureCount: 0 });
    expect((await bed.content('undone')).price).toBe('9');
    await bed.control.addFaults({ kind: 'abort', contentId: 'undone' });
    await bed.control.mine();
    await follow();
    const [call] = await bed.calls(['undone']);
    const failure = {
      contentId: 'undone',
      success: false,
      error: 'On-chain update failed',
      reason: '(err none)',
    };
    expect(await bed.results(id)).toEqual([
      { ...failure, txid: call?.txid },
      expect.objectContaining({ contentId: 'done', success: true }),
      { ...failure, txid: call?.txid },
    ]);
    const corrected = await bed.batch(id);
    expect(corrected).toMatchObject({ status: 'completed', successCount: 1, failureCount: 2 });
    expect(await bed.content('undone')).toMatchObject({ price: '5', version: 2 });
    const audited = await rows(bed.db, `SELECT action, details FROM audit_events WHERE subject_id = $1`, [
      id,
    ]);
    expect(audited).toEqual([
      {
        action: 'content.batch.chain-aborted',
        details: { position: 1, contentId: 'undone', txid: call?.txid, reason: '(err none)' },
      },
    ]);
    const polled = await bed.progress.read(id);
    expect(polled?.version).toBe(corrected.version);
  });

  it('ends nothing before its block when confirmations are waited for', async () => {
    const contentIds = ['sure', 'unsure', 'sure'];
    await bed.addContents(['sure', 'unsure']);
    const id = await bed.run({ contentIds, parameters: { newPrice: '9' } }, bed.confirming);
    expect((await bed.items(id)).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
    expect(await bed.batch(id)).toMatchObject({ status: 'processing', successCount: 0, failureCount: 0 });
    await follow(bed.confirming);
    expect((await bed.content('sure')).price).toBe('5');
    await bed.control.addFaults({ kind: 'abort', contentId: 'unsure' });
    await bed.control.mine();
    await follow(bed.confirming);
    expect(await bed.results(id)).toMatchObject([
      { success: true, message: 'Price updated to 9 STX' },
      { success: false, error: 'On-chain update failed', reason: '(err none)' },
      { success: true },
    ]);
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 2, failureCount: 1 });
    expect(await bed.prices()).toMatchObject({ sure: '9', unsure: '5' });
    expect((await bed.items(id))[0]).toMatchObject({ before: { price: '5' }, versionAfter: 1 });
  });

  it('has the last call on a content decide its price, whichever of them the chain undoes', async () => {
    // By content: which of its calls, first to third, are undone.
    const undone: Record<string, number[]> = {
      none: [],
      last: [2],
      first: [0],
      middle: [1],
      ends: [0, 2],
      all: [0, 1, 2],
    };
    const ids = Object.keys(undone);
    await bed.addContents(ids);
    for (const index of [0, 1, 2]) {
      await bed.run({ contentIds: ids, parameters: { newPrice: String(10 + index) } }, bed.chain);
      for (const id of ids) expect((await bed.content(id)).price).toBe(String(10 + index));
    }
    // The occasions come in the order of the nonces; one that a fault shows on is none for those after it.
    for (const [contentId, places] of Object.entries(undone)) {
      for (const [before, place] of places.entries())
        await bed.control.addFaults({ kind: 'abort', contentId, skip: place - before, times: 1 });
    }
    await bed.control.mine();
    await follow();
    const prices = { none: '12', last: '11', first: '12', middle: '12', ends: '11', all: '5' };
    expect(await bed.prices()).toMatchObject(prices);
    for (const id of ids.slice(0, -1))
      expect([id, await bed.chainPrice(id)]).toEqual([id, (await bed.content(id)).price]);
    expect(await bed.control.state('all')).toBeUndefined();
  });

  it('orders prices by nonce, whatever order their answers come in', async () => {
    await bed.addContents(['race']);
    const early = await bed.addBatch({ contentIds: ['race'], parameters: { newPrice: '1' } });
    const cutOff = bed.open({ nodeUrl: 'http://127.0.0.1:1' }, { tries: 1 });
    await expect((await bed.take(early, cutOff)).run()).rejects.toThrow("The node can't be reached");
    const late = await bed.run({ contentIds: ['race'], parameters: { newPrice: '2' } }, bed.chain);
    await (await bed.take(early, bed.chain)).run();
    expect(await bed.batch(early)).toMatchObject({ successCount: 1 });
    expect(await bed.content('race')).toMatchObject({ price: '2', version: 1 });
    // A revert of the overtaken one finds the content changed since.
    expect((await bed.items(early))[0]?.versionAfter).toBe(0);
    expect((await bed.items(late))[0]?.versionAfter).toBe(1);
    await bed.control.addFaults({ kind: 'abort', contentId: 'race', skip: 1, times: 1 });
    await bed.control.mine();
    await follow();
    expect([(await bed.content('race')).price, await bed.chainPrice('race')]).toEqual(['1', '1']);
  });

  it('sends again what the node has dropped', async () => {
    for (const as of ['dropped_stale_garbage_collect', 'unknown'] as const) {
      await bed.addContents([`out-${as}`]);
      await bed.run({ contentIds: [`out-${as}`], parameters: { newPrice: '9' } }, bed.chain);
      await bed.control.addFaults({ kind: 'evict', contentId: `out-${as}`, as, times: 1 });
      await bed.control.mine();
      await follow();
      await bed.control.mine();
      await follow();
      expect(await states([`out-${as}`])).toEqual(['confirmed']);
      expect(await bed.chainPrice(`out-${as}`)).toBe('9');
    }
  });

  it('fails what the node has dropped and takes no more, and fills the gap that keeps others waiting', async () => {
    await bed.addContents(['gone', 'behind']);
    const id = await bed.run({ contentIds: ['gone'], parameters: { newPrice: '9' } }, bed.chain);
    await bed.run({ contentIds: ['behind'], parameters: { newPrice: '9' } }, bed.chain);
    await bed.control.addFaults(
      { kind: 'evict', contentId: 'gone' },
      { kind: 'refuse', reason: 'NotEnoughFunds', contentId: 'gone' },
    );
    await bed.control.mine();
    await follow();
    expect(await bed.results(id)).toMatchObject([
      { success: false, error: 'On-chain update failed', reason: expect.stringMatching(/^NotEnoughFunds/) },
    ]);
    expect(await bed.batch(id)).toMatchObject({ successCount: 0, failureCount: 1 });
    expect((await bed.content('gone')).price).toBe('5');
    const follower = bed.follower();
    await eventually('the gap to be filled', async () => {
      await bed.db.query(`UPDATE chain_signers SET checked_at = '-infinity'`);
      await follower.run(never);
      await bed.control.mine();
      return (await states(['behind'])).join() === 'confirmed,confirmed';
    });
    expect(await bed.chainPrice('behind')).toBe('9');
  });

  it('gives up a call whose nonce another transaction has used', async () => {
    await bed.addContents(['robbed']);
    const id = await bed.run({ contentIds: ['robbed'], parameters: { newPrice: '9' } }, bed.chain);
    // As a node tells it that has lost the call and mined another one with its nonce.
    await bed.db.query(`UPDATE chain_calls SET txid = repeat('ab', 32) WHERE content_id = 'robbed'`);
    await bed.control.mine();
    await follow();
    await follow();
    expect(await bed.results(id)).toMatchObject([
      { success: false, reason: 'Another transaction has used its nonce' },
    ]);
    expect((await bed.content('robbed')).price).toBe('5');
  });

  it('lets no more than 25 calls wait; a job without room gives its slot back', async () => {
    const ids = Array.from({ length: 27 }, (_, index) => `queue-${index}`);
    await bed.addContents(ids);
    const id = await bed.addBatch({ contentIds: ids, parameters: { newPrice: '9' } });
    const hasty = bed.open({}, { roomMs: 50 });
    await (await bed.take(id, hasty)).run().catch((error: unknown) => error);
    expect(await bed.calls(ids)).toHaveLength(25);
    const [job] = await rows(bed.db, 'SELECT state, attempts FROM jobs WHERE subject_id = $1', [id]);
    expect(job).toEqual({ state: 'waiting', attempts: 0 });
    await bed.control.mine();
    await (await bed.take(id, bed.chain)).run();
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 27 });
    await bed.control.mine();
    expect((await bed.taken(ids)).filter(({ status }) => status === 'success')).toHaveLength(27);
  });
});
