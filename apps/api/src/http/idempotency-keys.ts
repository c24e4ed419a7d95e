import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { uuidv7 } from 'uuidv7';
import { type KeyedRequest } from './idempotency-request';

/** How long an answer is replayed. */
const KEEP = `interval '24 hours'`;
/** A first request that is not heard of for so long is over: its process is gone. */
const LEASE = `interval '20 seconds'`;
/** Expired rows removed with each new one: more than one, so they never pile up. */
const SWEPT_AT_ONCE = 20;

/** An answer as it is kept. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  /** Null when it has no body. */
  body: string | null;
}

/** What became of an attempt to be the first with a key. */
export type Claim =
  | { state: 'ours'; token: string }
  | { state: 'in-flight' }
  | { state: 'different' }
  | { state: 'answered'; answer: KeptAnswer };

interface KeyRow {
  fingerprint: Buffer;
  state: 'claimed' | 'committed' | 'answered';
  status: number;
  headers: Record<string, string>;
  body: string | null;
  is_free: boolean;
  is_leased: boolean;
}

/** A key that nobody holds: expired, or of a request whose process died before it created anything. */
const IS_FREE = `(k.expires_at <= clock_timestamp()
  OR (k.state = 'claimed' AND k.lease_until <= clock_timestamp()))`;
const IS_THIS = `k.owner_id = $1 AND k.route = $2 AND k.key = $3`;

/**
 * The table `idempotency_keys`. A row goes from `claimed` (a request is at work) to `committed` (what it
 * creates and a first answer are there, in one transaction) to `answered`. All by the database's clock.
 */
export class IdempotencyKeyTable {
  constructor(private readonly db: Database) {}

  /** Of many who try at once, one gets `ours`. */
  async claim({ ownerId, route, key, fingerprint }: KeyedRequest): Promise<Claim> {
    for (;;) {
      // Read first: it waits for nobody, while an upsert would wait for the creating transaction.
      const [row] = await rows<KeyRow>(
        this.db,
        `SELECT fingerprint, state, status, headers, body, ${IS_FREE} AS is_free,
           k.lease_until > clock_timestamp() AS is_leased
         FROM idempotency_keys k WHERE ${IS_THIS}`,
        [ownerId, route, key],
      );
      if (row && !row.is_free) return claimOf(row, fingerprint);
      const token = uuidv7();
      const ours = await rows(
        this.db,
        `INSERT INTO idempotency_keys AS k
           (owner_id, route, key, fingerprint, token, state, lease_until, expires_at)
         VALUES ($1, $2, $3, $4, $5, 'claimed', clock_timestamp() + ${LEASE}, clock_timestamp() + ${KEEP})
         ON CONFLICT (owner_id, route, key) DO UPDATE SET fingerprint = $4, token = $5, state = 'claimed',
           status = NULL, headers = NULL, body = NULL, created_at = now(),
           lease_until = EXCLUDED.lease_until, expires_at = EXCLUDED.expires_at
         WHERE ${IS_FREE}
         RETURNING 1`,
        [ownerId, route, key, fingerprint, token],
      );
      if (ours.length > 0) {
        await this.sweepExpired();
        return { state: 'ours', token };
      }
    }
  }

  /** Says that the request goes on. */
  async renew(request: KeyedRequest, token: string): Promise<void> {
    await this.db.query(
      `UPDATE idempotency_keys k SET lease_until = clock_timestamp() + ${LEASE}
       WHERE ${IS_THIS} AND k.token = $4 AND k.state <> 'answered'`,
      parametersOf(request, token),
    );
  }

  /**
   * Keeps a first answer, in the transaction that creates what it tells of.
   * @returns false when the key is not ours any more, or was committed before by a transaction that is being
   *   repeated because its outcome was not known: then nothing may be created
   */
  async commit(sql: Sql, request: KeyedRequest, token: string, answer: KeptAnswer): Promise<boolean> {
    const kept = await rows(
      sql,
      `UPDATE idempotency_keys k SET state = 'committed', status = $5, headers = $6, body = $7,
         expires_at = clock_timestamp() + ${KEEP}
       WHERE ${IS_THIS} AND k.token = $4 AND k.state = 'claimed'
       RETURNING 1`,
      [...parametersOf(request, token), answer.status, JSON.stringify(answer.headers), answer.body],
    );
    return kept.length > 0;
  }

  /** Keeps the answer that is being sent, if anything was created. @returns false if nothing was */
  async finish(request: KeyedRequest, token: string, answer: KeptAnswer): Promise<boolean> {
    const kept = await rows(
      this.db,
      `UPDATE idempotency_keys k SET state = 'answered', status = $5, headers = $6, body = $7,
         expires_at = clock_timestamp() + ${KEEP}
       WHERE ${IS_THIS} AND k.token = $4 AND k.state = 'committed'
       RETURNING 1`,
      [...parametersOf(request, token), answer.status, JSON.stringify(answer.headers), answer.body],
    );
    return kept.length > 0;
  }

  /**
   * After an error: frees the key when nothing was created. When something was, or a commit whose outcome we
   * don't know went through (its lock makes this wait until that is decided), the first answer stands.
   */
  async giveUp(request: KeyedRequest, token: string): Promise<void> {
    await this.db.query(
      `DELETE FROM idempotency_keys k WHERE ${IS_THIS} AND k.token = $4 AND k.state = 'claimed'`,
      parametersOf(request, token),
    );
    await this.db.query(
      `UPDATE idempotency_keys k SET state = 'answered'
       WHERE ${IS_THIS} AND k.token = $4 AND k.state = 'committed'`,
      parametersOf(request, token),
    );
  }

  private async sweepExpired(): Promise<void> {
    await this.db.query(
      `DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM idempotency_keys WHERE expires_at < now()
         ORDER BY expires_at LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED))`,
    );
  }
}

function parametersOf({ ownerId, route, key }: KeyedRequest, token: string): unknown[] {
  return [ownerId, route, key, token];
}

/** A first request that died after its commit has left its first answer: that one is replayed. */
function claimOf(row: KeyRow, fingerprint: Buffer): Claim {
  if (!row.fingerprint.equals(fingerprint)) return { state: 'different' };
  if (row.state === 'claimed' || (row.state === 'committed' && row.is_leased)) return { state: 'in-flight' };
  const { status, headers, body } = row;
  return { state: 'answered', answer: { status, headers, body } };
}
