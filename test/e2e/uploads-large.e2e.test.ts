import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { signIn } from './sign-in';
import { uploadResumably } from './tus-upload';

const MIB = 2 ** 20;
const BYTES = 1000 * 1000 * 1000;

/** See proc(5): the most memory the process has held since {@link forgetPeak}, in MiB. */
async function peakMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

async function forgetPeak(pid: number): Promise<number> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  return peakMib(pid);
}

/** A file that is never on a disk of ours: every MiB begins with its number. */
async function* generated(bytes: number): AsyncIterable<Buffer> {
  for (let made = 0; made < bytes; made += MIB) {
    const block = Buffer.alloc(Math.min(MIB, bytes - made), 0x5a);
    block.writeDoubleBE(made);
    yield block;
  }
}

describe(
  'a large upload',
  { skip: process.platform !== 'linux' && 'peaks are read from /proc, which only Linux has' },
  () => {
    let stack: Stack;
    let db: Database;

    before(async () => {
      stack = await startStack({ apis: 1, workers: 0 });
      db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    });
    after(async () => {
      await db?.destroy();
      await stack?.stop();
    });

    /** As a browser's client does it. @returns the id */
    async function upload(bytes: number): Promise<string> {
      const url = stack.apis[0]?.url as string;
      const token = await signIn(url, 'user');
      return uploadResumably(url, token, { filename: 'large.zip', bytes, blocks: generated(bytes) });
    }

    it('of 1 GB by tus-js-client in pieces of 50 MiB costs the API no more memory than one of 60 MB', async () => {
      const api = stack.apis[0]?.pid as number;
      await upload(60 * 1000 * 1000);
      const small = await peakMib(api);
      await forgetPeak(api);
      const id = await upload(BYTES);
      expect((await peakMib(api)) - small).toBeLessThan(64);

      const hash = createHash('sha256');
      for await (const block of generated(BYTES)) hash.update(block);
      const found = await rows(db, 'SELECT state, bytes::int AS bytes, sha256 FROM uploads WHERE id = $1', [
        id,
      ]);
      expect(found).toEqual([{ state: 'finished', bytes: BYTES, sha256: hash.digest('hex') }]);
    });
  },
);
