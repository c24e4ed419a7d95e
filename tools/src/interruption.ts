/** Ctrl-C pressed once reaches us several times: from the terminal, from npm, from the bootstrap. */
const ONE_KEYSTROKE_MS = 700;

/** Whether and why the person (or the system) wants us to end. */
export interface Interruption {
  requested(): boolean;
  /** Resolves when the end is asked for. */
  happened: Promise<string>;
  /** @throws Interrupted when the end has been asked for */
  check(): void;
}

let firstAt: number | undefined;

/** True once this process has been asked to end: what fails from then on fails because of that. */
export function wasInterrupted(): boolean {
  return firstAt !== undefined;
}

/** Thrown to leave a start that was interrupted. */
export class Interrupted extends Error {}

/**
 * Watches SIGINT, SIGTERM, SIGHUP and the end of the bootstrap that started us. The first asks for an orderly
 * end; a second one exits at once, with status 130, and everything still running is killed on the way out.
 */
export function watchInterruption(say: (line: string) => void): Interruption {
  let announce: (reason: string) => void;
  const happened = new Promise<string>((resolve) => (announce = resolve));
  const ask = (reason: string) => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      announce(reason);
    } else if (reason !== 'disconnect' && Date.now() - firstAt > ONE_KEYSTROKE_MS) {
      say('Stopping at once.');
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(signal));
  process.on('disconnect', () => ask('disconnect'));
  return {
    requested: wasInterrupted,
    happened,
    check() {
      if (wasInterrupted()) throw new Interrupted('interrupted');
    },
  };
}
