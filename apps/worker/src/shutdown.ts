import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type Dispatcher } from './dispatcher';
import { type Runner } from './runner';

/** Parts of the grace: after the first, jobs are asked to stop; after the second, they are taken from their runs. */
const PATIENCE = 0.6;
const LIMIT = 0.85;

export interface RunningWorker {
  dispatcher: Pick<Dispatcher, 'stop'>;
  runner: Pick<Runner, 'drain'>;
  /** Closes all connections. */
  close: () => Promise<void>;
  graceMs: number;
  log: Log;
}

/**
 * Leaves the fleet: no new work, what is at hand ends or is another worker's at once, another leads. What can't be
 * closed in the end is cut off.
 * @returns the exit status: 0, or 1 when work could not be handed back and others must wait for its lease to run out
 */
export async function shutDown({ dispatcher, runner, close, graceMs, log }: RunningWorker): Promise<number> {
  const endsAtMs = performance.now() + graceMs;
  setTimeout(() => process.exit(1), graceMs).unref();
  // Beside the work: to lead no more may wait for a statement or for Redis.
  const resigned = dispatcher.stop();
  resigned.catch(() => undefined);
  try {
    await runner.drain({ patienceMs: PATIENCE * graceMs, limitMs: LIMIT * graceMs });
  } catch (error) {
    log.error('work could not be handed back', { error });
    return 1;
  }
  const closed = resigned.then(close).catch((error: unknown) => {
    log.warn('not everything could be closed in order', { error: messageOf(error) });
  });
  // Nothing is lost any more, whatever still hangs.
  await Promise.race([closed, sleep(endsAtMs - performance.now() - CUT_MS)]);
  return 0;
}

/** Before the grace is over and the process counts as one that failed to end. */
const CUT_MS = 100;
