import { createRequire } from 'node:module';
import { Command } from 'commander';
import { DEFAULT_URL } from './api';
import { addListCommand, addShowCommand } from './commands/batches';
import { addCompletionCommand } from './commands/completion';
import { addMoveCommands, addWatchCommand } from './commands/moves';
import { addCommandsThatWereAtTheTop, addOperatorCommands } from './commands/ops';
import { addErrorsCommand, addExportCommand } from './commands/results';
import { addSessionCommands } from './commands/session';
import { addUploadCommand } from './commands/upload';
import { withExamples } from './examples';

/** The package's own, wherever it is installed. */
const { version } = createRequire(__filename)('../package.json') as { version: string };

const MORE = `
Environment:
  SLUICE_URL    address of the API (default: the one signed in to last, or ${DEFAULT_URL})
  SLUICE_TOKEN  an access token to use instead of signing in
  NO_COLOR      no colours, even on a terminal

Exit codes:
  0 done   1 could not be done   2 wrong usage   3 not signed in or not allowed   4 API not reachable
  5 what was waited for has ended with failures

What operators do is under sluice ops; status, jobs, requeue, drain, resume, users and tenants are obeyed without it, too.`;

/** Every command, with its help. What goes wrong is thrown. */
export function createProgram(): Command {
  const program = new Command('sluice')
    .description('Sends batches to Sluice, follows them and gets their results; operates it')
    .version(version, '-V, --version', 'show the version')
    .option('--url <address>', 'address of the API')
    .option('--json', 'results as JSON, for programs')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Help: add --help')
    .exitOverride();
  addSessionCommands(program);
  addUploadCommand(program);
  addListCommand(program);
  addShowCommand(program);
  addErrorsCommand(program);
  addExportCommand(program);
  addWatchCommand(program);
  addMoveCommands(program);
  addOperatorCommands(program);
  addCompletionCommand(program);
  addHidden(program, addCommandsThatWereAtTheTop);
  withExamples(program, [
    ['sluice login anong', 'once'],
    ['sluice upload sheets.zip --system omr --watch', 'send it, and see it through'],
    ['sluice errors 01a1f97a-2416-772d-839c-ec64d0049dee', 'what is wrong with it?'],
    ['sluice ops status --watch', 'how is it?'],
    ['sluice ops drain --queue omr --for 30m', 'hold a system’s work back'],
    ['sluice ops requeue --queue omr --older-than 10m', 'what failed is done again'],
  ]);
  return program.addHelpText('after', MORE);
}

/** Commands that are obeyed, and not shown. */
function addHidden(program: Command, add: (parent: Command) => void): void {
  const parent = new Command().copyInheritedSettings(program);
  add(parent);
  for (const command of parent.commands) program.addCommand(command, { hidden: true });
}
