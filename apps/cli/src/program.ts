import { createRequire } from 'node:module';
import { Command } from 'commander';
import { DEFAULT_URL } from './api';
import { addDrainCommands } from './commands/drain';
import { addJobsCommand } from './commands/jobs';
import { addRequeueCommands } from './commands/requeue';
import { addSessionCommands } from './commands/session';
import { addStatusCommand } from './commands/status';
import { addTenantCommands } from './commands/tenants';
import { addUserCommands } from './commands/users';
import { withExamples } from './examples';

/** The package's own, wherever it is installed. */
const { version } = createRequire(__filename)('../package.json') as { version: string };

const MORE = `
Environment:
  SLUICE_URL    address of the API (default: the one signed in to last, or ${DEFAULT_URL})
  SLUICE_TOKEN  an access token to use instead of signing in
  NO_COLOR      no colours, even on a terminal

Exit codes:
  0 done   1 could not be done   2 wrong usage   3 not signed in or not allowed   4 API not reachable`;

/** Every command, with its help. What goes wrong is thrown. */
export function createProgram(): Command {
  const program = new Command('sluice')
    .description('Operates Sluice by its API')
    .version(version, '-V, --version', 'show the version')
    .option('--url <address>', 'address of the API')
    .option('--json', 'results as JSON, for programs')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Help: add --help')
    .exitOverride();
  addStatusCommand(program);
  addJobsCommand(program);
  addRequeueCommands(program);
  addDrainCommands(program);
  addUserCommands(program);
  addTenantCommands(program);
  addSessionCommands(program);
  withExamples(program, [
    ['sluice login admin', 'once'],
    ['sluice status --watch', 'how is it?'],
    ['sluice drain --queue omr --for 30m', 'hold a system’s work back'],
    ['sluice requeue --queue omr --older-than 10m', 'what failed is done again'],
  ]);
  return program.addHelpText('after', MORE);
}
