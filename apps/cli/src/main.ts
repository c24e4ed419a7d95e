import { CommanderError } from 'commander';
import { addressOf } from './api';
import { type GlobalOptions } from './context';
import { readEnvironment } from './environment';
import { EXIT } from './exit-codes';
import { endOf } from './http';
import { createProgram } from './program';

async function main(): Promise<number> {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const program = createProgram();
  try {
    await program.parseAsync();
    return EXIT.ok;
  } catch (error) {
    // Its message was printed.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const end = endOf(error, await addressOf(readEnvironment(), program.opts<GlobalOptions>().url));
    if (!end) throw error;
    process.stderr.write(`${end.message}\n`);
    return end.exitCode;
  }
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`An unexpected error: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = EXIT.failed;
  },
);
