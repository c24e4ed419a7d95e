import { describe, it } from 'node:test';
import { expect } from 'expect';
import { cutItemsIntoPieces } from './content.pieces';

const BATCH = '01890000-0000-7000-8000-000000000000';
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

function ranges(positions: number[], callsChain = false): [from: number, to: number][] {
  return cutItemsIntoPieces(BATCH, positions, { callsChain }).map(({ batchId, from, to }) => {
    expect(batchId).toBe(BATCH);
    return [from, to];
  });
}

describe('pieces of a batch of contents', () => {
  it('have 25 items, or 5 where each of them calls the chain', () => {
    expect(ranges(upTo(100))).toEqual([
      [1, 25],
      [26, 50],
      [51, 75],
      [76, 100],
    ]);
    expect(ranges(upTo(12), true)).toEqual([
      [1, 5],
      [6, 10],
      [11, 12],
    ]);
    expect(ranges([1])).toEqual([[1, 1]]);
    expect(ranges([])).toEqual([]);
  });

  it('count what is to be done alone, so that a few failed ones far apart are one piece', () => {
    expect(ranges([3, 40, 99])).toEqual([[3, 99]]);
    expect(ranges([1, 2, 50, 51, 52, 98, 99], true)).toEqual([
      [1, 52],
      [98, 99],
    ]);
  });
});
