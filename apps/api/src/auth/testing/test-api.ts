import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { type RedisClient } from '@sluice/kernel/redis';
import { startApi } from '../../http/testing/running-api';

export interface TestApi {
  config: Config;
  db: Database;
  redis: RedisClient;
  /** A client without a token, seeming to come from that address. */
  client(address?: string): TestClient;
  /** A client signed in with one of the development logins, or with the password given. */
  signedIn(username: string, password?: string): Promise<TestClient>;
  stop(): Promise<void>;
}

/**
 * The whole application, listening, in this process, with the development logins. Behind one proxy, so that
 * clients can choose their address. `env` overrides the environment it is configured by: two with the same
 * REDIS_PREFIX on one database are replicas.
 */
export async function startTestApi(databaseUrl: string, env: NodeJS.ProcessEnv = {}): Promise<TestApi> {
  const { url, deps, stop } = await startApi({ databaseUrl, env: { TRUST_PROXY_HOPS: '1', ...env } });
  const client = (address = '192.0.2.1'): TestClient => new TestClient(url, address);
  return {
    config: deps.config,
    db: deps.db,
    redis: deps.redis,
    client,
    async signedIn(username, password = `${username}123`) {
      const guest = client();
      const { body } = await guest.post('/api/auth/login', { username, password });
      return guest.with(body.access_token as string, body.refresh_token as string);
    },
    stop,
  };
}

export interface TestAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Speaks JSON with an API. */
export class TestClient {
  constructor(
    private readonly url: string,
    private readonly address: string,
    readonly accessToken?: string,
    readonly refreshToken?: string,
  ) {}

  with(accessToken: string, refreshToken?: string): TestClient {
    return new TestClient(this.url, this.address, accessToken, refreshToken);
  }

  get(path: string): Promise<TestAnswer> {
    return this.send('GET', path);
  }

  post(path: string, body?: unknown): Promise<TestAnswer> {
    return this.send('POST', path, body);
  }

  patch(path: string, body: unknown): Promise<TestAnswer> {
    return this.send('PATCH', path, body);
  }

  delete(path: string): Promise<TestAnswer> {
    return this.send('DELETE', path);
  }

  /** A body of URLSearchParams goes as a form, any other as JSON. */
  private async send(method: string, path: string, body?: unknown): Promise<TestAnswer> {
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'X-Forwarded-For': this.address,
        ...(this.accessToken !== undefined && { Authorization: `Bearer ${this.accessToken}` }),
        ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  }
}
