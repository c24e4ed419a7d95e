import { type Database, rows, withRetry } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import pMap from 'p-map';
import { type JobTools } from '../../../job-handler';
import { tellBatch } from '../tell-batch';
import { type ChainCall, findCalls } from './call.queries';
import { type Chain } from './chain';
import { GapFiller } from './fill-gaps';
import { chainCalls, oldestPendingCall, pendingCalls } from './metrics';
import { type Attempt, lookUp, sendCall } from './send-call';
import { type CallEnd, settleCall } from './settle-call';
import { NodeAwayError } from './stacks-node';

/** Calls looked at in one round, of each kind. */
const ROUND_CALLS = 100;
const CONCURRENT_LOOKUPS = 5;
const DISPLACED = 'Another transaction has used its nonce';

export interface FollowerPatience {
  /** A call that waits for its block is looked up so often, to see whether it waits still. */
  lookAgainMs: number;
  /** A node's index may be behind its account: what is missing is believed lost after so long. */
  graceMs: number;
  /** A gap between nonces is left to the next call for so long. */
  gapMs: number;
}

const PATIENCE: FollowerPatience = { lookAgainMs: 10_000, graceMs: 30_000, gapMs: 5_000 };

export type FollowerDeps = { db: Database; log: Log } & Pick<JobTools, 'progress' | 'events'>;

/**
 * Follows the calls that are not over: those the node has accepted to their block, and those that were written down but
 * whose job is gone (given up as unknown, cancelled) to whatever became of them. Runs on the worker that leads; should
 * two do so, what one has found the other finds known already.
 */
export class CallFollower {
  private readonly patience: FollowerPatience;
  private readonly gaps: GapFiller;

  constructor(
    private readonly chain: Chain,
    private readonly deps: FollowerDeps,
    patience: Partial<FollowerPatience> = {},
  ) {
    this.patience = { ...PATIENCE, ...patience };
    this.gaps = new GapFiller(chain, deps, this.patience.gapMs);
  }

  /** One round. */
  async run(signal: AbortSignal): Promise<void> {
    const pending = await this.find(`state IN ('stored', 'accepted')`);
    pendingCalls.set(pending.length);
    oldestPendingCall.set(pending.length === 0 ? 0 : await this.oldestSeconds());
    if (pending.length === 0) return;
    try {
      const next = await this.chain.nonces.refresh(signal);
      await this.followMined(next, signal);
      await this.lookAfterWaiting(next, signal);
      await this.gaps.fill();
      await this.takeOver(signal);
    } catch (error) {
      if (!(error instanceof NodeAwayError)) throw error;
      this.deps.log.info('chain calls could not be followed', { reason: error.message });
    }
  }

  /** The account has gone past their nonces: they are in blocks, unless other transactions took their place. */
  private async followMined(next: bigint, signal: AbortSignal): Promise<void> {
    const calls = await this.find(`state = 'accepted' AND nonce < $2`, [next]);
    const { node } = this.chain;
    const found = await pMap(calls, (call) => lookUp(node, call, signal), {
      concurrency: CONCURRENT_LOOKUPS,
    });
    for (const [index, call] of calls.entries()) {
      const attempt = found[index];
      if (!attempt) await this.missed(call);
      else if (attempt.kind === 'settled' && attempt.end.state !== 'accepted')
        await this.settle(call, attempt.end);
    }
  }

  /** Nodes throw out what waits too long, and forget it when they are restarted: it is sent again. */
  private async lookAfterWaiting(next: bigint, signal: AbortSignal): Promise<void> {
    const due = `coalesce(checked_at, accepted_at) < now() - $3 * interval '1 millisecond'`;
    const calls = await this.find(`state = 'accepted' AND nonce >= $2 AND ${due}`, [
      next,
      this.patience.lookAgainMs,
    ]);
    for (const call of calls) {
      const attempt = await lookUp(this.chain.node, call, signal);
      if (attempt?.kind === 'settled') await this.seen(call, attempt.end);
      else if (!attempt) await this.sendAgain(call, signal);
    }
  }

  private async sendAgain(call: ChainCall, signal: AbortSignal): Promise<void> {
    const attempt = await sendCall(this.chain.node, call, signal, true);
    this.deps.log.warn('a call that the node had dropped was sent again', {
      txid: call.txid,
      outcome: attempt.kind,
    });
    await this.heard(call, attempt);
  }

  private async takeOver(signal: AbortSignal): Promise<void> {
    const calls = await this.find(
      `state = 'stored' AND (position < 0 OR NOT EXISTS (
         SELECT FROM jobs WHERE subject_id = call.batch_id AND jobs.state IN ('waiting', 'admitted', 'running')))`,
    );
    for (const call of calls) {
      await this.heard(call, await sendCall(this.chain.node, call, signal, false));
    }
  }

  private async heard(call: ChainCall, attempt: Attempt): Promise<void> {
    switch (attempt.kind) {
      case 'settled':
        return this.seen(call, attempt.end);
      case 'underpaid':
        return this.settle(call, { state: 'refused', reason: attempt.reason });
      case 'displaced':
        return this.missed(call);
      case 'full':
      case 'unknown':
        return undefined;
    }
  }

  private async seen(call: ChainCall, end: CallEnd): Promise<void> {
    if (call.state !== end.state) return this.settle(call, end);
    await this.deps.db.query(
      'UPDATE chain_calls SET checked_at = now(), missing_since = NULL WHERE txid = $1',
      [call.txid],
    );
  }

  /** Settles it once it has been missing for long enough. */
  private async missed(call: ChainCall): Promise<void> {
    const [lost] = await findCalls(
      this.deps.db,
      `WHERE txid = $1 AND missing_since < now() - $2 * interval '1 millisecond'`,
      [call.txid, this.patience.graceMs],
    );
    if (lost) return this.settle(call, { state: 'refused', reason: DISPLACED });
    await this.deps.db.query(
      `UPDATE chain_calls SET missing_since = coalesce(missing_since, now()) WHERE txid = $1`,
      [call.txid],
    );
  }

  private async settle(call: ChainCall, found: CallEnd): Promise<void> {
    const { db, log } = this.deps;
    const settled = await withRetry(() =>
      db.transaction((sql) => settleCall(sql, call.txid, found, this.chain.confirm)),
    );
    if (!settled) return;
    const { end, changed } = settled;
    chainCalls.inc({ outcome: end.state });
    if ('reason' in end) {
      const { txid, batchId, position } = call;
      log.warn('a chain call came to nothing', { txid, batchId, position, ...end });
    }
    if (changed) await tellBatch(this.deps, changed);
  }

  /** Since the oldest call under way was written down. */
  private async oldestSeconds(): Promise<number> {
    const [oldest] = await rows<{ seconds: number | null }>(
      this.deps.db,
      `SELECT extract(epoch FROM now() - min(created_at))::float AS seconds FROM chain_calls
       WHERE signer = $1 AND state IN ('stored', 'accepted')`,
      [this.chain.operator.address],
    );
    return oldest?.seconds ?? 0;
  }

  /** In the order of the chain. */
  private find(condition: string, parameters: unknown[] = []): Promise<ChainCall[]> {
    return findCalls(this.deps.db, `WHERE signer = $1 AND ${condition} ORDER BY nonce LIMIT ${ROUND_CALLS}`, [
      this.chain.operator.address,
      ...parameters,
    ]);
  }
}
