import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type Operator } from './operator';
import { type StacksNode } from './stacks-node';

/** Calls of one account that may wait for their block; nodes refuse more. */
const MAX_PENDING = 25;
/** What another worker has just heard of the account need not be asked again. */
const FRESH_MS = 100;

/**
 * Nonces of the one account that signs for the whole fleet. The lowest one that is free is taken: of the 25 from the
 * account's own on, the first that no call has. So there is never a gap that is not filled next, a nonce that a
 * refused call gave back included, and never more than 25 calls that the chain has not settled. What was heard of the
 * account may be old: at worst there seems to be no room, or a nonce seems free that a stranger with the same key has
 * used, and the node says so.
 */
export class NonceLeases {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly node: StacksNode,
    private readonly operator: Operator,
  ) {}

  /**
   * Asks the node how far the account is, unless somebody has just done so.
   * @throws NodeAwayError
   */
  async refresh(signal: AbortSignal): Promise<bigint> {
    const { address } = this.operator;
    const [known] = await rows<{ nonce: string }>(
      this.db,
      `SELECT account_nonce AS nonce FROM chain_signers
       WHERE address = $1 AND checked_at > now() - ${FRESH_MS} * interval '1 millisecond'`,
      [address],
    );
    if (known) return BigInt(known.nonce);
    const nonce = await this.node.accountNonce(address, signal);
    await this.db.query(
      `INSERT INTO chain_signers (address, account_nonce) VALUES ($1, $2)
       ON CONFLICT (address) DO UPDATE SET account_nonce = excluded.account_nonce, checked_at = now()`,
      [address, nonce],
    );
    return nonce;
  }

  /** Makes the one row that all signing waits for. @throws NodeAwayError */
  async ensure(signal: AbortSignal): Promise<void> {
    const known = await rows(this.db, 'SELECT FROM chain_signers WHERE address = $1', [
      this.operator.address,
    ]);
    if (known.length === 0) await this.refresh(signal);
  }

  /**
   * Does the work once others of this process have done theirs. Signing is one at a time in the whole fleet; so a
   * process waits for its lock with one connection, not with all it has.
   */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  /** From here to the end of the transaction nobody else in the fleet takes a nonce. */
  async lock(sql: Sql): Promise<void> {
    await sql.query('SELECT FROM chain_signers WHERE address = $1 FOR UPDATE', [this.operator.address]);
  }

  /**
   * The nonce of the next call; undefined when there is no room. To be used in the transaction that holds the lock;
   * without it, it only tells whether trying makes sense.
   */
  async next(sql: Sql): Promise<bigint | undefined> {
    const [free] = await rows<{ nonce: string | null }>(
      sql,
      `SELECT min(free.nonce) AS nonce FROM chain_signers,
         generate_series(account_nonce, account_nonce + ${MAX_PENDING - 1}) AS free (nonce)
       WHERE address = $1 AND NOT EXISTS (
         SELECT FROM chain_calls call
         WHERE call.signer = $1 AND call.nonce = free.nonce AND call.state NOT IN ('refused', 'dropped'))`,
      [this.operator.address],
    );
    return free?.nonce ? BigInt(free.nonce) : undefined;
  }
}
