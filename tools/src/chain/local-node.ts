import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { forgetfulLog, openChainLog } from './chain-log';
import { Faults } from './faults';
import { LocalChain } from './local-chain';
import { type NodeParts } from './node-routes';
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
  /** Resolves when the VM is there, which takes it 1.5 s; requests before that wait for it. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

/** Starts a Stacks node for one contract, on the loopback address, in this process, and waits until it is ready. */
export async function startLocalNode(options: LocalNodeOptions = {}): Promise<LocalNode> {
  const node = await listenAsLocalNode(options);
  await node.ready;
  return node;
}

/** The same, without waiting: who needs no more than its address need not be held up. */
export async function listenAsLocalNode(options: LocalNodeOptions): Promise<LocalNode> {
  const log = options.dataDir === undefined ? forgetfulLog() : openChainLog(options.dataDir);
  let give: (parts: NodeParts) => void;
  const parts = new Promise<NodeParts>((resolve) => (give = resolve));
  let miner: Miner | undefined;
  const server = createNodeServer(parts, () => miner?.wake());
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = async () => {
    const vm = await openRegistryVm();
    const faults = new Faults();
    const chain = new LocalChain({ vm, log, faults, maxPending: options.maxPending ?? DEFAULT_MAX_PENDING });
    const { blockMs = DEFAULT_BLOCK_MS } = options;
    if (blockMs !== 'manual') miner = startMiner(chain, blockMs);
    give({ chain, vm, faults });
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    ready: open(),
    async stop() {
      miner?.stop();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      log.close();
    },
  };
}

interface Miner {
  /** There may be something to mine. */
  wake(): void;
  stop(): void;
}

/** Mines while there is something to mine, and does nothing at all in between. */
function startMiner(chain: LocalChain, blockMs: number): Miner {
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
