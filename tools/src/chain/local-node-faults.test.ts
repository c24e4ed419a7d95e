import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type StacksTransactionWire } from '@stacks/transactions';
import { expect } from 'expect';
import { eventually } from '@sluice/kernel/testing';
import { chainCaller, priceCall, type ChainCaller } from '../fixtures/chain-caller';
import { startLocalNode, type LocalNode } from './local-node';
import { type RejectionReason } from './rejection';

let node: LocalNode;
let chain: ChainCaller;

before(async () => {
  node = await startLocalNode({ blockMs: 1 });
  chain = chainCaller(node.url);
});
after(() => node.stop());
afterEach(() => chain.control.clearFaults());

describe('a node that is asked to misbehave', () => {
  let nonce: number;
  beforeEach(async () => {
    nonce = await chain.nextNonce();
  });

  it('refuses for the reason it was given, the first so many times', async () => {
    const reason: RejectionReason = 'TemporarilyBlacklisted';
    await chain.control.addFaults({ kind: 'refuse', reason, times: 2 });
    const call = await priceCall({ nonce });
    expect(await chain.broadcast(call)).toMatchObject({ reason, txid: call.txid() });
    expect(await chain.broadcast(call)).toMatchObject({ reason });
    expect(await chain.broadcast(call)).toEqual({ txid: call.txid() });
    expect(await chain.control.clearFaults()).toMatchObject([{ hits: 2 }]);
    expect((await chain.control.ledger()).refusals.slice(-2)).toEqual([
      { txid: call.txid(), reason },
      { txid: call.txid(), reason },
    ]);
    await chain.untilStatus(call, 'success');
  });

  it('fails with the status it was given, for one content alone', async () => {
    await chain.control.addFaults({
      kind: 'status',
      status: 429,
      retryAfterSeconds: 3,
      contentId: 'unlucky',
    });
    const body = (call: StacksTransactionWire) => JSON.stringify({ tx: call.serialize() });
    const unlucky = await fetch(`${node.url}/v2/transactions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: body(await priceCall({ nonce, id: 'unlucky' })),
    });
    expect([unlucky.status, unlucky.headers.get('retry-after')]).toEqual([429, '3']);
    const lucky = await priceCall({ nonce, id: 'lucky' });
    expect((await chain.post(body(lucky), 'application/json')).status).toBe(200);
    await chain.untilStatus(lucky, 'success');
  });

  it('does so on other endpoints, after those it was to leave alone', async () => {
    await chain.control.addFaults({ kind: 'status', status: 503, on: 'tx', skip: 1, times: 1 });
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      const response = await fetch(`${node.url}/extended/v1/tx/${'0'.repeat(64)}`);
      statuses.push(response.status);
    }
    expect(statuses).toEqual([404, 503, 404]);
  });

  it('fails at random, and again in the same way for the same seed', async () => {
    const draw = async () => {
      await chain.control.addFaults({ kind: 'status', status: 500, on: 'info', probability: 0.5, seed: 7 });
      const statuses = [];
      for (let i = 0; i < 12; i++) statuses.push((await fetch(`${node.url}/v2/info`)).status);
      await chain.control.clearFaults();
      return statuses;
    };
    const first = await draw();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await draw()).toEqual(first);
  });

  it('takes a transaction and closes the connection, or closes it before', async () => {
    await chain.control.addFaults({ kind: 'drop-before', times: 1 }, { kind: 'drop-after', times: 1 });
    const call = await priceCall({ nonce });
    await expect(chain.broadcast(call)).rejects.toThrow();
    expect(await chain.transaction(call.txid())).toBeUndefined();
    await expect(chain.broadcast(call)).rejects.toThrow();
    await chain.untilStatus(call, 'success');
  });

  it('answers late', async () => {
    await chain.control.addFaults({ kind: 'delay', ms: 60_000 });
    const call = await priceCall({ nonce });
    const request = fetch(`${node.url}/v2/transactions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ tx: call.serialize() }),
      signal: AbortSignal.timeout(100),
    });
    await expect(request).rejects.toThrow(/aborted|timeout/i);
    expect(await chain.transaction(call.txid())).toBeUndefined();
  });

  it('tells a wrong nonce', async () => {
    await chain.control.addFaults({ kind: 'wrong-nonce', by: -2 });
    expect(await chain.accountNonce()).toBe(nonce - 2);
    expect(await chain.nextNonce()).toBe(nonce - 2);
  });

  it('mines nothing until it is told to', async () => {
    await chain.control.addFaults({ kind: 'stop-mining' });
    const call = await priceCall({ nonce });
    await chain.broadcast(call);
    expect((await chain.transaction(call.txid()))?.tx_status).toBe('pending');
    await chain.control.clearFaults();
    await chain.untilStatus(call, 'success');
  });

  it('mines a transaction as failed, and its nonce is used up', async () => {
    await chain.control.addFaults({ kind: 'abort', times: 1, contentId: 'cursed' });
    const call = await priceCall({ nonce, id: 'cursed' });
    await chain.broadcast(call);
    expect(await chain.untilStatus(call, 'abort_by_response')).toMatchObject({
      tx_result: { hex: '0x0809', repr: '(err none)' },
    });
    expect(await chain.control.state('cursed')).toBeUndefined();
    expect(await chain.accountNonce()).toBe(nonce + 1);
  });

  it('throws a transaction out, as dropped or without a trace, and takes it again', async () => {
    await chain.control.addFaults({ kind: 'evict', times: 1 });
    const call = await priceCall({ nonce, id: 'evicted' });
    await chain.broadcast(call);
    await chain.untilStatus(call, 'dropped_stale_garbage_collect');
    await chain.control.addFaults({ kind: 'evict', as: 'unknown', times: 1 });
    await chain.broadcast(call);
    await eventually('forgotten', async () => (await chain.transaction(call.txid())) === undefined);
    expect(await chain.accountNonce()).toBe(nonce);
    await chain.broadcast(call);
    await chain.untilStatus(call, 'success');
  });

  it('says what is wrong with a fault that it does not know', async () => {
    const ask = async (body: unknown) => {
      const response = await fetch(`${node.url}/control/faults`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return `${response.status} ${await response.text()}`;
    };
    expect(await ask({ kind: 'sulk' })).toMatch(/^400 .*kind is one of refuse, status/);
    expect(await ask({ kind: 'refuse', reason: 'Mood' })).toMatch(/^400 .*reason is one of/);
    expect(await ask([{ kind: 'status', status: 200 }])).toMatch(/^400 .*status is a number/);
    expect(await ask({ kind: 'abort', times: 'often' })).toMatch(/^400 .*times is a number/);
    expect(await ask(null)).toMatch(/^400/);
  });
});
