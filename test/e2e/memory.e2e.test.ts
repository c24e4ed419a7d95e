import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeSheet, makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip, writeZip, type ZipMember } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { OmrClient } from './omr-client';

const MIB = 2 ** 20;
/** Five pieces of pages as scanners make them; the others are as large in bytes and read in no time. */
const PAGES = 40;
const SHEETS = 320;
const SHEET_BYTES = 650_000;
const COMMENT_BYTES = 65_533;

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

/** The JPEG with comments behind its first marker that make it so large. */
function withComments(jpeg: Buffer, bytes: number): Buffer {
  const comments: Buffer[] = [];
  for (let left = bytes - jpeg.length; left > 4; left -= 4 + COMMENT_BYTES) {
    const length = Math.min(left - 4, COMMENT_BYTES);
    const head = Buffer.of(0xff, 0xfe, 0, 0);
    head.writeUInt16BE(2 + length, 2);
    comments.push(head, Buffer.alloc(length, 'x'));
  }
  return Buffer.concat([jpeg.subarray(0, 2), ...comments, jpeg.subarray(2)]);
}

/** 200 MB of sheets. */
async function largePile(): Promise<ZipMember[]> {
  const taskId = '14900103';
  const pages = await makeSheetSet({ count: PAGES, distinct: 4, taskId });
  const bytes = withComments(await makeSheet({ dpi: 60, taskId }), SHEET_BYTES);
  const others = Array.from({ length: SHEETS - PAGES }, (_, i) => ({
    name: `sheet-${String(PAGES + i + 1).padStart(3, '0')}.jpg`,
    bytes,
    store: true,
  }));
  return [...pages, ...others];
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
      await writeZip(path, await largePile());
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
        processed_count: SHEETS,
      });
      expect((await memoryOf(api)).peakMib - before.api).toBeLessThan(100);
      expect((await memoryOf(worker)).peakMib - before.worker).toBeLessThan(400);
    });
  },
);
