import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type Leave, SoloGate } from './solo-gate';

describe('the gate that one may pass alone', () => {
  /** Enters under a name, which is written down once it is in. */
  function entering(gate: SoloGate, inside: string[]) {
    return async (name: string, alone = false): Promise<Leave> => {
      const leave = await gate.enter({ alone });
      inside.push(name);
      return leave;
    };
  }
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('lets any number in together', async () => {
    const inside: string[] = [];
    const enter = entering(new SoloGate(), inside);
    await Promise.all([enter('a'), enter('b'), enter('c')]);
    expect(inside).toEqual(['a', 'b', 'c']);
  });

  it('lets one in alone when all others have left, and those who came later behind it', async () => {
    const inside: string[] = [];
    const enter = entering(new SoloGate(), inside);
    const [leaveA, leaveB] = await Promise.all([enter('a'), enter('b')]);
    const alone = enter('alone', true);
    const later = enter('later');
    leaveA();
    await settled();
    expect(inside).toEqual(['a', 'b']);
    leaveB();
    const leaveAlone = await alone;
    await settled();
    expect(inside).toEqual(['a', 'b', 'alone']);
    leaveAlone();
    await later;
    expect(inside).toEqual(['a', 'b', 'alone', 'later']);
  });

  it('lets those who want to be alone in one after the other', async () => {
    const inside: string[] = [];
    const enter = entering(new SoloGate(), inside);
    const first = await enter('first', true);
    const second = enter('second', true);
    await settled();
    expect(inside).toEqual(['first']);
    first();
    (await second)();
    expect(inside).toEqual(['first', 'second']);
    await enter('third');
  });
});
