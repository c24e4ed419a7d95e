import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit } from './at-exit';
import { freePort } from './free-port';
import { SetupError } from './setup-error';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const POLL_MS = 25;

export interface ServerOptions {
  name: string;
  command: string;
  args: string[];
  /** Whom to run as; undefined is the caller. */
  user: { uid: number; gid: number } | undefined;
  env: NodeJS.ProcessEnv;
  /** Where its output is appended. */
  logFile: string;
  /** Where its process is written down, for {@link stopLeftover}. */
  recordFile: string;
  /** Asks it to close everything and end. */
  stopSignal: NodeJS.Signals;
}

/** A server program (Postgres, Redis) that runs apart from the terminal's signals. */
export interface ServerProcess {
  pid: number;
  /** Resolves when it has ended, however that came. */
  exited: Promise<void>;
  hasExited(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** The stop signal, then SIGKILL when it does not end within 15 s. */
  stop(): Promise<void>;
  /** The end of what it has printed since it was started. */
  logTail(): string;
}

const lockModule = () => import('../setup/process-lock.mjs');

/** Starts a server. It is ended with this process, unless that is killed outright: see {@link stopLeftover}. */
export async function spawnServer(options: ServerOptions): Promise<ServerProcess> {
  const { processMark } = await lockModule();
  const log = openSync(options.logFile, 'a', 0o600);
  const logStart = statSync(options.logFile).size;
  const child = spawn(options.command, options.args, {
    ...options.user,
    env: options.env,
    cwd: '/',
    stdio: ['ignore', log, log],
    // A session of its own: Ctrl-C reaches the supervisor alone, which stops the workers first.
    detached: true,
  });
  closeSync(log);
  let ended = false;
  const callOff = atExit(() => child.kill(options.stopSignal));
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      ended = true;
      callOff();
      rmSync(options.recordFile, { force: true });
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const pid = child.pid;
  if (pid === undefined) throw new SetupError(`${options.name} could not be started: ${options.command}`);
  const mark = processMark(pid);
  if (mark !== undefined && !ended) writeFileSync(options.recordFile, `${mark} ${options.stopSignal}`);
  return {
    pid,
    exited,
    hasExited: () => ended,
    kill: (signal) => void child.kill(signal),
    async stop() {
      if (ended) return;
      child.kill(options.stopSignal);
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(killer);
    },
    logTail: () => readFileSync(options.logFile).subarray(logStart).toString('utf8').slice(-4_000).trim(),
  };
}

/** Stops the server that a supervisor left behind when it was killed outright. True when there was one. */
export async function stopLeftover(recordFile: string): Promise<boolean> {
  const { isRunning, pidOf } = await lockModule();
  let record: string;
  try {
    record = readFileSync(recordFile, 'utf8');
  } catch {
    return false;
  }
  const [mark = '', signal = 'SIGTERM'] = record.split(' ');
  const wasRunning = isRunning(mark);
  for (const [send, waitMs] of [
    [signal as NodeJS.Signals, STOP_LIMIT_MS],
    ['SIGKILL', STOP_LIMIT_MS],
  ] as const) {
    const deadline = Date.now() + waitMs;
    if (isRunning(mark)) process.kill(pidOf(mark), send);
    while (isRunning(mark) && Date.now() < deadline) await delay(POLL_MS);
  }
  rmSync(recordFile, { force: true });
  return wasRunning;
}

export interface StartOnPortOptions {
  name: string;
  /** A port that others know already; undefined takes any free one. */
  port: number | undefined;
  spawn(port: number): Promise<ServerProcess>;
  /** Resolves once the server answers; a rejection means "not yet". */
  probe(port: number): Promise<void>;
  /** What the server says when it ended for a reason that passes: its port was taken, its old self still goes. */
  passing: RegExp;
}

/**
 * Starts a server on a port and waits until it answers. Between asking for a free port and listening on it
 * another program may take it: then it goes on with the next.
 * @throws SetupError with the end of the server's log when it does not come up
 */
export async function startOnPort(
  options: StartOnPortOptions,
): Promise<{ port: number; server: ServerProcess }> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const port = options.port ?? (await freePort());
    const server = await options.spawn(port);
    if (await becomesReady(server, () => options.probe(port), deadline)) return { port, server };
    const tail = server.logTail();
    await server.stop();
    if (!options.passing.test(tail) || Date.now() >= deadline) {
      throw new SetupError(`${options.name} did not start:\n${tail}`);
    }
    await delay(POLL_MS);
  }
}

async function becomesReady(
  server: ServerProcess,
  probe: () => Promise<void>,
  deadline: number,
): Promise<boolean> {
  while (!server.hasExited() && Date.now() < deadline) {
    try {
      await probe();
      return !server.hasExited();
    } catch {
      await delay(POLL_MS);
    }
  }
  return false;
}
