import { type Database, rows } from '@sluice/kernel/db';
import { type CallState } from '@sluice/systems/content';

/** The last call of the contract that was to set a content's price. */
export interface LastCall {
  txid: string;
  state: CallState;
  /** Micro-STX, decimal digits: what the call sets. */
  price: string;
}

/** The last call for each of some contents, by content; those that no call was ever made for are not there. */
export async function lastCalls(db: Database, contentIds: string[]): Promise<Map<string, LastCall>> {
  const calls = await rows<LastCall & { content_id: string }>(
    db,
    `SELECT call.* FROM unnest($1::text[]) AS wanted (id), LATERAL (
       SELECT content_id, txid, state, price::text FROM chain_calls WHERE content_id = wanted.id
       ORDER BY nonce DESC, created_at DESC LIMIT 1
     ) AS call`,
    [contentIds],
  );
  return new Map(calls.map(({ content_id: id, ...call }) => [id, call]));
}
