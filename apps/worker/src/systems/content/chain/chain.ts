import { type ChainConfig } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { Fees } from './fees';
import { NonceLeases } from './nonce-leases';
import { type Operator, operatorOf } from './operator';
import { StacksNode } from './stacks-node';

/** All that calls are made with. */
export interface Chain {
  node: StacksNode;
  operator: Operator;
  nonces: NonceLeases;
  fees: Fees;
  confirm: ChainConfig['confirm'];
  maxFee: number;
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
  return { node, operator, nonces, fees, confirm, maxFee };
}
