import { after, before, describe, it } from 'node:test';
import { type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { violationsOf } from './figures';
import { FAULTS } from './list';
import { runFaults, startFaultStack } from './run-fault';

/** The short form of `npm run faults`: quick faults, on one stack, under a lease that runs out sooner. */
describe('all five systems under faults', () => {
  let stack: Stack;
  let stop: () => Promise<void>;

  before(async () => {
    ({ stack, stop } = await startFaultStack(undefined, { LEASE_MS: '3000' }));
  });
  after(() => stop?.());

  it('lose nothing, double nothing and show no illegal state, whatever goes wrong', async (t) => {
    const faults = FAULTS.filter(({ isShort }) => isShort);
    const { figures, history } = await runFaults(stack, faults, { seed: 11, isShort: true });
    const { operations, accepted, unanswered, recoveryMs } = figures;
    t.diagnostic(`${faults.length} faults: ${faults.map(({ name }) => name).join('; ')}`);
    t.diagnostic(`${operations} operations, ${accepted} accepted, ${unanswered} unanswered and sent again`);
    t.diagnostic(`all done ${recoveryMs} ms after the last fault`);
    const violations = violationsOf(figures);
    if (violations.length > 0) t.diagnostic(`the history: ${history.path}`);
    else history.remove();
    expect(violations).toEqual([]);
    expect(accepted).toBe(operations);
  });
});
