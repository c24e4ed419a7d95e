import { type Database, rows } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { type EntityManager } from 'typeorm';
import { storeCall } from './call.queries';
import { type Chain } from './chain';
import { chainCalls } from './metrics';
import { signCall } from './sign-call';

interface CallAbove {
  batchId: string;
  contentId: string;
  creator: string;
  price: string;
  nonce: string;
  fee: string;
}

/**
 * A nonce that a refused or dropped call gave back keeps all later calls from their blocks, until another call takes
 * it. When none comes, one is made that changes nothing: it sets the price that the next call above the gap sets anyway.
 */
export class GapFiller {
  /** The gap that was seen last, and since when. */
  private seen: { nonce: bigint; since: number } | undefined;

  constructor(
    private readonly chain: Chain,
    private readonly deps: { db: Database; log: Log },
    private readonly gapMs: number,
  ) {}

  /** Writes the call down; it is sent like one whose job is gone. */
  async fill(): Promise<void> {
    const { db, log } = this.deps;
    const nonce = await this.chain.nonces.next(db);
    if (nonce === undefined || !(await this.callAbove(db.manager, nonce))) {
      this.seen = undefined;
      return;
    }
    if (this.seen?.nonce !== nonce) this.seen = { nonce, since: Date.now() };
    if (Date.now() - this.seen.since < this.gapMs) return;
    const txid = await db.transaction((sql) => this.placeFiller(sql, nonce));
    if (txid === undefined) return;
    chainCalls.inc({ outcome: 'signed' });
    log.warn('a gap between nonces is filled', { nonce: String(nonce), txid });
  }

  private async placeFiller(sql: EntityManager, nonce: bigint): Promise<string | undefined> {
    const { nonces, operator } = this.chain;
    await nonces.lock(sql);
    if ((await nonces.next(sql)) !== nonce) return undefined;
    const above = await this.callAbove(sql, nonce);
    if (!above) return undefined;
    const { batchId, contentId, price } = above;
    const fee = Number(above.fee);
    const { txid, bytes } = await signCall(operator, above, { nonce, fee });
    // No place of a batch has such a number.
    const position = -1 - Number(nonce);
    const signer = operator.address;
    await storeCall(sql, {
      txid,
      signer,
      nonce,
      batchId,
      position,
      contentId,
      price,
      fee,
      transaction: bytes,
    });
    return txid;
  }

  /** The first call above a nonce that no block has. */
  private async callAbove(sql: EntityManager, nonce: bigint): Promise<CallAbove | undefined> {
    const [above] = await rows<CallAbove>(
      sql,
      `SELECT batch_id AS "batchId", content_id AS "contentId", creator, call.price::text, nonce, fee
       FROM chain_calls call JOIN contents ON contents.id = content_id
       WHERE signer = $1 AND nonce > $2 AND state IN ('stored', 'accepted') ORDER BY nonce LIMIT 1`,
      [this.chain.operator.address, nonce],
    );
    return above;
  }
}
