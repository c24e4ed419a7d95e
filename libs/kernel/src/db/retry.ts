/** Connection lost, server shutting down, silent too long, serialization failure, deadlock: doing it again is right. */
const TRANSIENT = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08001',
  '08003',
  '08006',
  '25P03',
  '40001',
  '40P01',
]);
const TRANSIENT_NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
]);
const TRANSIENT_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout/i;

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
