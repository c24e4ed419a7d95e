import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { buildArena } from './arena';
import { type Arena } from './attack';
import { parts } from './parts';
import { runPart } from './run-part';

/** The short form of `npm run attacks`. */
describe('attacks on a running stack', () => {
  let arena: Arena & { close(): Promise<void> };

  before(async () => {
    arena = await buildArena();
  });
  after(() => arena?.close());

  for (const part of parts.filter(({ isLong }) => !isLong)) {
    it(`have no success by ${part.name}`, async () => {
      const { tried, broken } = await runPart(part, arena, { isShort: true });
      expect(broken).toEqual([]);
      expect(tried).toBeGreaterThan(0);
    });
  }
});
