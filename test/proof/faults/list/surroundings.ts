import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rows } from '@sluice/kernel/db';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { OmrClient } from '../../../e2e/omr-client';
import { type Fault, type Scene } from '../fault';
import { killAtEnvironment, UNHARMED } from '../killed-at';

const RECOVERY_MS = 30_000;
const DISK_MIB = 64;
const FULL_MS = 5_000;
/** Debian's package puts it there, by the name of the machine's architecture. */
const FAKETIME = ['x86_64', 'aarch64'].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`,
);
const SKEWED_REQUESTS = 15;
const DEATHS_LIMIT_MS = 150_000;

function faketime(): string | undefined {
  return FAKETIME.find((path) => existsSync(path));
}

/** Programs whose clocks are wrong: leases go by that of Postgres, so nothing of it may be seen. */
async function skewClocks({ stack, afterRequests }: Scene): Promise<void> {
  const wrong = (offset: string) => ({
    LD_PRELOAD: faketime() as string,
    FAKETIME: offset,
    // Timers count intervals; it is the time of day that is wrong.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  const [ahead, behind] = stack.workers;
  await ahead?.restart(wrong('+1h'));
  await behind?.restart(wrong('-1h'));
  // Access tokens last 30 minutes by the clocks of the APIs: those may differ by less.
  await stack.apis[0]?.restart(wrong('+5m'));
  await afterRequests(SKEWED_REQUESTS);
  const right = { LD_PRELOAD: '', FAKETIME: '' };
  for (const program of [...stack.workers, ...stack.apis.slice(0, 1)]) await program.restart(right);
}

/** A batch whose work kills whoever takes it up is given up after three deaths, and does no harm to others. */
async function poison({ stack, db, note }: Scene): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-poison-'));
  const subjectFile = join(folder, 'subject');
  let isOver = false;
  const trap = killAtEnvironment('claimed', { subjectFile });
  try {
    await Promise.all(stack.workers.map((worker) => worker.restart(trap)));
    const user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
    const bytes = await makeSheet({ dpi: 80, taskId: '14900113' });
    const big = rawZip(Array.from({ length: 60 }, (_, n) => ({ name: `${n + 1}.jpg`, bytes, method: 0 })));
    const { body } = await user.upload(big, { task_id: '14900113' });
    writeFileSync(subjectFile, body.batch_id);
    const revivals = stack.workers.map(async (worker) => {
      while (!isOver) {
        if (worker.hasExited()) await worker.restart();
        await delay(100);
      }
    });
    const end = await user.waitForEnd(body.batch_id, { timeoutMs: DEATHS_LIMIT_MS });
    isOver = true;
    await Promise.all(revivals);
    const poisoned = await rows(db, `SELECT 1 FROM jobs WHERE subject_id = $1 AND given_up = 'poison'`, [
      body.batch_id,
    ]);
    note('the poison was given up', { end, jobs: poisoned.length });
    if (poisoned.length === 0)
      throw new Error(`No job of the batch is poison; it ended as ${JSON.stringify(end)}`);
  } finally {
    isOver = true;
    await Promise.all(stack.workers.map((worker) => worker.restart(UNHARMED)));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where nothing more can be written, uploads are refused and nothing else is harmed. */
async function fillDisk({ stack, note }: Scene): Promise<void> {
  const filling = join(stack.storageDir, 'filling');
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${filling}`, 'bs=64k'], { stdio: 'ignore' });
  } catch {
    note('the disk is full');
  }
  await delay(FULL_MS);
  rmSync(filling);
}

function tmpfs(): { path: string; unmount(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sluice-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', path]);
  return {
    path,
    unmount() {
      execFileSync('umount', [path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function mountObstacle(): string | undefined {
  try {
    tmpfs().unmount();
    return undefined;
  } catch {
    return 'no file system may be mounted here';
  }
}

export const SURROUNDING_FAULTS: readonly Fault[] = [
  {
    name: 'the disk of the store is full for 5 s',
    recoveryBoundMs: RECOVERY_MS,
    obstacle: mountObstacle,
    surroundings() {
      const disk = tmpfs();
      const storageDir = join(disk.path, 'files');
      mkdirSync(storageDir);
      return { stack: { storageDir }, end: () => disk.unmount() };
    },
    happen: fillDisk,
  },
  {
    name: 'the clocks of workers are an hour ahead and behind, that of an API five minutes ahead',
    recoveryBoundMs: RECOVERY_MS,
    obstacle: () =>
      faketime() === undefined ? 'libfaketime is not there: apt-get install faketime' : undefined,
    happen: skewClocks,
  },
  {
    name: 'a batch kills every worker that takes it up',
    // Three leases have to run out, one after the other.
    recoveryBoundMs: 3 * RECOVERY_MS,
    happen: poison,
  },
];
