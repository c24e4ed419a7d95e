import { type Arena } from './attack';

export interface CallOptions {
  token?: string | undefined;
  headers?: Record<string, string>;
  json?: unknown;
  body?: FormData | string | Buffer;
  redirect?: 'manual';
}

export interface Called {
  status: number;
  headers: Headers;
  text: string;
  /** Of a body that is JSON; else undefined. */
  json: unknown;
}

/** One request as anybody can make it. */
export async function call(
  url: string,
  method: string,
  path: string,
  { token, headers, json, body, redirect }: CallOptions = {},
): Promise<Called> {
  const content = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(content !== undefined && { body: Buffer.isBuffer(content) ? new Uint8Array(content) : content }),
    ...(redirect && { redirect }),
  });
  const text = await textOf(response);
  return { status: response.status, headers: response.headers, text, json: asJson(text) };
}

/** An event stream that is let in has no end: its head is enough. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) return response.text();
  await response.body?.cancel();
  return '';
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function urlOf({ stack }: Arena, replica = 0): string {
  return stack.apis[replica]?.url as string;
}

/** @throws Error unless the two are the same */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${what} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

/** @throws Error unless the status is one of those */
export function expectStatus(found: { status: number; text: string }, ...expected: number[]): void {
  if (!expected.includes(found.status))
    throw new Error(
      `answered ${found.status}, expected ${expected.join(' or ')}: ${found.text.slice(0, 300)}`,
    );
}
