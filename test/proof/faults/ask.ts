/** So long a client waits for an answer before it takes the request for lost. */
const PATIENCE_MS = 15_000;

export interface Question {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** A form, text or bytes; made anew for each try, because a form can be sent once. */
  body?: FormData | string | Buffer;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** As JSON, where it is; else as text. */
  body: unknown;
}

/** Nobody knows what became of the request: the connection broke, nothing came, or the server said 5xx. */
export class Unanswered extends Error {
  /** @param status of the answer, when there was one */
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

/** One try of a request. @throws Unanswered */
export async function ask(
  baseUrl: string,
  token: string,
  { method, path, headers, body }: Question,
): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : body }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    text = await response.text();
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw new Unanswered(`${method} ${path}: ${String(cause)}`);
  }
  if (response.status >= 500)
    throw new Unanswered(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`, response.status);
  return { status: response.status, headers: response.headers, body: asJson(text) };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
