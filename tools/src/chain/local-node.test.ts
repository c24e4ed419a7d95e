import { after, afterEach, before, describe, it } from 'node:test';
import {
  Cl,
  cvToHex,
  fetchCallReadOnlyFunction,
  fetchFeeEstimateTransaction,
  makeSTXTokenTransfer,
  serializePayload,
} from '@stacks/transactions';
import { expect } from 'expect';
import { eventually } from '@sluice/kernel/testing';
import { chainCaller, priceCall, type ChainCaller, type PriceCallOptions } from '../fixtures/chain-caller';
import { CONTRACT_NAME, DEVELOPMENT_ACCOUNTS } from './development-accounts';
import { startLocalNode, type LocalNode } from './local-node';

const { operator, creator, stranger } = DEVELOPMENT_ACCOUNTS;

/** One node for all tests of the file: each uses the nonces after those before. */
let node: LocalNode;
let chain: ChainCaller;

before(async () => {
  node = await startLocalNode({ blockMs: 1 });
  chain = chainCaller(node.url);
});
after(() => node.stop());
afterEach(() => chain.control.clearFaults());

/** Sends the call and gives the reason it is refused for. */
async function refusal(options: PriceCallOptions): Promise<Record<string, unknown>> {
  const answer = await chain.broadcast(await priceCall(options));
  return { ...answer };
}

describe('a price change on the local node', () => {
  it('is run in the VM, as a transaction that can be looked up', async () => {
    const nonce = await chain.nextNonce();
    const call = await priceCall({ nonce, id: 'sold 🎧', price: 2n ** 128n - 1n });
    expect(await chain.broadcast(call)).toEqual({ txid: call.txid() });
    expect(await chain.untilStatus(call, 'success')).toMatchObject({
      tx_id: `0x${call.txid()}`,
      tx_result: { hex: '0x0703', repr: '(ok true)' },
      sender_address: operator.address,
      nonce,
      block_height: expect.any(Number),
    });
    const stored = { owner: creator.address, price: String(2n ** 128n - 1n) };
    expect(await chain.control.state('sold 🎧')).toEqual(stored);
    expect((await chain.control.ledger()).transactions.at(-1)).toMatchObject({
      txid: call.txid(),
      setPrice: { contentId: 'sold 🎧', ...stored },
      status: 'success',
    });
    expect(await chain.accountNonce()).toBe(nonce + 1);
  });

  it('is refused by the contract after all, and has used up its nonce', async () => {
    const call = await priceCall({ nonce: 0, id: 'not theirs', key: stranger.privateKey });
    await chain.broadcast(call);
    const { tx_result: result } = await chain.untilStatus(call, 'abort_by_response');
    expect(result?.repr).toBe('(err u403)');
    expect(await chain.control.state('not theirs')).toBeUndefined();
    expect(await chain.accountNonce(stranger.address)).toBe(1);
  });

  it('is taken as bytes and as JSON, and answered with its id in quotes', async () => {
    const nonce = await chain.nextNonce();
    const [bytes, hex] = [await priceCall({ nonce }), await priceCall({ nonce: nonce + 1 })];
    const answers = await Promise.all([
      chain.post(bytes.serializeBytes(), 'application/octet-stream'),
      chain.post(JSON.stringify({ tx: hex.serialize(), attachment: null }), 'application/json'),
    ]);
    expect(answers).toEqual([
      { status: 200, body: JSON.stringify(bytes.txid()) },
      { status: 200, body: JSON.stringify(hex.txid()) },
    ]);
    await chain.untilStatus(hex, 'success');
  });

  it('is answered in the same way when it is sent again, and run once', async () => {
    const nonce = await chain.nextNonce();
    const call = await priceCall({ nonce, id: 'twice' });
    await chain.control.addFaults({ kind: 'stop-mining' });
    await chain.broadcast(call);
    expect(await chain.broadcast(call)).toEqual({ txid: call.txid() });
    await chain.control.clearFaults();
    await chain.untilStatus(call, 'success');
    expect(await chain.broadcast(call)).toEqual({ txid: call.txid() });
    expect(await chain.accountNonce()).toBe(nonce + 1);
    const { transactions } = await chain.control.ledger();
    expect(transactions.filter(({ txid }) => txid === call.txid())).toEqual([
      expect.objectContaining({ submissions: 3 }),
    ]);
  });

  it('waits until the nonces before it are used', async () => {
    const nonce = await chain.nextNonce();
    const [first, second] = [
      await priceCall({ nonce, id: 'gap', price: 1 }),
      await priceCall({ nonce: nonce + 1, id: 'gap', price: 2 }),
    ];
    await chain.broadcast(second);
    const height = await chain.control.mine();
    expect((await chain.transaction(second.txid()))?.tx_status).toBe('pending');
    expect(height).toBeGreaterThan(0);
    await chain.broadcast(first);
    await chain.untilStatus(second, 'success');
    expect((await chain.control.state('gap'))?.price).toBe('2');
  });

  it('replaces one of the same nonce that pays less, and no other', async () => {
    const nonce = await chain.nextNonce();
    await chain.control.addFaults({ kind: 'stop-mining' });
    const cheap = await priceCall({ nonce, price: 1 });
    const equal = await priceCall({ nonce, price: 2 });
    const dear = await priceCall({ nonce, price: 3, fee: 2_000 });
    await chain.broadcast(cheap);
    expect(await chain.broadcast(equal)).toMatchObject({
      reason: 'ConflictingNonceInMempool',
      txid: equal.txid(),
    });
    await chain.broadcast(dear);
    expect((await chain.transaction(cheap.txid()))?.tx_status).toBe('dropped_replace_by_fee');
    await chain.control.clearFaults();
    await chain.untilStatus(dear, 'success');
  });
});

