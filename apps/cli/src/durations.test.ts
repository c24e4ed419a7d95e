import { describe, it } from 'node:test';
import { expect } from 'expect';
import { parseDuration, printDuration } from './durations';

describe('durations', () => {
  it('are read with their unit', () => {
    expect(['90s', '10m', '2h', '7d'].map(parseDuration)).toEqual([90, 600, 7200, 604_800]);
    for (const text of ['', '0m', '10', '-1m', '1.5h', '1h30m', '10 m', '1w']) {
      expect(() => parseDuration(text)).toThrow(/90s, 10m, 2h or 7d/);
    }
  });

  it('are printed short', () => {
    expect([0, 0.4, 119, 120, 7199, 7200, 172_799, 200_000].map(printDuration)).toEqual([
      '0 s',
      '0 s',
      '119 s',
      '2 min',
      '120 min',
      '2.0 h',
      '48.0 h',
      '2.3 d',
    ]);
  });
});
