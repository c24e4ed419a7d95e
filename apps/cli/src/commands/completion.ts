import { Argument, type Command } from 'commander';
import { SHELLS, type Shell, completionScript } from '../completion-scripts';
import { withExamples } from '../examples';

export function addCompletionCommand(parent: Command): void {
  const command = parent
    .command('completion')
    .description('Print a script that has a shell complete what is typed')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: Shell) => void process.stdout.write(completionScript(parent, shell)));
  withExamples(command, [
    ['source <(sluice completion bash)', 'in ~/.bashrc'],
    ['source <(sluice completion zsh)', 'in ~/.zshrc, behind compinit'],
    ['sluice completion fish > ~/.config/fish/completions/sluice.fish', 'once'],
  ]);
}
