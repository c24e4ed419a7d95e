import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { sha256Of } from './sha256-of';

describe('The SHA-256 of a sheet', () => {
  it('is the same whether hashed at once or in slices', async () => {
    for (const bytes of [0, 1, 2 ** 22, 2 ** 22 + 1, 9_000_000]) {
      const data = Buffer.alloc(bytes, 'Sluice ');
      expect(await sha256Of(data)).toBe(createHash('sha256').update(data).digest('hex'));
    }
  });
});
