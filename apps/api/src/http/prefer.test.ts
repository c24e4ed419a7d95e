import { describe, it } from 'node:test';
import { expect } from 'expect';
import { parsePrefer } from './prefer';

describe('the Prefer header', () => {
  const cases: [string | undefined, ReturnType<typeof parsePrefer>][] = [
    [undefined, { respondAsync: false }],
    ['', { respondAsync: false }],
    ['wait=10', { respondAsync: false, waitSeconds: 10 }],
    ['wait=0', { respondAsync: false, waitSeconds: 0 }],
    ['respond-async', { respondAsync: true }],
    ['respond-async, wait=100', { respondAsync: true, waitSeconds: 60 }],
    ['Respond-Async , WAIT = 5', { respondAsync: true, waitSeconds: 5 }],
    ['wait="7"', { respondAsync: false, waitSeconds: 7 }],
    ['return=minimal; foo="a, wait=3; b", wait=4;x=y', { respondAsync: false, waitSeconds: 4 }],
    ['wait=3, wait=9', { respondAsync: false, waitSeconds: 3 }],
    ['respond-async=1; wait=3', { respondAsync: true }],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${JSON.stringify(header)}`, () => expect(parsePrefer(header)).toEqual(expected));
  }

  for (const header of [
    'wait',
    'wait=',
    'wait=-1',
    'wait=1.5',
    'wait=soon',
    'wait=1e3',
    '=',
    ',,,',
    'wait="5',
  ]) {
    it(`takes ${JSON.stringify(header)} as not sent`, () => {
      expect(parsePrefer(header)).toEqual({ respondAsync: false });
    });
  }

  it('reads a hostile one in no time', () => {
    expect(parsePrefer(`a;${' ;'.repeat(8_000)}=`)).toEqual({ respondAsync: false });
    expect(parsePrefer('wait=1;a'.repeat(2_000) + '"')).toMatchObject({ respondAsync: false });
  });
});
