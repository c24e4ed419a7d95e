import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Span, tracedItem } from '@sluice/kernel/tracing';
import { type ContentBatch } from '@sluice/systems/content';
import { type JobTools } from '../../../job-handler';
import { type PlaceRange } from '../batch.queries';
import { tellBatch } from '../tell-batch';
import { type ChainCall, openCalls } from './call.queries';
import { type Chain } from './chain';
import { chainCalls } from './metrics';
import { placeCall, type Placement } from './place-call';
import { type Attempt, sendCall } from './send-call';
import { type CallEnd, releaseCall, settleCall } from './settle-call';
import { type PriceCall } from './sign-call';
import { NodeAwayError } from './stacks-node';
import { backoffMs, pause } from './waits';

/** Items of a piece under way at once: one is signed while another's answer is waited for. */
const LANES = 3;
const ROOM_LOOK_MS = 25;
const LONGEST_ROOM_LOOK_MS = 250;
const COME_BACK_MS = 1_000;
/** Looks at a call whose nonce is used before it is given up. */
const DISPLACED_LOOKS = 3;

/** The job gives its slot back until there is room on the chain; that is no failure. */
class NoRoomError extends Error {}

interface Item extends PriceCall {
  position: number;
}

/** Sets the prices of a piece's items on the chain, one call each. Hands the job back when there is no room for more. */
export async function callItems(
  chain: Chain,
  db: Database,
  tools: JobTools,
  batch: ContentBatch,
  range: PlaceRange,
): Promise<void> {
  const [items, open] = await Promise.all([pendingItems(db, batch, range), openCalls(db, range)]);
  try {
    if (items.length > 0) await new CallRun(chain, db, tools, batch, items, open).run();
  } catch (error) {
    if (error instanceof NoRoomError) return tools.lease.handBack(COME_BACK_MS);
    if (!(error instanceof NodeAwayError)) throw error;
    throw new AppError('chain_away', 503, error.message, { retryable: true, cause: error });
  }
}

async function pendingItems(
  db: Database,
  batch: ContentBatch,
  { batchId, from, to }: PlaceRange,
): Promise<Item[]> {
  return rows<Item>(
    db,
    `SELECT position, content_id AS "contentId", $4 AS creator, coalesce(values ->> 'price', $5) AS price
     FROM content_batch_items
     WHERE batch_id = $1 AND position BETWEEN $2 AND $3 AND status = 'pending' AND repeats_position IS NULL
     ORDER BY position`,
    [batchId, from, to, batch.creator, batch.parameters.newPrice ?? null],
  );
}

class CallRun {
  private readonly queue: Item[];
  private failure: { error: unknown } | undefined;
  private wasFull = false;

  constructor(
    private readonly chain: Chain,
    private readonly db: Database,
    private readonly tools: JobTools,
    private readonly batch: ContentBatch,
    items: Item[],
    private readonly open: Map<number, ChainCall>,
  ) {
    this.queue = [...items];
  }

  async run(): Promise<void> {
    await this.chain.nonces.ensure(this.tools.signal);
    await Promise.all(Array.from({ length: LANES }, () => this.lane()));
    if (this.failure) throw this.failure.error;
  }

  /** When a lane meets an error the others end what they have begun. */
  private async lane(): Promise<void> {
    try {
      while (!this.failure) {
        const item = this.queue.shift();
        if (!item) return;
        this.tools.signal.throwIfAborted();
        await tracedItem('content.chain-call', { 'sluice.item': item.position }, (span) =>
          this.callItem(item, span),
        );
      }
    } catch (error) {
      this.failure ??= { error };
    }
  }

  private async callItem(item: Item, span: Span): Promise<void> {
    const found = this.open.get(item.position);
    let fee = await this.chain.fees.feeOf(item, this.tools.signal);
    for (let call = found; ; call = undefined) {
      const isNew = call === undefined;
      call ??= await this.place(item, fee);
      if (!call) return;
      const outcome = await this.send(call, isNew);
      span.set({ 'sluice.item.status': outcome.kind === 'settled' ? outcome.end.state : outcome.kind });
      if (outcome.kind === 'settled') return this.settle(call, outcome.end);
      if (outcome.kind === 'underpaid') {
        if (outcome.wantedFee > this.chain.maxFee)
          return this.settle(call, tooDear(outcome, this.chain.maxFee));
        fee = outcome.wantedFee;
      }
      await this.release(call, outcome.reason);
    }
  }

