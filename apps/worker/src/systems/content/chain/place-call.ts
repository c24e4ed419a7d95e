import { rows } from '@sluice/kernel/db';
import { type ContentBatch } from '@sluice/systems/content';
import { type EntityManager } from 'typeorm';
import { VERDICT } from '../apply-in-database';
import {
  CHAIN_FAILURE,
  CHANGED_PLACE,
  type ChangedBatch,
  type ChangedPlace,
  countPlaces,
  lockBatch,
} from '../batch.queries';
import { type ChainCall, storeCall } from './call.queries';
import { type NonceLeases } from './nonce-leases';
import { type Operator } from './operator';
import { type PriceCall, signCall, unsignable } from './sign-call';

/** What became of the wish to set an item's price on the chain. */
export type Placement =
  | { kind: 'stored'; call: ChainCall }
  /** The item can't be applied; its place has ended. */
  | { kind: 'ended'; changed: ChangedBatch }
  /** As many calls wait for their block as may; nothing was done. */
  | { kind: 'full' }
  /** Another call on the same content must be in a block first; nothing was done. */
  | { kind: 'blocked' };

interface Wish extends PriceCall {
  error: string | null;
  /** An earlier call on the same content, of which it is not known yet what it changes. */
  isOvertaking: boolean;
  expectedVersion: number | null;
  /** The last call on the content that no block has. */
  lastNonce: string | null;
}

/**
 * Judges an item and writes down its signed call. All of it, nonce included, is one transaction, which holds the
 * signer's lock from its beginning: a crash leaves neither a nonce that nobody has nor one that two have.
 */
export async function placeCall(
  sql: EntityManager,
  { operator, nonces }: { operator: Operator; nonces: NonceLeases },
  batch: ContentBatch,
  position: number,
  fee: number,
): Promise<Placement> {
  const wish = await readWish(sql, operator, batch, position);
  if (!wish) return { kind: 'ended', changed: { batch, ended: [] } };
  const failure = failureOf(wish);
  if (failure) return { kind: 'ended', changed: await failPlace(sql, batch.id, position, failure) };
  const nonce = await nonces.next(sql);
  if (nonce === undefined) return { kind: 'full' };
  if (wouldBeOverwritten(wish, nonce)) return { kind: 'blocked' };
  const { contentId, price } = wish;
  const { txid, bytes } = await signCall(operator, wish, { nonce, fee });
  const call = await storeCall(sql, {
    txid,
    signer: operator.address,
    nonce,
    batchId: batch.id,
    position,
    contentId,
    price,
    fee,
    transaction: bytes,
  });
  return { kind: 'stored', call };
}

/** Locks the content, so that what is judged stays as it is. @returns undefined when the place has ended meanwhile */
async function readWish(
  sql: EntityManager,
  { address }: Operator,
  batch: ContentBatch,
  position: number,
): Promise<Wish | undefined> {
  await sql.query(
    `SELECT FROM contents WHERE id = (
       SELECT content_id FROM content_batch_items WHERE batch_id = $1 AND position = $2) FOR UPDATE`,
    [batch.id, position],
  );
  const [wish] = await rows<Wish>(
    sql,
    `SELECT item.content_id AS "contentId", content.creator, coalesce(item.values ->> 'price', $3) AS price,
       ${VERDICT} AS error, item.expected_version AS "expectedVersion",
       EXISTS (
         SELECT FROM chain_calls call
         WHERE call.content_id = item.content_id AND call.state IN ('stored', 'accepted') AND call.price_before IS NULL
       ) AS "isOvertaking",
       (SELECT max(nonce) FROM chain_calls call
        WHERE call.content_id = item.content_id AND call.signer = $4 AND call.state IN ('stored', 'accepted')
       ) AS "lastNonce"
     FROM content_batch_items item
     JOIN content_batches batch ON batch.id = item.batch_id
     LEFT JOIN contents content ON content.id = item.content_id
     WHERE item.batch_id = $1 AND item.position = $2 AND item.status = 'pending'`,
    [batch.id, position, batch.parameters.newPrice ?? null, address],
  );
  return wish;
}

function failureOf(wish: Wish): { error: string; reason: string | null } | undefined {
  if (wish.error !== null) return { error: wish.error, reason: null };
  // A price that is on its way to the chain is a change, too.
  if (wish.expectedVersion !== null && wish.isOvertaking) return { error: 'Changed since', reason: null };
  const reason = unsignable(wish);
  return reason === undefined ? undefined : { error: CHAIN_FAILURE, reason };
}

/**
 * True when the free nonce is a gap below a call on the same content that no block has: the chain would run the new
 * call first and the old one would have the last word. Somebody else's call, or a filler, takes the gap.
 */
function wouldBeOverwritten({ lastNonce }: Wish, nonce: bigint): boolean {
  return lastNonce !== null && BigInt(lastNonce) > nonce;
}

async function failPlace(
  sql: EntityManager,
  batchId: string,
  position: number,
  { error, reason }: { error: string; reason: string | null },
): Promise<ChangedBatch> {
  const batch = await lockBatch(sql, batchId);
  const places = await rows<ChangedPlace>(
    sql,
    `UPDATE content_batch_items place SET status = 'failed', error = $3, reason = $4, updated_at = now()
     WHERE batch_id = $1 AND (position = $2 OR repeats_position = $2) AND status = 'pending'
     RETURNING ${CHANGED_PLACE}, 'pending' AS was`,
    [batchId, position, error, reason],
  );
  return countPlaces(sql, batch, places);
}
