import { type ChainConfig } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { Fees } from './fees';
import { NonceLeases } from './nonce-leases';
import { type Operator, operatorOf } from './operator';
import { StacksNode } from './stacks-node';

/** How long a job waits for the chain before it gives way to other work, or to another try. */
export interface ChainPatience {
  /** Tries at one call in one run of the job; the job itself is tried several times. */
  tries: number;
  firstWaitMs: number;
  longestWaitMs: number;
  /** For room: calls that wait for their block are as many as may. */
  roomMs: number;
  /** Between looks at a call whose nonce seems to be used: a node's index may be behind its account. */
  displacedMs: number;
}

export const PATIENCE: ChainPatience = {
  tries: 6,
  firstWaitMs: 100,
  longestWaitMs: 5_000,
  roomMs: 5_000,
  displacedMs: 700,
};

/** All that calls are made with. */
export interface Chain {
  node: StacksNode;
  operator: Operator;
  nonces: NonceLeases;
  fees: Fees;
  confirm: ChainConfig['confirm'];
  maxFee: number;
  patience: ChainPatience;
}

/**
 * Nothing is asked of the node here: a worker starts without it.
 * @throws Error naming the variable when what is configured can't be used
 */
export function openChain(config: ChainConfig, { db, log }: { db: Database; log: Log }): Chain {
  const operator = operatorOf(config);
  const node = new StacksNode({ url: config.nodeUrl, timeoutMs: config.timeoutMs });
  const { maxFee, confirm } = config;
  const fees = new Fees({ node, operator, maxFee, log });
  const nonces = new NonceLeases(db, node, operator);
  return { node, operator, nonces, fees, confirm, maxFee, patience: PATIENCE };
}
