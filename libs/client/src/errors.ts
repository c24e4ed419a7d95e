/** A request that the API refused, whichever of its systems it came to. */
export class SluiceError extends Error {
  constructor(
    /** For people, in the system's language. */
    message: string,
    readonly status: number,
    /** A stable word, where the system's form of errors has one. */
    readonly code: string | undefined,
    /** Which field or row, and what was expected. */
    readonly details: unknown,
    /** Finds the cause of a 5xx in the API's log. */
    readonly errorId: string | undefined,
    readonly requestId: string | undefined,
    /** After so long the same request may succeed. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(message);
    this.name = 'SluiceError';
  }
}

/** The fields that the six forms of errors have, all of them optional. */
interface ErrorBody {
  /** content: the code; revenue: an object with it; migration: the status' name. */
  error?: string | { code?: string; details?: unknown; error_id?: string };
  code?: string;
  /** omr and problems (RFC 9457). */
  detail?: string;
  title?: string;
  /** content, revenue, audience, migration. */
  message?: string;
  /** migration only. */
  statusCode?: number;
  details?: unknown;
  error_id?: string;
}

/** Reads an answer that is no success, its body included. */
export async function errorOf(response: Response): Promise<SluiceError> {
  const body = await bodyOf(response);
  const nested = typeof body.error === 'object' ? body.error : undefined;
  const word = typeof body.error === 'string' && body.statusCode === undefined ? body.error : undefined;
  const retryAfter = response.headers.get('Retry-After');
  return new SluiceError(
    body.detail ?? body.message ?? body.title ?? `HTTP status ${response.status}`,
    response.status,
    body.code ?? nested?.code ?? word,
    body.details ?? nested?.details,
    body.error_id ?? nested?.error_id,
    response.headers.get('X-Request-Id') ?? undefined,
    retryAfter === null ? undefined : Number(retryAfter),
  );
}

async function bodyOf(response: Response): Promise<ErrorBody> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    // A proxy's page, or nothing.
    return {};
  }
}
