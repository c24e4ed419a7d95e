import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type StackProgram } from '@sluice/tools/test-stack';
import { type Stalls } from './event-loop';

/** What programs get in their environment so that {@link stallsOf} can ask them; `folder` is where they answer. */
export function loopProbe(folder: string): Record<string, string> {
  return { NODE_OPTIONS: `--require ${join(__dirname, 'loop-probe.js')}`, LOOP_PROBE_DIR: folder };
}

/** What a program's event loop went through since it was asked last. */
export async function stallsOf(folder: string, program: StackProgram): Promise<Stalls> {
  const path = join(folder, `${program.pid}.json`);
  await rm(path, { force: true });
  await program.kill('SIGUSR2');
  while (!existsSync(path)) await delay(10);
  await delay(10);
  return JSON.parse(await readFile(path, 'utf8')) as Stalls;
}
