import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { expect } from 'expect';
import { OmrClient } from './omr-client';

const TRIES = 9;
const WAITING_SHEETS = 2_000;
/** What may be under way when the single sheet comes, and end while it is read: far from what waits. */
const MAX_OVERTAKEN = 150;

describe('omr: one owner’s 2,000 sheets and another’s single one', () => {
  let stack: Stack;
  let busy: OmrClient;
  let light: OmrClient;
  let single: Buffer;
  let backlog: Buffer;

  before(async () => {
    stack = await startStack({ workers: 2 });
    const url = stack.apis[0]?.url as string;
    busy = await OmrClient.login(url, 'owner');
    light = await OmrClient.login(url, 'user');
    single = await makeZip([{ name: '1.jpg', bytes: await makeSheet() }]);
    const tiny = await makeSheet({ dpi: 40 });
    const members = Array.from({ length: WAITING_SHEETS }, (_, i) => ({ name: `${i + 1}.jpg`, bytes: tiny }));
    // Stored: packing so many would take longer than sending them.
    backlog = await makeZip(members, { store: true });
  });
  after(() => stack?.stop());

  /** Milliseconds from the upload to the poll that says `completed`. */
  async function timeOfSingle(): Promise<number> {
    const startedAt = performance.now();
    const { body } = await light.upload(single);
    expect(await light.waitForEnd(body.batch_id)).toMatchObject({ status: 'completed' });
    return performance.now() - startedAt;
  }

  it('the single sheet never waits for the pile', async (t) => {
    await timeOfSingle();
    const aloneMs: number[] = [];
    for (let attempt = 0; attempt < TRIES; attempt++) aloneMs.push(await timeOfSingle());

    const { body } = await busy.upload(backlog, { task_id: '14900113' });
    const done = async () => (await busy.progress(body.batch_id)).body.processed_count;
    await eventually('the pile to be under way', async () => (await done()) > 0);
    const besideMs: number[] = [];
    const overtaken: number[] = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const before = await done();
      besideMs.push(await timeOfSingle());
      overtaken.push((await done()) - before);
    }
    expect((await busy.progress(body.batch_id)).body.status).toBe('processing');
    const [alone, beside] = [median(aloneMs), median(besideMs)];
    t.diagnostic(
      `alone ${alone.toFixed()} ms, beside ${beside.toFixed()} ms: ${(beside / alone).toFixed(2)}`,
    );
    t.diagnostic(`sheets of the pile that ended meanwhile: ${overtaken.join(' ')}`);
    expect(median(overtaken)).toBeLessThan(MAX_OVERTAKEN);
    await busy.cancel(body.batch_id);
  });
});

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
