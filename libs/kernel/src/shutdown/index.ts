import { isatty } from 'node:tty';

/** Ctrl-C pressed once may come several times: from the terminal, and from whoever passes it on. */
const ONE_KEYSTROKE_MS = 700;
/** What a shell says of a program that Ctrl-C has ended. */
const EXIT_INTERRUPTED = 130;

/**
 * Calls `begin`, once, when the process is asked to end: by SIGTERM, by SIGINT, or by the end of the supervisor that
 * started it, for one that was killed must not leave programs behind. A person who asks a second time has waited
 * enough: the process ends at once, with status 130.
 */
export function onShutdown(begin: (cause: string) => void): void {
  let askedAtMs: number | undefined;
  const ask = (cause: string): void => {
    if (askedAtMs === undefined) {
      askedAtMs = performance.now();
      begin(cause);
    } else if (isAPerson(cause) && performance.now() - askedAtMs > ONE_KEYSTROKE_MS) {
      process.exit(EXIT_INTERRUPTED);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ask(signal));
  process.on('disconnect', () => ask('the supervisor is gone'));
}

/** Supervisors may send SIGTERM twice and mean it once; at a terminal nobody does. */
function isAPerson(cause: string): boolean {
  return cause === 'SIGINT' || (cause === 'SIGTERM' && (isatty(0) || isatty(1)));
}