describe('a transaction that a node would not take', () => {
  it('is refused with the reason that stacks-core gives', async () => {
    const nonce = await chain.nextNonce();
    const principal = operator.address;
    expect(await refusal({ nonce, fee: 1 })).toMatchObject({
      error: 'transaction rejected',
      reason: 'FeeTooLow',
      reason_data: { actual: 1, expected: expect.any(Number) },
    });
    expect(await refusal({ nonce: nonce - 1, price: 99 })).toMatchObject({
      reason: 'BadNonce',
      reason_data: { expected: nonce, actual: nonce - 1, is_origin: true, principal },
    });
    expect(await refusal({ nonce: nonce + 25 })).toMatchObject({
      reason: 'TooMuchChaining',
      reason_data: { expected: nonce + 24, actual: nonce + 25, is_origin: true, principal },
    });
    expect(await refusal({ nonce, fee: 200_000_000_000_000 })).toMatchObject({ reason: 'NotEnoughFunds' });
    expect(await refusal({ nonce, contractName: 'no-such' })).toMatchObject({ reason: 'NoSuchContract' });
    expect(await refusal({ nonce, functionName: 'steal' })).toMatchObject({ reason: 'NoSuchPublicFunction' });
    expect(await refusal({ nonce, functionName: 'get-price' })).toMatchObject({
      reason: 'NoSuchPublicFunction',
    });
    expect(await refusal({ nonce, id: 'x'.repeat(257) })).toMatchObject({ reason: 'BadFunctionArgument' });
    expect(await refusal({ nonce, network: 'mainnet' })).toMatchObject({ reason: 'BadTransactionVersion' });
    const penniless = '11'.repeat(32) + '01';
    expect(await refusal({ nonce: 0, key: penniless })).toMatchObject({
      reason: 'NotEnoughFunds',
      reason_data: { expected: '0x000000000000000000000000000003e8', actual: `0x${'0'.repeat(32)}` },
    });
    expect(await chain.accountNonce()).toBe(nonce);
  });

  it('is one of no more than 25 that wait', async () => {
    const nonce = await chain.nextNonce();
    await chain.control.addFaults({ kind: 'stop-mining' });
    const calls = await Promise.all(
      Array.from({ length: 26 }, (_, index) => priceCall({ nonce: nonce + index, price: index })),
    );
    for (const call of calls.slice(0, 25)) expect(await chain.broadcast(call)).toEqual({ txid: call.txid() });
    const [last] = calls.slice(25);
    if (!last) throw new Error('There is no 26th call');
    expect(await chain.broadcast(last)).toMatchObject({ reason: 'TooMuchChaining' });
    await chain.control.clearFaults();
    await eventually('25 blocks', async () => (await chain.accountNonce()) === nonce + 25);
    expect(await chain.broadcast(last)).toEqual({ txid: last.txid() });
    await chain.untilStatus(last, 'success');
  });

  it('is one that was changed after it was signed', async () => {
    const call = await priceCall({ nonce: await chain.nextNonce() });
    const bytes = Buffer.from(call.serializeBytes());
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const { status, body } = await chain.post(bytes, 'application/octet-stream');
    expect({ status, ...(JSON.parse(body) as object) }).toMatchObject({
      status: 400,
      reason: 'SignatureValidation',
    });
  });

  it('is one that is signed for another chain, or does something else than to call a contract', async () => {
    const nonce = await chain.nextNonce();
    const call = await priceCall({ nonce });
    Object.assign(call, { chainId: 7 });
    expect(await chain.broadcast(call)).toMatchObject({ reason: 'SignatureValidation' });
    const transfer = await makeSTXTokenTransfer({
      recipient: creator.address,
      amount: 1n,
      senderKey: operator.privateKey,
      network: 'testnet',
      fee: 1_000,
      nonce,
    });
    expect(await chain.broadcast(transfer)).toMatchObject({ reason: 'ServerFailureOther' });
  });

  it('is answered with a plain text when it is no transaction at all', async () => {
    const bytes = 'application/octet-stream';
    const json = 'application/json';
    const call = await priceCall({ nonce: await chain.nextNonce() });
    for (const [body, type] of [
      ['garbage', bytes],
      ['', bytes],
      [call.serializeBytes().subarray(0, 100), bytes],
      ['garbage', json],
      ['null', json],
      ['{"tx":"zz"}', json],
      ['{"tx":17}', json],
      ['{}', json],
      [call.serialize(), 'text/plain'],
    ] as const) {
      const answer = await chain.post(body, type);
      expect({ sent: body, type, status: answer.status }).toEqual({ sent: body, type, status: 400 });
      expect(() => JSON.parse(answer.body) as unknown).toThrow();
    }
  });
});

