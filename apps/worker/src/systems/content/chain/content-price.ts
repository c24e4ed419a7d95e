import { rows } from '@sluice/kernel/db';
import { type EntityManager } from 'typeorm';
import { type ChainCall } from './call.queries';

/**
 * What a content costs in the database is what it costs on the chain: the price of that call which the chain runs last.
 * The chain runs an account's calls in the order of their nonces, whatever order their answers reach us in. So the
 * calls that count as the content's (`price_before` is set: accepted or confirmed, as the configuration has it) are a
 * chain of prices by nonce: each has what its predecessor set as its price before. A call that begins or ceases to
 * count is put into that chain or taken out of it, and only the last link decides about the content. Calls of another
 * account than this one's, of an operator whose key was changed, come by the time they were signed.
 */
const IS_LATER = `(CASE WHEN other.signer = $2 THEN other.nonce > $3
  ELSE other.created_at > (SELECT created_at FROM chain_calls WHERE txid = $4) END)`;
const COUNTS = `other.content_id = $1 AND other.txid <> $4 AND other.price_before IS NOT NULL`;

/** The content's row must be locked, here and below. */
export interface PriceChange {
  /** What the content cost before this call, in micro-STX. */
  before: string;
  /** The content's version with it; of a call that others have overtaken, one that the content no longer has. */
  version: number;
}

/** Lets a call's price count as its content's. @returns undefined when there is no such content */
export async function countPrice(sql: EntityManager, call: ChainCall): Promise<PriceChange | undefined> {
  const next = await neighbour(sql, call, 'next');
  if (next) {
    await setPriceBefore(sql, next.txid, call.price);
    await setPriceBefore(sql, call.txid, next.priceBefore);
    const [overtaken] = await rows<{ version: number }>(sql, 'SELECT version FROM contents WHERE id = $1', [
      call.contentId,
    ]);
    return overtaken && { before: next.priceBefore, version: overtaken.version - 1 };
  }
  const [change] = await rows<PriceChange>(
    sql,
    `WITH old AS (SELECT price FROM contents WHERE id = $1), counted AS (
       UPDATE chain_calls SET price_before = old.price FROM old WHERE txid = $3
     )
     UPDATE contents SET price = $2, version = version + 1, updated_at = now() FROM old
     WHERE id = $1 RETURNING old.price::text AS before, version`,
    [call.contentId, call.price, call.txid],
  );
  return change;
}

/** The opposite: the chain did not do it after all. */
export async function discountPrice(sql: EntityManager, call: ChainCall): Promise<void> {
  if (call.priceBefore === null) return;
  const next = await neighbour(sql, call, 'next');
  await setPriceBefore(sql, call.txid, null);
  if (next) {
    await setPriceBefore(sql, next.txid, call.priceBefore);
    // A revert of that later one would else put back a price that never was.
    await sql.query(
      `UPDATE content_batch_items SET before = before || jsonb_build_object('price', $2::text)
       WHERE txid = $1 AND before ? 'price'`,
      [next.txid, call.priceBefore],
    );
    return;
  }
  const previous = await neighbour(sql, call, 'previous');
  await setPrice(sql, call.contentId, previous?.price ?? call.priceBefore);
}

interface Neighbour {
  txid: string;
  price: string;
  priceBefore: string;
}

async function neighbour(
  sql: EntityManager,
  { contentId, signer, nonce, txid }: ChainCall,
  side: 'next' | 'previous',
): Promise<Neighbour | undefined> {
  const order = side === 'next' ? 'ASC' : 'DESC';
  const [found] = await rows<Neighbour>(
    sql,
    `SELECT other.txid, other.price::text, other.price_before::text AS "priceBefore" FROM chain_calls other
     WHERE ${COUNTS} AND ${side === 'next' ? IS_LATER : `NOT ${IS_LATER}`}
     ORDER BY other.signer = $2 DESC, CASE WHEN other.signer = $2 THEN other.nonce END ${order},
       other.created_at ${order} LIMIT 1`,
    [contentId, signer, nonce, txid],
  );
  return found;
}

async function setPriceBefore(sql: EntityManager, txid: string, price: string | null): Promise<void> {
  await sql.query('UPDATE chain_calls SET price_before = $2 WHERE txid = $1', [txid, price]);
}

async function setPrice(sql: EntityManager, contentId: string, price: string): Promise<void> {
  await sql.query('UPDATE contents SET price = $2, version = version + 1, updated_at = now() WHERE id = $1', [
    contentId,
    price,
  ]);
}
