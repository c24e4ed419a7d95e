import { type Command } from 'commander';

/** Examples behind a command's help: what to type, and what it does. */
export function withExamples(command: Command, examples: [command: string, does: string][]): Command {
  const width = Math.max(...examples.map(([typed]) => typed.length));
  const lines = examples.map(([typed, does]) => `  ${typed.padEnd(width)}  ${does}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
