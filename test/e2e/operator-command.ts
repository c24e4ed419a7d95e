import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const COMMAND = resolve(__dirname, '../../../apps/cli/bin/sluice.mjs');

export interface CommandEnd {
  exitCode: number | null;
  out: string;
  errors: string;
}

export interface CommandRun {
  process: ChildProcessWithoutNullStreams;
  end: Promise<CommandEnd>;
}

/** The operator's command as a process of its own, with a home of its own and without a terminal. */
export class OperatorCommand {
  constructor(
    readonly configHome: string,
    private readonly env: Record<string, string> = {},
  ) {}

  /** The same with other variables. */
  with(env: Record<string, string>): OperatorCommand {
    return new OperatorCommand(this.configHome, { ...this.env, ...env });
  }

  /** Its standard input stays open. */
  start(...args: string[]): CommandRun {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [COMMAND, ...args], {
      cwd: '/',
      env: { PATH, XDG_CONFIG_HOME: this.configHome, ...this.env },
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    // One that ends without reading what it is given is no fault of ours.
    child.stdin.on('error', () => undefined);
    const end = once(child, 'close').then(([exitCode]: (number | null)[]) => ({
      exitCode: exitCode ?? null,
      out,
      errors,
    }));
    return { process: child, end };
  }

  run(...args: string[]): Promise<CommandEnd> {
    return this.type('', ...args);
  }

  /** With that on its standard input. */
  type(input: string, ...args: string[]): Promise<CommandEnd> {
    const { process: child, end } = this.start(...args);
    child.stdin.end(input);
    return end;
  }

  /** What it prints with `--json`. @throws Error when it does not end well */
  async json<T>(...args: string[]): Promise<T> {
    const { exitCode, out, errors } = await this.run(...args, '--json');
    if (exitCode !== 0) throw new Error(`sluice ${args.join(' ')} ended with ${exitCode}: ${errors}`);
    return JSON.parse(out) as T;
  }
}
