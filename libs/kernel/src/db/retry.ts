/** SQLSTATE read_only_sql_transaction. */
export const READ_ONLY = '25006';

/** Faults of Postgres that pass, by SQLSTATE: doing it again is right. */
const TRANSIENT = new Set([
  // The connection was lost or not made.
  ...['08000', '08001', '08003', '08004', '08006'],
  // The server is shut down, crashed, starts or recovers; it ended a session that was idle, or silent in a transaction.
  ...['57P01', '57P02', '57P03', '57P05', '25P03'],
  // Serialization failure, deadlock.
  ...['40001', '40P01'],
  // It is read-only: a standby, or a primary that another is to replace.
  READ_ONLY,
  // It has no more disk, memory or connections.
  ...['53000', '53100', '53200', '53300'],
]);
const TRANSIENT_NETWORK = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
  'EAI_AGAIN',
]);
/**
 * Of pg and its pool, of PgBouncer, which has no codes of its own, and of TypeORM: it gives the connection of a transaction
 * back as soon as that is lost, and the next statement finds it "already released".
 */
const TRANSIENT_MESSAGE =
  /Connection terminated|already released|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout|query_wait_timeout|no more connections allowed/i;

/** True for database faults that pass: the same statement may succeed on another connection or later. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as Error & { code?: string; driverError?: unknown };
  return (
    (code !== undefined && (TRANSIENT.has(code) || TRANSIENT_NETWORK.has(code))) ||
    TRANSIENT_MESSAGE.test(error.message) ||
    (driverError !== undefined && driverError !== error && isTransient(driverError))
  );
}

/**
 * Runs `work` again after a transient database fault, waiting 50 ms, then twice as long each time.
 * Only for work that may be repeated: a whole transaction, a read, an idempotent statement.
 */
export async function withRetry<T>(work: () => Promise<T>, attempts = 4): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** attempt));
    }
  }
}
