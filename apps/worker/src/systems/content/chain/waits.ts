import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, give or take a half so that a fleet does not come back in step; ends early, with its reason, by the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms * (0.5 + Math.random()), undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Twice as long each time. */
export function backoffMs(attempt: number, first: number, most: number): number {
  return Math.min(most, first * 2 ** attempt);
}
