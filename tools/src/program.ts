import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { atExit } from './at-exit';

const TAIL_LINES = 60;

export interface ProgramOptions {
  /** What it is called in messages and logs, such as `worker-1`. */
  name: string;
  /** The built script it runs. */
  script: string;
  args?: string[];
  /** Its whole environment. */
  env: NodeJS.ProcessEnv;
  /** A command that runs it, such as `nsenter --net=…`, and becomes it in the end; default: none. */
  runner?: readonly string[];
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface ExitStatus {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** One of our Node programs, running as a process. */
export interface Program {
  name: string;
  pid: number;
  /** Resolves when it has ended and all it printed has been read. */
  exited: Promise<ExitStatus>;
  hasExited(): boolean;
  /**
   * The first message `{ type, … }` it sends over IPC, at once when that has come already.
   * Rejects, with the end of its output, when the program ends first.
   */
  message(type: string): Promise<Record<string, unknown>>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL when it has not ended after `graceMs`. */
  stop(graceMs: number): Promise<ExitStatus>;
  /** The last lines it printed, for messages about its failure. */
  tail(): string;
}

/**
 * Runs a program apart from the terminal's signals. It holds an IPC channel and ends by itself when that
 * closes, so nothing outlives us even when we are killed outright.
 */
export function startProgram(options: ProgramOptions): Program {
  const { runner = [], script, args: scriptArgs = [] } = options;
  const [command, ...args] = [...runner, process.execPath, '--enable-source-maps', script, ...scriptArgs];
  const child = spawn(command as string, args, {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.name} could not be started: ${command}`);
  const lines: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream];
    if (!input) continue;
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      if (lines.length > TAIL_LINES) lines.shift();
      options.onLine?.(line, stream);
    });
  }
  const inbox = createInbox();
  child.on('message', inbox.put);
  // Its only other source is a channel that closes while we write, and then 'exit' follows.
  child.on('error', () => undefined);
  const callOff = atExit(() => killGroup(pid));
  child.once('exit', () => {
    callOff();
    // What it may have started itself would keep its output open.
    killGroup(pid);
  });
  let ended = false;
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('close', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  const tail = () => lines.join('\n');
  void exited.then((status) =>
    inbox.close(new Error(`${options.name} ended (${describeExit(status)}):\n${tail()}`)),
  );
  return {
    name: options.name,
    pid,
    exited,
    hasExited: () => ended,
    message: inbox.first,
    kill: (signal) => void child.kill(signal),
    tail,
    async stop(graceMs) {
      child.kill('SIGTERM');
      const killer = setTimeout(() => killGroup(pid), graceMs);
      const status = await exited;
      clearTimeout(killer);
      return status;
    },
  };
}

/** `exit code 1` or `signal SIGKILL`. */
export function describeExit({ code, signal }: ExitStatus): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

/** A detached child leads a process group of its own, which has its number. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** Keeps the first message of each type for whoever asks, before or after it came. */
function createInbox() {
  type Message = Record<string, unknown>;
  const received = new Map<string, Message>();
  const waiting = new Map<
    string,
    { resolve: (message: Message) => void; reject: (error: Error) => void }[]
  >();
  let closed: Error | undefined;
  return {
    put(message: unknown) {
      if (typeof message !== 'object' || message === null || !('type' in message)) return;
      const type = String(message.type);
      if (received.has(type)) return;
      received.set(type, message as Message);
      for (const waiter of waiting.get(type) ?? []) waiter.resolve(message as Message);
      waiting.delete(type);
    },
    first(type: string): Promise<Message> {
      const message = received.get(type);
      if (message) return Promise.resolve(message);
      if (closed) return Promise.reject(closed);
      return new Promise((resolve, reject) => {
        waiting.set(type, [...(waiting.get(type) ?? []), { resolve, reject }]);
      });
    },
    close(reason: Error) {
      closed = reason;
      for (const waiters of waiting.values()) for (const waiter of waiters) waiter.reject(reason);
      waiting.clear();
    },
  };
}
