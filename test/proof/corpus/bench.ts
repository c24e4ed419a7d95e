import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, type Database } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { signIn } from '../../e2e/sign-in';

const POLL_MS = 20;
const PATIENCE_MS = 60_000;

export interface Answered {
  status: number;
  text: string;
  json: unknown;
}

/** A running system that hostile input is sent to. */
export class Bench {
  private constructor(
    readonly stack: Stack,
    readonly db: Database,
    private readonly tokens: ReadonlyMap<string, string>,
  ) {}

  static async start(): Promise<Bench> {
    const env = { RATE_LIMIT_MIGRATION: '0', RATE_LIMIT_REVENUE_UPLOADS: '0' };
    const stack = await startStack({ env });
    const url = stack.apis[0]?.url as string;
    const tokens = new Map<string, string>();
    for (const login of ['user', 'owner', 'creator']) tokens.set(login, await signIn(url, login));
    return new Bench(stack, await connectDatabase({ url: stack.databaseUrl, log: silentLog }), tokens);
  }

  async stop(): Promise<void> {
    await this.db.destroy();
    await this.stack.stop();
  }

  get url(): string {
    return this.stack.apis[0]?.url as string;
  }

  authorization(login: string): Record<string, string> {
    return { Authorization: `Bearer ${this.tokens.get(login) as string}` };
  }

  async request(
    login: string,
    method: string,
    path: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: FormData | Buffer | string } = {},
  ): Promise<Answered> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...this.authorization(login), ...headers },
      ...(body !== undefined && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : body }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    return { status: response.status, text, json: asJson(text) };
  }

  /** Polls until `end` has something to say. @throws Error when it has not for a minute: that is a hang */
  async until(login: string, path: string, end: (json: unknown) => string | undefined): Promise<string> {
    const deadline = performance.now() + PATIENCE_MS;
    let last = '';
    while (performance.now() < deadline) {
      const { json, text } = await this.request(login, 'GET', path);
      const said = end(json);
      if (said !== undefined) return said;
      last = text;
      await delay(POLL_MS);
    }
    throw new Error(`It hangs: ${last.slice(0, 300)}`);
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A form with one file in it. */
export function fileForm(
  bytes: Buffer,
  name: string,
  fields: Readonly<Record<string, string>> = {},
): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  return form;
}
