import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { chainCaller, priceCall, type PriceCallOptions } from '../fixtures/chain-caller';
import { createTempData, type TempData } from '../temp-data';
import { startChain, type ChainService } from './chain-service';
import { DEVELOPMENT_ACCOUNTS } from './development-accounts';

describe('the local node as a process', () => {
  let temp: TempData;
  let chain: ChainService;

  before(async () => {
    temp = await createTempData();
    chain = await startChain({ dataDir: join(temp.path, 'chain'), blockMs: 'manual' });
  });
  after(async () => {
    await chain.stop();
    temp.remove();
  });

  it('has the same chain after it was killed: prices, nonces, failures and what was waiting', async () => {
    const caller = chainCaller(chain.url);
    const send = async (options: PriceCallOptions) => caller.broadcast(await priceCall(options));
    await send({ nonce: 0, id: 'kept', price: 5 });
    await send({ nonce: 1, id: 'failed', price: 5 });
    await chain.addFaults({ kind: 'abort', contentId: 'failed' });
    await chain.mine();
    await send({ nonce: 2, id: 'kept', price: 6 });
    await send({ nonce: 2, id: 'kept', price: 7, fee: 5_000 });
    const known = await chain.ledger();

    await chain.kill('SIGKILL');
    expect(chain.pid()).toBeUndefined();
    await chain.start();

    expect(await chain.ledger()).toEqual(known);
    expect(known.transactions.map(({ status, nonce }) => [nonce, status])).toEqual([
      [0, 'success'],
      [1, 'abort_by_response'],
      [2, 'dropped_replace_by_fee'],
      [2, 'pending'],
    ]);
    expect(await chain.state('kept')).toEqual({
      owner: DEVELOPMENT_ACCOUNTS.creator.address,
      price: '5',
    });
    expect(await chain.state('failed')).toBeUndefined();
    expect(await caller.accountNonce()).toBe(2);
    expect(await chain.mine()).toBe(2);
    expect((await chain.state('kept'))?.price).toBe('7');
  });
});
