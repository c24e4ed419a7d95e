import { SluiceError } from '@sluice/client';
import { CliError, EXIT } from './exit-codes';
import { printable } from './output';

const ANSWER_WITHIN_MS = 30_000;
/** Of what is wrong in a file the API may name a hundred things. */
const MAX_DETAILS = 10;

/**
 * `fetch` that ends in words when nobody answers there.
 * @throws CliError when the API can't be reached, or sends us on to another address
 */
export function fetchFrom(url: string): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const patience = new AbortController();
    // A form takes as long as the line needs; an answer that has begun, too: it may be a stream.
    const isForm = request.headers.get('Content-Type')?.startsWith('multipart/') ?? false;
    const timer = isForm ? undefined : setTimeout(() => patience.abort(timedOut()), ANSWER_WITHIN_MS);
    try {
      const signal = AbortSignal.any([request.signal, patience.signal]);
      // A token must not follow to another host.
      const response = await fetch(request, { redirect: 'manual', signal });
      refuseRedirect(response, url);
      return response;
    } catch (error) {
      if (error instanceof CliError || request.signal.aborted) throw error;
      throw unreachable(url, error);
    } finally {
      clearTimeout(timer);
    }
  };
}

function timedOut(): Error {
  return new Error(`no answer in ${ANSWER_WITHIN_MS / 1000} s`);
}

export function unreachable(url: string, cause: unknown): CliError {
  return new CliError(
    EXIT.unreachable,
    `The API at ${url} can't be reached (${reasonOf(cause)}). Is it running? Another one: --url or SLUICE_URL`,
    { cause },
  );
}

/** `fetch failed` says nothing: the reason is its cause, or the causes of that. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const inner = cause instanceof AggregateError ? cause.errors[0] : (cause ?? error);
  const { code, message } = inner as { code?: string; message?: string };
  return typeof code === 'string' ? code : (message ?? String(inner));
}

function refuseRedirect({ status, headers }: Response, url: string): void {
  if (status < 300 || status > 399) return;
  const where = headers.get('Location') ?? 'elsewhere';
  throw new CliError(EXIT.failed, `${url} sends us on to ${where}: give that address with --url`);
}

/** What to end with for an error: the API's refusals in words on what to do. undefined: it was not expected. */
export function endOf(error: unknown, url: string): CliError | undefined {
  if (error instanceof CliError) return error;
  return error instanceof SluiceError ? refusal(error, url) : undefined;
}

function refusal(error: SluiceError, url: string): CliError {
  const { status, retryAfterSeconds, requestId, details } = error;
  const said = printable(error.message);
  if (status === 400) return new CliError(EXIT.usage, [said, ...detailLines(details)].join('\n'));
  if (status === 401) return new CliError(EXIT.notAllowed, `${said}. Sign in: sluice login --url ${url}`);
  if (status === 403) {
    return new CliError(EXIT.notAllowed, `Not allowed: ${said}. Sign in as somebody who is: sluice login`);
  }
  if (status === 429) {
    const when = retryAfterSeconds === undefined ? 'later' : `in ${retryAfterSeconds} s`;
    return new CliError(EXIT.failed, `${said}. Try again ${when}`);
  }
  if (status >= 500) {
    const log = requestId === undefined ? '' : ` (its log has request ${requestId})`;
    return new CliError(EXIT.failed, `The API failed: ${said}${log}`);
  }
  return new CliError(EXIT.failed, said);
}

function detailLines(details: unknown): string[] {
  if (!Array.isArray(details)) return [];
  const lines = (details as unknown[]).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const more = lines.length > MAX_DETAILS ? [`and ${lines.length - MAX_DETAILS} more`] : [];
  return [...lines.slice(0, MAX_DETAILS), ...more].map((line) => `  ${printable(line)}`);
}
