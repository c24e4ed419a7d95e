import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import type * as processLock from '../setup/process-lock.mjs';

describe('a lock that ends with its holder', () => {
  let lock: typeof processLock;
  let folder: string;

  before(async () => {
    lock = await import('../setup/process-lock.mjs');
    folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is refused while a living process holds it, and free after release', async () => {
    const path = join(folder, 'held');
    const held = await lock.takeLock(path);
    expect(held).toBeDefined();
    expect(await lock.takeLock(path)).toBeUndefined();
    held?.release();
    const again = await lock.takeLock(path);
    expect(again).toBeDefined();
    again?.release();
  });

  it('is taken over from a process that was killed', async () => {
    const path = join(folder, 'stale');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    symlinkSync(`${lock.processMark(child.pid ?? 0)}/token`, path);
    expect(await lock.takeLock(path)).toBeUndefined();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await lock.takeLock(path)).toBeDefined();
  });

  it('is taken over when another process has got the number of its holder since', async () => {
    const path = join(folder, 'reused');
    symlinkSync(`${process.pid}:1/token`, path);
    expect(await lock.takeLock(path)).toBeDefined();
  });

  it('goes to one of many who wait, one after another', async () => {
    const path = join(folder, 'contended');
    let inside = 0;
    let most = 0;
    const enter = async () => {
      const held = await lock.takeLock(path, () => undefined);
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      held.release();
    };
    await Promise.all(Array.from({ length: 8 }, enter));
    expect(most).toBe(1);
  });
});
