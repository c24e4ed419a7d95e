import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

export interface Stalls {
  /** Longest turn of the event loop, in processor time of the main thread: what the program itself does to it. */
  longestTurnCpuMs: number;
  /** Longest delay that Node's own monitor saw, by the clock: other processes count in. */
  longestDelayMs: number;
}

/** Watches the main thread's event loop while the work goes on. Linux only. */
export async function stallsDuring(work: () => Promise<unknown>): Promise<Stalls> {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  await sleep(50);
  delays.reset();
  let isOver = false;
  let longestTurnCpuMs = 0;
  const end = work().finally(() => (isOver = true));
  for (let last = ownCpuMs(); !isOver;) {
    await Promise.race([sleep(1), setImmediate()]);
    const now = ownCpuMs();
    longestTurnCpuMs = Math.max(longestTurnCpuMs, now - last);
    last = now;
  }
  await end;
  await sleep(20);
  delays.disable();
  return { longestTurnCpuMs, longestDelayMs: delays.max / 1e6 };
}

/** The first figure is the nanoseconds that the thread has run; the main thread has the number of the process. */
function ownCpuMs(): number {
  const [ns] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ', 1);
  return Number(ns) / 1e6;
}
