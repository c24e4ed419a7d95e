/** Postgres or Redis, ours or one we were pointed at. */
export interface Service {
  /** Where to connect, credentials included; stays the same when it is started again. */
  url: string;
  /** False for a server that the environment named: it is never started, stopped or killed. */
  owned: boolean;
  /** Its process, while it runs. */
  pid(): number | undefined;
  /** Resolves when the running process ends; never for a server that is not ours. */
  exited(): Promise<void>;
  /** Sends a signal; with SIGKILL waits until the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again after it ended, on the same port and data; does nothing while it runs. */
  start(): Promise<void>;
  /** Closes everything in order and ends it. */
  stop(): Promise<void>;
}

/** A server that runs without us. */
export function externalService(url: string): Service {
  const refuse = () => Promise.reject(new Error('This server was not started by us'));
  return {
    url,
    owned: false,
    pid: () => undefined,
    exited: () => new Promise(() => undefined),
    kill: refuse,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
