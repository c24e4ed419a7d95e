import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeSheet, makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip, writeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { OmrClient } from './omr-client';

const MIB = 2 ** 20;

/** Linux: the most memory a process has held since {@link forgetPeak}, and what it holds now, in MiB. */
async function memoryOf(pid: number): Promise<{ peakMib: number; nowMib: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { peakMib: field('VmHWM'), nowMib: field('VmRSS') };
}

/** See proc(5) on clear_refs: 5 resets the peak to what is held now. */
async function forgetPeak(pid: number): Promise<number> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  return (await memoryOf(pid)).nowMib;
}

describe(
  'memory',
  { skip: process.platform !== 'linux' && 'peaks are read from /proc, which only Linux has' },
  () => {
    let stack: Stack;
    let folder: string;
    let path: string;

    before(async () => {
      stack = await startStack({ workers: 1, env: { MAX_REQUEST_BYTES: String(300 * MIB) } });
      folder = await mkdtemp(join(tmpdir(), 'sluice-memory-'));
      path = join(folder, 'large.zip');
      await writeZip(path, await makeSheetSet({ count: 320, distinct: 4, taskId: '14900103' }));
    });
    after(async () => {
      await stack?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('does not grow with the upload: a 200 MB ZIP costs the API less than 100 MB, a worker less than 400 MB', async () => {
      expect((await stat(path)).size).toBeGreaterThan(200 * 1000 * 1000);
      const user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
      // A first batch, so that what is measured is the size of the second and not the first use of the code.
      const small = await user.upload(await makeZip([{ name: '1.jpg', bytes: await makeSheet() }]));
      await user.waitForEnd(small.body.batch_id);

      const api = stack.apis[0]?.pid as number;
      const worker = stack.workers[0]?.pid as number;
      const before = { api: await forgetPeak(api), worker: await forgetPeak(worker) };
      const { body, status } = await user.upload({ path });
      expect(status).toBe(202);
      expect(await user.waitForEnd(body.batch_id)).toMatchObject({
        status: 'completed',
        processed_count: 320,
      });
      expect((await memoryOf(api)).peakMib - before.api).toBeLessThan(100);
      expect((await memoryOf(worker)).peakMib - before.worker).toBeLessThan(400);
    });
  },
);
