import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { forgetfulLog, openChainLog } from './chain-log';
import { Faults } from './faults';
import { LocalChain } from './local-chain';
import { createNodeServer } from './node-server';
import { openRegistryVm } from './registry-vm';

const DEFAULT_BLOCK_MS = 20;
const DEFAULT_MAX_PENDING = 25;

export interface LocalNodeOptions {
  /** Default: any that is free. */
  port?: number;
  /** Where the chain is kept; without one it ends with the node. */
  dataDir?: string;
  /** How long a transaction that can be mined waits for its block; `manual`: until `POST /control/mine`. Default 20. */
  blockMs?: number | 'manual';
  /** Transactions of one sender that may be pending; default 25. */
  maxPending?: number;
}

export interface LocalNode {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** Starts a Stacks node for one contract, on the loopback address, in this process. Takes 1.5 s, for the VM. */
export async function startLocalNode(options: LocalNodeOptions = {}): Promise<LocalNode> {
  const { blockMs = DEFAULT_BLOCK_MS, maxPending = DEFAULT_MAX_PENDING } = options;
  const vm = await openRegistryVm();
  const log = options.dataDir === undefined ? forgetfulLog() : openChainLog(options.dataDir);
  const faults = new Faults();
  const chain = new LocalChain({ vm, log, faults, maxPending });
  const miner = blockMs === 'manual' ? undefined : startMiner(chain, blockMs);
  const server = createNodeServer({ chain, vm, faults }, () => miner?.wake());
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      miner?.stop();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      log.close();
    },
  };
}

/** Mines while there is something to mine, and does nothing at all in between. */
function startMiner(chain: LocalChain, blockMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const wake = () => {
    if (timer !== undefined || !chain.hasWork()) return;
    timer = setTimeout(() => {
      timer = undefined;
      chain.mineBlock();
      wake();
    }, blockMs);
  };
  wake();
  return { wake, stop: () => clearTimeout(timer) };
}
