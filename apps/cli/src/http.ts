import { CliError, EXIT } from './exit-codes';
import { printable } from './output';

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  /** What is undefined is left out. */
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  token?: string | undefined;
}

export interface ApiAnswer {
  status: number;
  /** What the JSON of the answer says; undefined when it has none. */
  body: unknown;
  headers: Headers;
}

const TIMEOUT_MS = 30_000;

/**
 * Asks the API.
 * @throws CliError when it can't be reached; whatever it answers is an answer
 */
export async function send(url: string, request: ApiRequest): Promise<ApiAnswer> {
  const { method, path, query = {}, body, token } = request;
  const target = new URL(path, url);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) target.searchParams.set(name, String(value));
  }
  try {
    const response = await fetch(target, {
      method,
      headers: {
        Accept: 'application/json, application/problem+json',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // A token must not follow to another host.
      redirect: 'manual',
    });
    return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
  } catch (error) {
    throw new CliError(
      EXIT.unreachable,
      `The API at ${url} can't be reached (${reasonOf(error)}). Is it running? Another one: --url or SLUICE_URL`,
      { cause: error },
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `fetch failed` says nothing: the reason is its cause, or the causes of that. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const inner = cause instanceof AggregateError ? cause.errors[0] : (cause ?? error);
  const { code, message } = inner as { code?: string; message?: string };
  return typeof code === 'string' ? code : (message ?? String(inner));
}

/** An answer that is no success, as the error to end with. */
export function refusal({ status, body, headers }: ApiAnswer, url: string): CliError {
  const { detail, title } = (body ?? {}) as { detail?: string; title?: string };
  const said = printable(detail ?? title ?? `HTTP status ${status}`);
  if (status === 400) return new CliError(EXIT.usage, said);
  if (status === 401) return new CliError(EXIT.notAllowed, `${said}. Sign in: sluice login --url ${url}`);
  if (status === 403) {
    return new CliError(EXIT.notAllowed, `Not allowed: ${said}. Sign in as somebody who is: sluice login`);
  }
  if (status >= 300 && status < 400) {
    const where = headers.get('Location') ?? 'elsewhere';
    return new CliError(EXIT.failed, `${url} sends us on to ${where}: give that address with --url`);
  }
  if (status === 429) {
    const seconds = headers.get('Retry-After');
    return new CliError(EXIT.failed, `${said}. Try again ${seconds ? `in ${seconds} s` : 'later'}`);
  }
  if (status >= 500) {
    const id = headers.get('X-Request-Id');
    return new CliError(EXIT.failed, `The API failed: ${said}${id ? ` (its log has request ${id})` : ''}`);
  }
  return new CliError(EXIT.failed, said);
}
