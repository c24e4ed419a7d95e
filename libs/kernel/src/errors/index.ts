/** What an {@link AppError} may carry besides its code, HTTP status and message. */
export interface AppErrorOptions {
  /** True when doing the same thing again may work (a timeout, a lost connection). Default false. */
  retryable?: boolean;
  cause?: unknown;
  /** Machine-readable particulars for the client: which field, which row, what was expected. */
  details?: unknown;
  /** Response headers that belong to this answer (`Allow`, `Retry-After`, …). */
  headers?: Record<string, string>;
}

/**
 * The one error class of the product. `code` is a stable snake_case word for programs, `status` the
 * HTTP status an API answers with, `message` a sentence a client may read. Anything else that is
 * thrown is a bug and is answered as an opaque 500.
 */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly details: unknown;
  readonly headers: Record<string, string>;

  constructor(code: string, status: number, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.retryable = options.retryable ?? false;
    this.details = options.details;
    this.headers = options.headers ?? {};
  }
}

/** Thrown by any write of a worker whose claim on its job is over: taken by another, cancelled or deleted. */
export class LeaseLostError extends AppError {
  constructor(jobId: string) {
    super('lease_lost', 409, `The lease on job ${jobId} is no longer ours`);
    this.name = 'LeaseLostError';
  }
}

/** The message of anything that was thrown; of several at once (IPv4 and IPv6 both refused) all of them. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** What kind of thing was thrown, in a word that quotes nothing: an {@link AppError}'s code, else the class. */
export function errorType(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

/**
 * Waits for an answer, but not for ever; the work itself goes on.
 * @throws Error saying that `who` did not answer in time
 */
export async function within<T>(timeoutMs: number, who: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${who} did not answer within ${timeoutMs} ms`)), timeoutMs);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for a part the program can't start without.
 * @throws Error naming the variable a person must look at
 */
export async function usable<T>(variable: string, part: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(`${variable}: ${part} can't be used: ${messageOf(error)}`, { cause: error });
  }
}
