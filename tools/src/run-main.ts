import { wasInterrupted } from './interruption';
import { SetupError } from './setup-error';

/** Runs a command to its end and exits with the status it gives. */
export function runMain(main: () => Promise<number>): void {
  // `npm start | head`: a reader that went away is no reason to die without stopping what we started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  main().then((status) => process.exit(status), failWith);
}

/** Tells what went wrong and exits with status 1: the message alone where that is all there is to know. */
export function failWith(error: unknown): never {
  // Ctrl-C reaches short-lived helpers such as initdb, too: their failure is no news.
  if (wasInterrupted()) process.exit(130);
  const isPlain = error instanceof SetupError || (error as NodeJS.ErrnoException).code === 'EACCES';
  console.error(isPlain ? (error as Error).message : error);
  process.exit(1);
}
