import { describe, it } from 'node:test';
import { expect } from 'expect';
import { fuzz } from './fuzz';
import { allCases, faultsOf, runCorpus } from './run-corpus';

const SEED = 9;

/** The short form of `npm run corpus`: all but the cases that take long or are many of a kind. */
describe('hostile input', () => {
  it('gets its verdict in bounds, and leaves nothing behind', async (t) => {
    const cases = (await allCases(SEED)).filter(({ isLong }) => !isLong);
    const { families, leftovers } = await runCorpus(cases, () => undefined);
    for (const { family, cases: count, longestMs, apiMib, workerMib } of families)
      t.diagnostic(
        `${family}: ${count} cases, ${Math.round(longestMs)} ms at most, API + ${Math.round(apiMib)} MiB, worker + ${Math.round(workerMib)} MiB`,
      );
    // How long each took is for `npm run corpus`, on a machine that does nothing else.
    expect(families.flatMap((figures) => faultsOf({ ...figures, slow: [] }))).toEqual([]);
    expect(leftovers).toEqual([]);
    expect(families.length).toBe(7);
  });

  it('is no crash, no hang and no other reading than the oracle’s to any reader', async (t) => {
    const all = await fuzz(SEED, 1, (line) => t.diagnostic(line));
    expect(
      all.flatMap(({ disagreements, crashes, hangs }) => [...disagreements, ...crashes, ...hangs]),
    ).toEqual([]);
  });
});
