import { before, describe, it } from 'node:test';
import { expect } from 'expect';
import { consoleModule } from './console-module';

interface Stx {
  MAX_STX: string;
  stxOf(microStx: number | string): string;
  microStxOf(stx: string): { microStx?: string; fault?: string };
}

const MAX_MICRO_STX = String(2n ** 128n - 1n);

describe('STX in the console', () => {
  let stx: Stx;

  before(async () => {
    stx = await consoleModule('contents/stx.ts');
  });

  for (const [microStx, shown] of [
    [0, '0'],
    [1, '0.000001'],
    [1_500_000, '1.5'],
    [2_000_000, '2'],
    [MAX_MICRO_STX, '340282366920938463463374607431768.211455'],
  ] as const) {
    it(`shows ${microStx} micro-STX as ${shown}, and reads it again`, () => {
      expect(stx.stxOf(microStx)).toBe(shown);
      expect(stx.microStxOf(shown)).toEqual({ microStx: String(microStx) });
    });
  }

  it('takes a comma and spaces around', () => {
    expect(stx.microStxOf(' 2,5 ')).toEqual({ microStx: '2500000' });
  });

  for (const text of ['', '-1', '1.', '.5', '1.2345678', '1e6', 'one', '1 000', '٣']) {
    it(`says that "${text}" is no price`, () => {
      expect(stx.microStxOf(text)).toEqual({ fault: 'priceWrong' });
    });
  }

  it('says of what the chain has no room for that it is too much', () => {
    expect(stx.microStxOf(stx.MAX_STX)).toEqual({ microStx: MAX_MICRO_STX });
    for (const text of ['340282366920938463463374607431768.211456', '9'.repeat(40)]) {
      expect(stx.microStxOf(text)).toEqual({ fault: 'priceTooHigh' });
    }
  });
});
