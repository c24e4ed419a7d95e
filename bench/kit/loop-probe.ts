import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Stalls } from './event-loop';

/**
 * Loaded in front of a program (`NODE_OPTIONS=--require`): watches its event loop from within. At each SIGUSR2 it
 * writes what it saw since the last one to `LOOP_PROBE_DIR/<pid>.json`. Linux only.
 */
const folder = process.env['LOOP_PROBE_DIR'];
const LOOK_EVERY_MS = 2;

if (folder !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  let longestTurnCpuMs = 0;
  let last = ownCpuMs();
  // At most one long turn is between two looks: the timer is due when it ends.
  setInterval(() => {
    const now = ownCpuMs();
    longestTurnCpuMs = Math.max(longestTurnCpuMs, now - last);
    last = now;
  }, LOOK_EVERY_MS).unref();
  process.on('SIGUSR2', () => {
    const stalls: Stalls = { longestTurnCpuMs, longestDelayMs: delays.max / 1e6 };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(stalls));
    longestTurnCpuMs = 0;
    delays.reset();
  });
}

function ownCpuMs(): number {
  const [ns] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ', 1);
  return Number(ns) / 1e6;
}
