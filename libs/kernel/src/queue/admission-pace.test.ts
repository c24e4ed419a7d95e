import { describe, it } from 'node:test';
import { expect } from 'expect';
import { AdmissionPace } from './admission-pace';

describe('the pace of admission', () => {
  it('is what ended between two rounds', () => {
    const pace = new AdmissionPace();
    pace.note('a', { atHand: 0, recalled: 0, admitted: 16 }, 1_000);
    expect(pace.ahead()).toEqual({});
    // 12 of the 16 ended within 20 ms: 600 a second, 300 in half of one.
    pace.note('a', { atHand: 4, recalled: 0, admitted: 12 }, 1_020);
    expect(pace.ahead()).toEqual({ a: 300 });
  });

  it('asks for no more where jobs take their time', () => {
    const pace = new AdmissionPace();
    pace.note('a', { atHand: 0, recalled: 0, admitted: 16 }, 1_000);
    pace.note('a', { atHand: 15, recalled: 0, admitted: 1 }, 6_000);
    expect(pace.ahead()).toEqual({});
  });

  it('forgets a burst in a few rounds, not at once', () => {
    const pace = new AdmissionPace();
    pace.note('a', { atHand: 0, recalled: 0, admitted: 100 }, 1_000);
    pace.note('a', { atHand: 0, recalled: 0, admitted: 100 }, 1_100);
    expect(pace.ahead()).toEqual({ a: 500 });
    pace.note('a', { atHand: 100, recalled: 0, admitted: 1 }, 1_200);
    expect(pace.ahead()).toEqual({ a: 250 });
    for (let round = 0; round < 10; round++)
      pace.note('a', { atHand: 100, recalled: 0, admitted: 1 }, 2_000 + round * 100);
    // One in each tenth of a second.
    expect(pace.ahead()).toEqual({ a: 5 });
  });

  it('takes nothing for ended that was called back', () => {
    const pace = new AdmissionPace();
    pace.note('a', { atHand: 0, recalled: 0, admitted: 16 }, 1_000);
    pace.note('a', { atHand: 1, recalled: 15, admitted: 15 }, 1_010);
    expect(pace.ahead()).toEqual({});
  });

  it('is never faster for what others admitted meanwhile, and has a bound', () => {
    const pace = new AdmissionPace();
    pace.note('a', { atHand: 0, recalled: 0, admitted: 10 }, 1_000);
    pace.note('a', { atHand: 50, recalled: 0, admitted: 10 }, 1_010);
    expect(pace.ahead()).toEqual({});
    pace.note('b', { atHand: 0, recalled: 0, admitted: 2_000 }, 1_000);
    pace.note('b', { atHand: 0, recalled: 0, admitted: 2_000 }, 1_001);
    expect(pace.ahead()).toEqual({ b: 2_000 });
  });
});
