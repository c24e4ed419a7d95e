import { describe, it } from 'node:test';
import { expect } from 'expect';
import { checkPrices, type PriceAnswers } from './content-check';

const expected = {
  contentIds: ['a', 'b', 'nobody', 'a'],
  missing: ['nobody'],
  price: 7,
  message: 'Price updated to 7 STX',
};

/** What is said when all went well, anew for each test to spoil. */
function answers() {
  const good = (contentId: string) => ({ contentId, success: true, message: 'Price updated to 7 STX' });
  return {
    batch: {
      _id: 'x',
      status: 'completed',
      totalItems: 4,
      successCount: 3,
      failureCount: 1,
      results: [
        good('a'),
        good('b'),
        { contentId: 'nobody', success: false, error: 'Content not found' },
        good('a'),
      ],
    },
    inDatabase: new Map<string, number | string>([
      ['a', 7],
      ['b', 7],
    ]),
    onChain: new Map<string, string | undefined>([
      ['a', '7'],
      ['b', '7'],
    ]),
  } satisfies PriceAnswers;
}

/** The mismatches of answers that `spoil` has changed. */
function after(spoil: (said: ReturnType<typeof answers>) => void): string[] {
  const said = answers();
  spoil(said);
  return checkPrices(expected, said);
}

describe('the check of the content sample', () => {
  it('has nothing to say when all is as it was asked for', () => {
    expect(after(() => undefined)).toEqual([]);
  });

  it('sees a price that database and chain do not share', () => {
    expect(after(({ onChain }) => onChain.set('b', '5'))).toEqual([
      'price of b on the chain is "5", expected "7"',
    ]);
    expect(after(({ inDatabase }) => inDatabase.delete('a'))).toHaveLength(1);
  });

  it('sees results in another order, that are missing or that say something else', () => {
    expect(after(({ batch }) => batch.results.reverse())).toEqual([
      expect.stringMatching(/^places of results is "a,nobody,b,a"/),
    ]);
    expect(after(({ batch }) => batch.results.pop())).toHaveLength(1);
    const [wrong] = after(
      ({ batch }) => (batch.results[0] = { contentId: 'a', success: false, error: 'no' }),
    );
    expect(wrong).toBe('success of a is false, expected true');
  });

  it('sees a batch that did not complete', () => {
    expect(after(({ batch }) => (batch.status = 'failed'))).toEqual([
      'status is "failed", expected "completed"',
    ]);
  });
});
