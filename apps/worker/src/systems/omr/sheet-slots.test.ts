import { describe, it } from 'node:test';
import { expect } from 'expect';
import { SheetSlots } from './sheet-slots';

/** A sheet that is under way until it is told to end. */
function sheet(slots: SheetSlots, ownerId: string, begun: string[], name: string) {
  let end = (): void => undefined;
  const until = new Promise<void>((resolve) => (end = resolve));
  const done = slots.run(ownerId, () => {
    begun.push(name);
    return until;
  });
  return {
    async end(): Promise<void> {
      end();
      await done;
    },
  };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Sheet slots', () => {
  it('are never more than allowed, and go round in the order of asking', async () => {
    const slots = new SheetSlots(2);
    const begun: string[] = [];
    const sheets = ['1', '2', '3', '4'].map((name) => sheet(slots, 'busy', begun, name));
    await settle();
    expect(begun).toEqual(['1', '2']);
    await sheets[0]?.end();
    await settle();
    expect(begun).toEqual(['1', '2', '3']);
  });

  it('go to the owner who has fewest under way', async () => {
    const slots = new SheetSlots(2);
    const begun: string[] = [];
    const busy = ['1', '2', '3', '4'].map((name) => sheet(slots, 'busy', begun, name));
    sheet(slots, 'light', begun, 'a');
    sheet(slots, 'light', begun, 'b');
    await settle();
    await busy[0]?.end();
    await busy[1]?.end();
    await settle();
    expect(begun).toEqual(['1', '2', 'a', '3']);
  });

  it('are a guest’s alone during its visit, and then the others’ for as long', async () => {
    const slots = new SheetSlots(2);
    const begun: string[] = [];
    let leave = (): void => undefined;
    const visit = slots.asGuest('light', () => new Promise<void>((resolve) => (leave = resolve)));
    sheet(slots, 'busy', begun, '1');
    const guest = sheet(slots, 'light', begun, 'a');
    await settle();
    expect(begun).toEqual(['a']);
    await guest.end();
    await settle();
    expect(begun).toEqual(['a']);
    leave();
    await visit;
    await settle();
    expect(begun).toEqual(['a', '1']);
  });

  it('survive a sheet that fails', async () => {
    const slots = new SheetSlots(1);
    await expect(slots.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await slots.run('b', () => Promise.resolve(7))).toBe(7);
  });
});
