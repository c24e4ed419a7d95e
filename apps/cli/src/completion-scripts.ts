import { type Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A command as far as it can be completed. */
interface Node {
  /** From the program's name on: `sluice ops drain`. */
  path: string;
  description: string;
  subcommands: Node[];
  options: { flag: string; description: string; choices: readonly string[]; takesValue: boolean }[];
  /** Of its first argument; empty where it may be anything. */
  choices: readonly string[];
}

/** Of everything that help shows. */
export function completionScript(program: Command, shell: Shell): string {
  const nodes = flat(nodeOf(program, ''));
  return shell === 'fish' ? fish(nodes) : bash(nodes, shell);
}

function nodeOf(command: Command, parentPath: string): Node {
  const path = `${parentPath} ${command.name()}`.trim();
  const help = command.createHelp();
  // Where help stands it is completed; of what it takes there is nothing to say.
  const visible = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  return {
    path,
    description: command.description(),
    subcommands: visible.map((one) => nodeOf(one, path)),
    options: options.map(({ long, short, description, argChoices = [], required, optional }) => ({
      flag: long ?? (short as string),
      description,
      choices: argChoices,
      takesValue: required || optional,
    })),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
}

function flat(node: Node): Node[] {
  return [node, ...node.subcommands.flatMap(flat)];
}

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf(' ') + 1);
}

/** zsh runs it by its own `bashcompinit`, which needs `compinit`: whoever has no settings of their own has not run that. */
const ZSH_INTRO = `whence compdef > /dev/null || { autoload -U compinit && compinit }
autoload -U +X bashcompinit && bashcompinit
`;

function bash(nodes: Node[], shell: 'bash' | 'zsh'): string {
  const paths = nodes.map(({ path }) => `'${path}'`).join('|');
  const words = nodes.map(({ path, subcommands, options, choices }) => {
    const first = [...subcommands.map((one) => lastWord(one.path)), ...choices].join(' ');
    return `    '${path}') words='${first}' options='${options.map(({ flag }) => flag).join(' ')}' ;;`;
  });
  const values = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `    '${path} ${flag}') words='${choices.join(' ')}' ;;`),
  );
  const intro = shell === 'zsh' ? ZSH_INTRO : '';
  return `# Made by: sluice completion ${shell}
${intro}_sluice() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path=sluice words='' options='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
    ${paths}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $previous" in
${values.join('\n')}
  esac
  if [[ -z "$words" ]]; then
    case "$path" in
${words.join('\n')}
    esac
    # Else what is no option may be a file.
    [[ "$current" == -* ]] && words="$options"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _sluice sluice
`;
}

function fish(nodes: Node[]): string {
  const lines = nodes.flatMap(({ path, subcommands, options, choices }) => {
    const condition = `-n '${fishCondition(path, subcommands)}'`;
    return [
      ...subcommands.map(
        (one) => `complete -c sluice ${condition} -f -a ${lastWord(one.path)} -d ${quoted(one.description)}`,
      ),
      ...choices.map((choice) => `complete -c sluice ${condition} -f -a ${choice}`),
      ...options.map((option) => {
        const takes = option.takesValue ? ' -r' : '';
        const values = option.choices.length > 0 ? ` -f -a '${option.choices.join(' ')}'` : '';
        const flag = option.flag.replace(/^--/, '');
        return `complete -c sluice ${condition} -l ${flag}${takes}${values} -d ${quoted(option.description)}`;
      }),
    ];
  });
  return `# Made by: sluice completion fish\n${lines.join('\n')}\n`;
}

/** True where the words of the path were typed and none of its subcommands. */
function fishCondition(path: string, subcommands: Node[]): string {
  const typed = path.split(' ').slice(1);
  const seen = typed.map((word) => `__fish_seen_subcommand_from ${word}`);
  const next = subcommands.map((one) => lastWord(one.path)).join(' ');
  const notYet = next === '' ? [] : [`not __fish_seen_subcommand_from ${next}`];
  return [...seen, ...notYet].join('; and ') || 'true';
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
