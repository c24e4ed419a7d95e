import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { eventually } from '../testing';
import { Audience } from './audience';

const LISTENERS = 250;

describe('an audience', () => {
  it('is told everything in order, what came meanwhile in one go', async () => {
    const heard = new Map<number, string[]>();
    const turns: number[] = [];
    const audience = new Audience<number, string>((listener, message) => {
      heard.set(listener, [...(heard.get(listener) ?? []), message]);
      if (listener === LISTENERS - 1) turns.push(heard.get(0)?.length ?? 0);
    });
    for (let listener = 0; listener < LISTENERS; listener++) audience.add(listener);
    audience.tell('one');
    for (const message of ['two', 'three', 'four']) audience.tell(message);
    await eventually('all to be told', () => heard.get(LISTENERS - 1)?.length === 4);
    for (let listener = 0; listener < LISTENERS; listener++)
      expect(heard.get(listener)).toEqual(['one', 'two', 'three', 'four']);
    // The last listener heard the first message, then all others at once.
    expect(turns).toEqual([1, 4, 4, 4]);
  });

  it('tells nobody who has left, and whoever comes later only what comes later', async () => {
    const heard: string[] = [];
    const audience = new Audience<string, number>((listener, message) => {
      heard.push(`${listener} ${message}`);
      if (listener === 'leaver') audience.delete('leaver');
    });
    audience.add('leaver');
    audience.add('stayer');
    audience.tell(1);
    audience.add('latecomer');
    audience.tell(2);
    await setImmediate();
    expect(heard).toEqual(['leaver 1', 'stayer 1', 'stayer 2', 'latecomer 2']);
  });
});
