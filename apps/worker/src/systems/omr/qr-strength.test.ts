import { after, describe, it } from 'node:test';
import { expect } from 'expect';
import { emptyClasses, hardClasses, type PageClass } from '@sluice/test/fixtures/hard-pages';
import { decodeSheet, type GreyBitmap } from './decode-image';
import { firstTaskId } from './payload';
import { createQrPool } from './qr-pool';
import { readWithZxing } from './read-qr';

/** The long form, beside other readers: bench/qr.ts and docs/qr-strength.md. */
const SEEDS = [201, 202];
/** Of the two pages of a class; these classes go beyond what any reader we know can read. */
const READ_AT_LEAST: Record<string, number> = { blur: 1, 'all at once': 1 };

const faults: unknown[] = [];
const pool = createQrPool({ threads: 2, onFault: (error) => faults.push(error) });

async function readAll({ draw }: PageClass, read: (page: GreyBitmap) => Promise<string[]>) {
  const outcome = { right: 0, invented: [] as string[] };
  for (const seed of SEEDS) {
    const page = await draw(seed);
    const taskId = firstTaskId(await read((await decodeSheet(page.bytes)).grey)) ?? null;
    if (taskId === page.taskId) outcome.right += 1;
    else if (taskId !== null) outcome.invented.push(taskId);
  }
  return outcome;
}

describe('On hard pages the QR readers', () => {
  after(() => pool.close());

  for (const pages of hardClasses) {
    it(`read the task id: ${pages.name}`, async () => {
      // Without the pool's time limits: how busy the machine is must not matter.
      const { right, invented } = await readAll(pages, (page) => readWithZxing(page));
      expect(right).toBeGreaterThanOrEqual(READ_AT_LEAST[pages.name] ?? SEEDS.length);
      expect(invented).toEqual([]);
    });
  }

  for (const pages of emptyClasses) {
    it(`invent no task id: ${pages.name}`, async () => {
      const outcome = await readAll(pages, async (page) => (await pool.read(page)).texts);
      expect(outcome).toEqual({ right: SEEDS.length, invented: [] });
      expect(faults).toEqual([]);
    });
  }
});
