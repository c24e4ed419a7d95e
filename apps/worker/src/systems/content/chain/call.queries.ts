import { rows, type Sql } from '@sluice/kernel/db';
import { type CallState } from '@sluice/systems/content';

/** A call as it was written down. */
export interface ChainCall {
  txid: string;
  signer: string;
  nonce: bigint;
  batchId: string;
  /** Place in the batch; negative of a call that only fills a gap. */
  position: number;
  contentId: string;
  /** Micro-STX, decimal digits. */
  price: string;
  /** Micro-STX. */
  fee: number;
  transaction: Buffer;
  state: CallState;
  /** Set while its price counts as the content's: what the content cost before. */
  priceBefore: string | null;
}

const COLUMNS = `txid, signer, nonce, batch_id AS "batchId", position, content_id AS "contentId", price::text, fee,
  transaction, state, price_before::text AS "priceBefore"`;

type CallRow = Omit<ChainCall, 'nonce' | 'fee'> & { nonce: string; fee: string };

/** @param tail what follows `FROM chain_calls call` */
export async function findCalls(sql: Sql, tail: string, parameters: unknown[]): Promise<ChainCall[]> {
  const found = await rows<CallRow>(sql, `SELECT ${COLUMNS} FROM chain_calls call ${tail}`, parameters);
  return found.map(toCall);
}

/** Waits for others that settle it. */
export async function lockCall(sql: Sql, txid: string): Promise<ChainCall | undefined> {
  const [call] = await findCalls(sql, 'WHERE txid = $1 FOR UPDATE', [txid]);
  return call;
}

/** Calls of a piece's places that are not over: whoever goes on with the piece settles them and signs no others. */
export async function openCalls(
  sql: Sql,
  { batchId, from, to }: { batchId: string; from: number; to: number },
): Promise<Map<number, ChainCall>> {
  const calls = await findCalls(
    sql,
    `WHERE batch_id = $1 AND position BETWEEN $2 AND $3 AND state IN ('stored', 'accepted', 'confirmed')`,
    [batchId, from, to],
  );
  return new Map(calls.map((call) => [call.position, call]));
}

/**
 * Before it is sent, in the transaction that took its nonce. What was refused or dropped and is asked for again, at the
 * same nonce and fee, is the same transaction: its row is taken up by the item that wants it now.
 */
export async function storeCall(
  sql: Sql,
  call: Omit<ChainCall, 'state' | 'priceBefore'>,
): Promise<ChainCall> {
  const stored = await rows(
    sql,
    `INSERT INTO chain_calls (txid, signer, nonce, batch_id, position, content_id, price, fee, transaction)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (txid) DO UPDATE SET
       batch_id = excluded.batch_id, position = excluded.position, state = 'stored', reason = NULL,
       price_before = NULL, missing_since = NULL, created_at = now(), accepted_at = NULL, settled_at = NULL,
       checked_at = NULL
     WHERE chain_calls.state IN ('refused', 'dropped')
     RETURNING txid`,
    [
      call.txid,
      call.signer,
      call.nonce,
      call.batchId,
      call.position,
      call.contentId,
      call.price,
      call.fee,
      call.transaction,
    ],
  );
  if (stored.length === 0) throw new Error(`The call ${call.txid} is under way already`);
  return { ...call, state: 'stored', priceBefore: null };
}

function toCall(row: CallRow): ChainCall {
  return { ...row, nonce: BigInt(row.nonce), fee: Number(row.fee) };
}