describe('what else callers ask a node', () => {
  it('are fees that it takes itself', async () => {
    const call = await priceCall({ nonce: 0 });
    const estimates = await fetchFeeEstimateTransaction({
      payload: serializePayload(call.payload),
      estimatedLength: call.serializeBytes().byteLength,
      client: chain.client,
    });
    expect(estimates).toHaveLength(3);
    expect(estimates[1].fee).toBeGreaterThanOrEqual(call.serializeBytes().byteLength);
    const transfer = await chain.get('/v2/fees/transfer');
    expect(await transfer.text()).toBe('1');
  });

  it('are values that the contract reads', async () => {
    const nonce = await chain.nextNonce();
    const call = await priceCall({ nonce, id: 'read', price: 42 });
    await chain.broadcast(call);
    await chain.untilStatus(call, 'success');
    const ask = (functionName: string) =>
      fetchCallReadOnlyFunction({
        contractAddress: operator.address,
        contractName: CONTRACT_NAME,
        functionName,
        functionArgs: [Cl.stringUtf8('read')],
        senderAddress: stranger.address,
        client: chain.client,
      });
    expect(cvToHex(await ask('get-price'))).toBe(cvToHex(Cl.some(Cl.uint(42))));
    await expect(ask('get-lost')).rejects.toThrow(/get-lost/);
  });

  it('are accounts, transactions and the chain itself, and a clear no to what is not there', async () => {
    expect(await (await chain.get('/v2/info')).json()).toMatchObject({
      network_id: 0x80000000,
      stacks_tip_height: expect.any(Number),
    });
    expect(await (await chain.get(`/v2/accounts/${creator.address}?proof=0`)).json()).toMatchObject({
      nonce: 0,
      balance: '0x00000000000000000000' + '5af3107a4000',
    });
    expect((await chain.get('/v2/accounts/nobody')).status).toBe(400);
    expect((await chain.get(`/extended/v1/tx/0x${'0'.repeat(64)}`)).status).toBe(404);
    expect((await chain.get('/extended/v1/tx/nonsense')).status).toBe(400);
    expect((await chain.get('/nowhere')).status).toBe(404);
    expect((await chain.get('/control/state?id=unknown')).status).toBe(404);
  });
});
