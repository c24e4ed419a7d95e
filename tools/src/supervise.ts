import { setTimeout as delay } from 'node:timers/promises';
import { type ExitStatus, startProgram, type Program, type ProgramOptions } from './program';

export interface SuperviseOptions extends ProgramOptions {
  /** Wait before a restart: `firstMs`, then twice as long each time, `maxMs` at most. */
  backoff: { firstMs: number; maxMs: number };
  /** A program that stayed up so long starts again with the first wait. Default 30 s. */
  stableMs?: number;
  /** It died and will be started again in `restartInMs`. */
  onDeath?: (status: ExitStatus, restartInMs: number) => void;
  /** It was started, the first time or again. */
  onStart?: (program: Program) => void;
}

export interface Supervised {
  name: string;
  /** The process that runs now, or has run last. */
  current(): Program;
  /** Ends it for good: SIGTERM, then SIGKILL after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Runs a program and starts it again whenever it ends, until stopped. */
export function supervise(options: SuperviseOptions): Supervised {
  const stopping = new AbortController();
  let program = start();
  const ended = keepRunning();

  function start(): Program {
    const started = startProgram(options);
    options.onStart?.(started);
    return started;
  }

  async function keepRunning(): Promise<void> {
    const { firstMs, maxMs } = options.backoff;
    let waitMs = firstMs;
    for (;;) {
      const startedAt = Date.now();
      const status = await program.exited;
      if (stopping.signal.aborted) return;
      if (Date.now() - startedAt >= (options.stableMs ?? 30_000)) waitMs = firstMs;
      options.onDeath?.(status, waitMs);
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      waitMs = Math.min(waitMs * 2, maxMs);
      program = start();
    }
  }

  return {
    name: options.name,
    current: () => program,
    async stop(graceMs) {
      stopping.abort();
      await program.stop(graceMs);
      await ended;
    },
  };
}
