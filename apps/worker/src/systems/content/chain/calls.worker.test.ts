import { after, afterEach, before, describe, it } from 'node:test';
import { LeaseLostError } from '@sluice/kernel/errors';
import { cancelJobs } from '@sluice/kernel/queue';
import { eventually } from '@sluice/kernel/testing';
import { DEVELOPMENT_ACCOUNTS } from '@sluice/tools/chain/development-accounts';
import { expect } from 'expect';
import { type ChainBed, createChainBed } from '../testing/chain-bed';
import { CREATOR } from '../testing/content-bed';
import { signCall } from './sign-call';

const never = new AbortController().signal;

describe('prices on the chain', () => {
  let bed: ChainBed;
  before(async () => {
    bed = await createChainBed();
  });
  after(() => bed.close());
  afterEach(() => bed.control.clearFaults());

  /** Each content was sent once, and costs in the database what it costs on the chain. */
  async function expectAgreement(contentIds: string[], price: string): Promise<void> {
    await eventually('all calls to be mined', async () =>
      (await bed.taken(contentIds)).every(({ status }) => status === 'success'),
    );
    const taken = await bed.taken(contentIds);
    expect(taken.map(({ setPrice }) => setPrice?.contentId).sort()).toEqual([...contentIds].sort());
    for (const id of contentIds) {
      expect([id, await bed.chainPrice(id)]).toEqual([id, price]);
      expect([id, (await bed.content(id)).price]).toEqual([id, price]);
    }
  }

  it('are set by one call a content, and told as printed', async () => {
    await bed.addContents(['one', 'two']);
    const parameters = { newPrice: '1000000' };
    const id = await bed.run({ contentIds: ['one', 'none', 'two', 'one'], parameters }, bed.chain);
    const calls = await bed.calls(['one', 'two']);
    // Which of them is signed first is not said.
    const txidOf = (content: string) => calls.find(({ content_id: called }) => called === content)?.txid;
    const updated = { success: true, message: 'Price updated to 1000000 STX' };
    expect(await bed.results(id)).toEqual([
      { contentId: 'one', ...updated, txid: txidOf('one') },
      { contentId: 'none', success: false, error: 'Content not found' },
      { contentId: 'two', ...updated, txid: txidOf('two') },
      { contentId: 'one', ...updated, txid: txidOf('one') },
    ]);
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 3, failureCount: 1 });
    await expectAgreement(['one', 'two'], '1000000');
    expect(await bed.control.state('one')).toEqual({ owner: CREATOR, price: '1000000' });
    await bed.follower().run(never);
    expect((await bed.calls(['one', 'two'])).map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
  });

  it('have nonces without a gap or a double, however many sign at once', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `crowd-${index}`);
    await bed.addContents(ids);
    const parameters = { newPrice: '77' };
    const batches = await Promise.all(ids.map((id) => bed.addBatch({ contentIds: [id], parameters })));
    // Each with connections to the node, fees and turns of its own, as in 20 processes.
    const held = await Promise.all(batches.map((id) => bed.take(id, bed.open())));
    await Promise.all(held.map((job) => job.run()));
    const nonces = (await bed.calls(ids)).map(({ nonce }) => nonce);
    const [first = 0] = nonces;
    expect(nonces).toEqual(ids.map((_, index) => first + index));
    await expectAgreement(ids, '77');
  });

  it('are sent once by a node that loses its answers, is overloaded, slow or broken', async () => {
    const ids = ['lost', 'cut', 'limited', 'broken', 'slow', 'blind'];
    await bed.addContents(ids);
    await bed.control.addFaults(
      { kind: 'drop-after', contentId: 'lost', times: 2 },
      { kind: 'drop-before', contentId: 'cut', times: 2 },
      { kind: 'status', status: 429, retryAfterSeconds: 0.2, contentId: 'limited', times: 2 },
      { kind: 'status', status: 503, contentId: 'broken', times: 2 },
      { kind: 'delay', ms: 1_500, contentId: 'slow', times: 1 },
      { kind: 'drop-after', contentId: 'blind', times: 1 },
      { kind: 'status', status: 500, on: 'tx', times: 2 },
    );
    const impatient = bed.open({ timeoutMs: 1_000 }, { tries: 10 });
    const id = await bed.run({ contentIds: ids, parameters: { newPrice: '3' } }, impatient);
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: ids.length });
    await expectAgreement(ids, '3');
  });

  it('fail with the reason when the chain refuses them, and leave no gap', async () => {
    const ids = ['poor', 'rich', 'x'.repeat(257)];
    await bed.addContents(ids);
    await bed.control.addFaults({ kind: 'refuse', reason: 'NotEnoughFunds', contentId: 'poor' });
    const id = await bed.run({ contentIds: ids, parameters: { newPrice: '3' } }, bed.chain);
    const failure = { success: false, error: 'On-chain update failed' };
    const [poor] = await bed.calls(['poor']);
    expect(await bed.results(id)).toEqual([
      {
        contentId: 'poor',
        ...failure,
        reason: 'NotEnoughFunds: the operator has not enough STX for the fee',
        txid: poor?.txid,
      },
      expect.objectContaining({ contentId: 'rich', success: true }),
      { contentId: ids[2], ...failure, reason: 'The contract takes ids of up to 256 characters' },
    ]);
    expect((await bed.content('poor')).price).toBe('5');
    await bed.addContents(['after']);
    await bed.run({ contentIds: ['after'], parameters: { newPrice: '3' } }, bed.chain);
    await expectAgreement(['rich', 'after'], '3');
  });

  it('are sent as they were signed when what was refused is asked for again', async () => {
    await bed.addContents(['again']);
    await bed.control.addFaults({ kind: 'refuse', reason: 'NotEnoughFunds', contentId: 'again', times: 1 });
    const wish = { contentIds: ['again'], parameters: { newPrice: '3' } };
    expect(await bed.batch(await bed.run(wish, bed.chain))).toMatchObject({ failureCount: 1 });
    const [refused] = await bed.calls(['again']);
    expect(refused).toMatchObject({ state: 'refused' });
    expect(await bed.batch(await bed.run(wish, bed.chain))).toMatchObject({ successCount: 1 });
    expect(await bed.calls(['again'])).toMatchObject([{ txid: refused?.txid, reason: null }]);
    await expectAgreement(['again'], '3');
  });

  it('cost what the chain wants, up to what is allowed', async () => {
    await bed.addContents(['cheap', 'dear']);
    const tooLow = { kind: 'refuse', reason: 'FeeTooLow' } as const;
    await bed.control.addFaults(
      { ...tooLow, reasonData: { expected: 9_000, actual: 1 }, contentId: 'cheap', times: 1 },
      { ...tooLow, reasonData: { expected: 60_000, actual: 1 }, contentId: 'dear' },
    );
    // One after the other: a nonce that is given back by the dear one is the cheap one's, and no gap below it.
    const id = await bed.run({ contentIds: ['dear'], parameters: { newPrice: '3' } }, bed.chain);
    expect((await bed.results(id))[0]).toMatchObject({
      success: false,
      reason: 'FeeTooLow: the fee is too low: the chain wants 60000 micro-STX, STACKS_MAX_FEE allows 50000',
    });
    await bed.run({ contentIds: ['cheap'], parameters: { newPrice: '3' } }, bed.chain);
    await expectAgreement(['cheap'], '3');
    expect((await bed.taken(['cheap']))[0]).toMatchObject({ fee: '9000' });
  });

  it('are signed anew when a stranger has used the nonce', async () => {
    const ids = ['mine-1', 'mine-2'];
    await bed.addContents(ids);
    const { operator, node } = bed.chain;
    // Of the node itself: what was just heard of the account may be older than the last block.
    const nonce = await node.accountNonce(operator.address, never);
    const stranger = { contentId: 'strange', creator: CREATOR, price: '1' };
    const { txid, bytes } = await signCall(operator, stranger, { nonce, fee: 1_000 });
    expect(await node.broadcast(txid, bytes, never)).toEqual({ kind: 'accepted' });
    const id = await bed.run({ contentIds: ids, parameters: { newPrice: '3' } }, bed.chain);
    expect(await bed.batch(id)).toMatchObject({ successCount: 2, failureCount: 0 });
    await expectAgreement(ids, '3');
  });

  it('survive a node that lies about the account', async () => {
    const ids = ['lie-1', 'lie-2', 'lie-3'];
    await bed.addContents(ids);
    for (const [index, by] of [4, -3].entries()) {
      await bed.db.query(`UPDATE chain_signers SET checked_at = now() - interval '1 minute'`);
      await bed.control.addFaults({ kind: 'wrong-nonce', by, times: 1 });
      await bed.chain.nonces.refresh(never);
      const contentIds = [ids[index] as string];
      await bed.run({ contentIds, parameters: { newPrice: '3' } }, bed.chain);
    }
    await bed.run({ contentIds: [ids[2] as string], parameters: { newPrice: '3' } }, bed.chain);
    const follower = bed.follower();
    await eventually('the gap to be filled and all to be mined', async () => {
      await follower.run(never);
      return (await bed.calls(ids)).filter(({ state }) => state === 'confirmed').length >= ids.length;
    });
    for (const id of ids) expect([id, await bed.chainPrice(id)]).toEqual([id, '3']);
  });

  it('are looked up, not signed again, by whoever goes on with a broken off job', async () => {
    const ids = ['crash-1', 'crash-2', 'crash-3', 'crash-4'];
    await bed.addContents(ids);
    const id = await bed.addBatch({ contentIds: ids, parameters: { newPrice: '3' } });
    const first = await bed.take(id, bed.chain);
    // Its answers come after the job was given to another; some of what it sent does, too.
    await bed.control.addFaults({ kind: 'delay', ms: 150, times: 3 });
    const running = first.run();
    await eventually('calls to be written down', async () => (await bed.calls(ids)).length === 3);
    const next = await bed.take(id, bed.chain);
    await Promise.all([expect(running).rejects.toThrow(LeaseLostError), next.run()]);
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 4, failureCount: 0 });
    await expectAgreement(ids, '3');
  });

  it('are put back by a revert, unless one is on its way', async () => {
    await bed.addContents(['back', 'moved']);
    const id = await bed.run({ contentIds: ['back', 'moved'], parameters: { newPrice: '3' } }, bed.chain);
    const items = (await bed.items(id)).map(({ before, versionAfter }) => ({
      values: before as Record<string, unknown>,
      expectedVersion: versionAfter as number,
    }));
    await bed.run({ contentIds: ['moved'], parameters: { newPrice: '4' } }, bed.chain);
    const back = await bed.run({ contentIds: ['back', 'moved'], operation: 'revert', items }, bed.chain);
    expect(await bed.results(back)).toEqual([
      { contentId: 'back', success: true, message: 'Reverted', txid: expect.any(String) },
      { contentId: 'moved', success: false, error: 'Changed since' },
    ]);
    await eventually('the chain to agree', async () => (await bed.chainPrice('back')) === '5');
    expect(await bed.prices()).toMatchObject({ back: '5', moved: '4' });
  });

  it('are owned by their creator, or by the operator when the chain knows no such creator', async () => {
    const creators = ['nobody in particular', 'SP2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG', `${CREATOR}.shop`];
    for (const [index, creator] of creators.entries()) {
      await bed.addContents([`owned-${index}`], { creator });
      const id = await bed.run(
        { contentIds: [`owned-${index}`], creator, parameters: { newPrice: '3' } },
        bed.chain,
      );
      expect(await bed.results(id)).toEqual([expect.objectContaining({ success: true })]);
    }
    const { address } = DEVELOPMENT_ACCOUNTS.operator;
    for (const [index, owner] of [address, address, `${CREATOR}.shop`].entries()) {
      await eventually(
        'the chain to know it',
        async () => (await bed.control.state(`owned-${index}`)) !== undefined,
      );
      expect(await bed.control.state(`owned-${index}`)).toMatchObject({ owner });
    }
  });

  it('are unknown while the node is away, and put right when it is back', async () => {
    await bed.addContents(['dark', 'never-sent']);
    const contentIds = ['dark', 'never-sent'];
    const id = await bed.addBatch({ contentIds, parameters: { newPrice: '3' }, to: 1 });
    await bed.control.addFaults(
      { kind: 'drop-after', contentId: 'dark' },
      { kind: 'status', status: 500, on: 'tx' },
    );
    const held = await bed.take(id, bed.chain);
    await expect(held.run()).rejects.toMatchObject({ code: 'chain_away', retryable: true });
    await held.giveUp('failed', 'The node answered 500');
    await bed.addJob(id, { from: 2, to: 2 });
    await (await bed.take(id, bed.chain)).giveUp('failed', "The node can't be reached");
    const failure = { success: false, error: 'On-chain update failed' };
    const [call] = await bed.calls(['dark']);
    expect(await bed.results(id)).toEqual([
      { contentId: 'dark', ...failure, reason: 'unknown: The node answered 500', txid: call?.txid },
      {
        contentId: 'never-sent',
        success: false,
        error: 'The item could not be processed',
        reason: "The node can't be reached",
      },
    ]);
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 0, failureCount: 2 });
    await bed.control.clearFaults();
    await bed.follower().run(never);
    expect((await bed.results(id))[0]).toEqual({
      contentId: 'dark',
      success: true,
      message: 'Price updated to 3 STX',
      txid: call?.txid,
    });
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 1, failureCount: 1 });
    await expectAgreement(['dark'], '3');
  });

  it('that were written down are settled although the batch was cancelled', async () => {
    await bed.addContents(['stopped']);
    const id = await bed.addBatch({ contentIds: ['stopped'], parameters: { newPrice: '3' } });
    await bed.control.addFaults(
      { kind: 'drop-after', contentId: 'stopped' },
      { kind: 'status', status: 500, on: 'tx' },
    );
    const held = await bed.take(id, bed.chain);
    const running = held.run();
    await eventually('the call to be written down', async () => (await bed.calls(['stopped'])).length === 1);
    await cancelJobs(bed.db, id, 'Cancelled');
    await expect(running).rejects.toThrow('The node answered 500');
    await bed.db.query(
      `UPDATE content_batches SET status = 'failed', failure_count = 1, cancelled_at = now() WHERE id = $1`,
      [id],
    );
    await bed.db.query(
      `UPDATE content_batch_items SET status = 'failed', error = 'Cancelled' WHERE batch_id = $1`,
      [id],
    );
    await bed.control.clearFaults();
    await bed.follower().run(never);
    expect(await bed.batch(id)).toMatchObject({ status: 'failed', successCount: 1, failureCount: 0 });
    await expectAgreement(['stopped'], '3');
  });
});
