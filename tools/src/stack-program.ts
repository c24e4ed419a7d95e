import { PROGRAMS } from './paths';
import { type ExitStatus, type Program, startProgram } from './program';
import { untilReady } from './until-ready';

const DRAIN_MS = 12_000;

/** A running API or worker process. */
export interface StackProgram {
  name: string;
  /** The number of the process that runs now or ran last. */
  readonly pid: number;
  /** Resolves when the present process ends. */
  exited(): Promise<ExitStatus>;
  hasExited(): boolean;
  /** Sends a signal; with SIGKILL waits until the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** SIGTERM, and SIGKILL after 12 s. */
  stop(): Promise<ExitStatus>;
  /** Starts it again, stopping it first when it runs; an API keeps its port. */
  restart(env?: Record<string, string>): Promise<void>;
  /** `http://127.0.0.1:<port>`; of a worker, where it tells its health. */
  url: string;
  /** The last lines it printed. */
  output(): string;
}

type OnLine = (program: string, line: string) => void;

/** Where a program runs, if not beside the test. */
export interface Machine {
  /** The command that runs it there, such as `nsenter --net=…`. */
  runner: readonly string[];
  /** What its environment has of its own: `HOST`, and folders that it shares with nobody. */
  env: Record<string, string>;
}

/** Starts an API and waits until it is ready. @param onMade gets it before that */
export async function startApi(
  name: string,
  env: NodeJS.ProcessEnv,
  machine: Machine,
  onMade: (api: StackProgram) => void,
  onLine?: OnLine,
): Promise<StackProgram> {
  const api = stackProgram({ name, script: PROGRAMS.api, env, machine, onLine }, async (program) => {
    const { port } = await program.message('listening');
    env['PORT'] = String(port);
    const url = `http://${env['HOST']}:${String(port)}`;
    await untilReady(url, program);
    return url;
  });
  onMade(api);
  await api.ready;
  return api;
}

/** The same for a worker. */
export async function startWorker(
  name: string,
  env: NodeJS.ProcessEnv,
  machine: Machine,
  onMade: (worker: StackProgram) => void,
  onLine?: OnLine,
): Promise<StackProgram> {
  const worker = stackProgram({ name, script: PROGRAMS.worker, env, machine, onLine }, async (program) => {
    const { port } = await program.message('ready');
    return `http://${env['HOST']}:${String(port)}`;
  });
  onMade(worker);
  await worker.ready;
  return worker;
}

interface Start {
  name: string;
  script: string;
  env: NodeJS.ProcessEnv;
  machine: Machine;
  onLine: OnLine | undefined;
}

function stackProgram(
  { name, script, env, machine: { runner }, onLine: tell }: Start,
  /** Resolves with the address that the program listens on. */
  untilUp: (program: Program) => Promise<string>,
): StackProgram & { ready: Promise<void> } {
  const echo = Boolean(process.env['SLUICE_TEST_ECHO']);
  const onLine = (line: string) => {
    tell?.(name, line);
    if (echo) process.stderr.write(`${name}  ${line}\n`);
  };
  const start = () => startProgram({ name, script, env, runner, onLine });
  let program = start();
  let url = '';
  const up = async (): Promise<void> => {
    url = await untilUp(program);
  };
  return {
    name,
    get url() {
      return url;
    },
    get pid() {
      return program.pid;
    },
    ready: Promise.resolve().then(up),
    exited: () => program.exited,
    hasExited: () => program.hasExited(),
    async kill(signal) {
      program.kill(signal);
      if (signal === 'SIGKILL') await program.exited;
    },
    stop: () => program.stop(DRAIN_MS),
    async restart(extra = {}) {
      if (!program.hasExited()) await program.stop(DRAIN_MS);
      Object.assign(env, extra);
      program = start();
      await up();
    },
    output: () => program.tail(),
  };
}
