import { setTimeout as delay } from 'node:timers/promises';
import { type Program } from './program';

const POLL_MS = 50;
const LIMIT_MS = 60_000;

/**
 * Asks `<url>/readyz` until it answers 200.
 * @throws Error with the last answer or the program's last lines when it ends, or takes over 60 s
 */
export async function untilReady(url: string, program: Program): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  let last = 'no answer';
  while (!program.hasExited() && Date.now() < deadline) {
    try {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
      last = `${answer.status} ${await answer.text()}`;
      if (answer.ok) return;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await delay(POLL_MS);
  }
  throw new Error(`${program.name} did not become ready (${last}):\n${program.tail()}`);
}
