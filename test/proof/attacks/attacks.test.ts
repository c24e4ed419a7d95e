import { before, describe, it } from 'node:test';
import { expect } from 'expect';
import { type PartOutcome } from './attack';
import { tryAllAttacks } from './parts';

/** All of `npm run attacks`: it is quick enough. */
describe('a system that is attacked', () => {
  const outcomes: PartOutcome[] = [];
  let failure: unknown;

  before(async () => {
    await tryAllAttacks('', (outcome) => outcomes.push(outcome)).catch((error: unknown) => (failure = error));
  });

  it('holds off every attack', (t) => {
    expect(failure).toBeUndefined();
    for (const { name, tried, broken } of outcomes)
      t.diagnostic(`${name}: ${tried} tried, ${broken.length} came through`);
    expect(outcomes.flatMap(({ broken }) => broken)).toEqual([]);
    expect(outcomes.reduce((sum, { tried }) => sum + tried, 0)).toBeGreaterThan(1_400);
  });
});