  /** @returns undefined when the item has ended without a call */
  private async place(item: Item, fee: number): Promise<ChainCall | undefined> {
    const { nonces, patience } = this.chain;
    const deadline = Date.now() + patience.roomMs;
    for (let look = 0; ; look++) {
      const placement = await nonces.inTurn(() => this.placeInRoom(item, fee, deadline));
      if (placement.kind === 'stored') {
        chainCalls.inc({ outcome: 'signed' });
        return placement.call;
      }
      if (placement.kind === 'ended') {
        await tellBatch(this.tools, placement.changed);
        return undefined;
      }
      if (Date.now() > deadline) throw new NoRoomError();
      await pause(backoffMs(look, ROOM_LOOK_MS, LONGEST_ROOM_LOOK_MS), this.tools.signal);
    }
  }

  /** After it was full, waits for room without any lock; who comes next in this process would have to wait, too. */
  private async placeInRoom(item: Item, fee: number, deadline: number): Promise<Placement> {
    const { nonces } = this.chain;
    const { lease, signal } = this.tools;
    for (let look = 0; this.wasFull && (await nonces.next(this.db)) === undefined; look++) {
      if (Date.now() > deadline) throw new NoRoomError();
      if (look > 0) await pause(backoffMs(look, ROOM_LOOK_MS, LONGEST_ROOM_LOOK_MS), signal);
      await nonces.refresh(signal);
    }
    const placement = await lease.commit(
      (sql) => placeCall(sql, this.chain, this.batch, item.position, fee),
      { prepare: (sql) => nonces.lock(sql) },
    );
    this.wasFull = placement.kind === 'full';
    return placement;
  }

  /** Tries until something is known. @throws NodeAwayError, NoRoomError */
  private async send(
    call: ChainCall,
    isNew: boolean,
  ): Promise<Exclude<Attempt, { kind: 'unknown' | 'full' }>> {
    const { node, patience } = this.chain;
    const { signal, log } = this.tools;
    const deadline = Date.now() + patience.roomMs;
    let displaced = 0;
    let tries = 0;
    for (;;) {
      const attempt = await sendCall(node, call, signal, isNew && tries + displaced === 0);
      if (attempt.kind === 'settled' || attempt.kind === 'underpaid') return attempt;
      log.info('a chain call is tried again', { txid: call.txid, reason: attempt.reason });
      if (attempt.kind === 'displaced') {
        if (++displaced === DISPLACED_LOOKS) return attempt;
        await pause(patience.displacedMs, signal);
        continue;
      }
      if (attempt.kind === 'full' && Date.now() > deadline) throw new NoRoomError();
      if (attempt.kind === 'unknown' && ++tries === patience.tries) throw new NodeAwayError(attempt.reason);
      const asked = attempt.kind === 'unknown' ? (attempt.retryAfterMs ?? 0) : 0;
      const wait = backoffMs(tries, patience.firstWaitMs, patience.longestWaitMs);
      await pause(Math.max(wait, Math.min(asked, patience.longestWaitMs)), signal);
    }
  }

  private async settle(call: ChainCall, end: CallEnd): Promise<void> {
    const { confirm } = this.chain;
    const settled = await this.tools.lease.commit((sql) => settleCall(sql, call.txid, end, confirm), {
      checkpoint: { position: call.position },
    });
    if (settled) chainCalls.inc({ outcome: settled.end.state });
    if (settled?.changed) await tellBatch(this.tools, settled.changed);
  }

  /** Its nonce was used by another, or it is signed anew with a higher fee. */
  private async release(call: ChainCall, reason: string): Promise<void> {
    const { lease, log, signal } = this.tools;
    log.warn('a chain call is signed anew', { txid: call.txid, reason });
    await lease.commit((sql) => releaseCall(sql, call.txid, reason));
    chainCalls.inc({ outcome: 'refused' });
    await this.chain.nonces.refresh(signal);
  }
}

function tooDear({ wantedFee, reason }: { wantedFee: number; reason: string }, maxFee: number): CallEnd {
  const limit = `the chain wants ${wantedFee} micro-STX, STACKS_MAX_FEE allows ${maxFee}`;
  return { state: 'refused', reason: `${reason}: ${limit}` };
}
