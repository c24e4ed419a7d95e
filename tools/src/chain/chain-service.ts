import { PROGRAMS } from '../paths';
import { startProgram, type Program } from '../program';
import { type Service } from '../service';
import { chainControl, type ChainControl } from './chain-client';

const STOP_LIMIT_MS = 5_000;

export interface ChainOptions {
  /** How long a transaction waits for its block; `manual`: until `mine()`. Default 20. */
  blockMs?: number | 'manual';
}

export interface ChainPlace {
  /** Where the chain is kept: started again there, it goes on. */
  dataDir: string;
  onLine?: (line: string) => void;
}

/** A local node that runs as a process, and the ways to control it. */
export interface ChainService extends Service, ChainControl {
  /** Resolves when it answers; asked before that, it lets one wait. Rejects, with its output, when it ends first. */
  ready(): Promise<void>;
}

/** Starts the local node as a process of its own and waits until it has an address. */
export async function startChain(options: ChainOptions & ChainPlace): Promise<ChainService> {
  const { dataDir, blockMs, onLine } = options;
  const start = async (port: number): Promise<{ program: Program; port: number }> => {
    const args = ['--data', dataDir, '--port', String(port)];
    if (blockMs !== undefined) args.push('--block-ms', String(blockMs));
    const program = startProgram({
      name: 'chain',
      script: PROGRAMS.chain,
      args,
      env: process.env,
      ...(onLine === undefined ? {} : { onLine }),
    });
    const listening = await program.message('listening');
    return { program, port: Number(listening['port']) };
  };
  let { program, port } = await start(0);
  const url = `http://127.0.0.1:${port}`;
  return {
    ...chainControl(url),
    url,
    owned: true,
    pid: () => (program.hasExited() ? undefined : program.pid),
    exited: () => program.exited.then(() => undefined),
    async kill(signal) {
      program.kill(signal);
      if (signal === 'SIGKILL') await program.exited;
    },
    async ready() {
      await program.message('ready');
    },
    async start() {
      if (!program.hasExited()) return;
      ({ program, port } = await start(port));
      await program.message('ready');
    },
    async stop() {
      await program.stop(STOP_LIMIT_MS);
    },
  };
}
