import { type Log } from '@sluice/kernel/log';
import { callLength, callPayload, type PriceCall } from './sign-call';
import { type Operator } from './operator';
import { NodeAwayError, type StacksNode } from './stacks-node';

/** Micro-STX a byte when the node has no estimate: ten times the least that nodes relay. */
const DEFAULT_RATE = 10;
/** Nodes relay nothing below one. */
const MIN_RATE = 1;
/** Estimates change with blocks. */
const KEEP_MS = 30_000;

export interface FeeOptions {
  node: StacksNode;
  operator: Operator;
  maxFee: number;
  log: Log;
}

/** What a call may cost: the node's estimate, never more than was allowed. Calls are alike, so a rate is kept a while. */
export class Fees {
  private rate: { value: number; until: number } | undefined;

  constructor(private readonly options: FeeOptions) {}

  async feeOf(call: PriceCall, signal: AbortSignal): Promise<number> {
    const rate = await this.currentRate(call, signal);
    return Math.min(this.options.maxFee, Math.ceil(rate * callLength(call)));
  }

  private async currentRate(call: PriceCall, signal: AbortSignal): Promise<number> {
    const now = Date.now();
    if (this.rate && this.rate.until > now) return this.rate.value;
    const value = await this.estimate(call, signal);
    this.rate = { value, until: now + KEEP_MS };
    return value;
  }

  private async estimate(call: PriceCall, signal: AbortSignal): Promise<number> {
    const { node, operator, log } = this.options;
    const bytes = callLength(call);
    try {
      const fee = await node.estimateFee(callPayload(operator, call), bytes, signal);
      return Math.max(MIN_RATE, fee / bytes);
    } catch (error) {
      if (!(error instanceof NodeAwayError)) throw error;
      log.info('the node estimates no fee, a default is used', { reason: error.message });
      return DEFAULT_RATE;
    }
  }
}
