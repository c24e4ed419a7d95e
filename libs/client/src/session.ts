import { errorOf } from './errors';

/** What a login gives. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Milliseconds since 1970. */
  expiresAtMs: number;
}

/** Where tokens are kept between two runs or page loads; without one they are gone with the client. */
export interface TokenStore {
  load(): Promise<Tokens | undefined> | Tokens | undefined;
  /** undefined: there are none any more. */
  save(tokens: Tokens | undefined): Promise<void> | void;
}

interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

/** An access token that ends this soon is changed for a new one first. */
const SPARE_MS = 30_000;

/** Somebody who has signed in. A refresh token works once, so refreshing is never done twice at a time. */
export class ClientSession {
  private tokens: Tokens | undefined;
  private loading: Promise<void> | undefined;
  private refreshing: Promise<Tokens | undefined> | undefined;

  constructor(
    private readonly baseUrl: string,
    private readonly fetch: typeof globalThis.fetch,
    private readonly store: TokenStore | undefined,
  ) {}

  /** @throws SluiceError 401 for a wrong name or password, 429 after too many of them */
  async login(username: string, password: string): Promise<void> {
    await this.keep(await this.ask('/api/auth/login', { username, password }));
  }

  /** Ends the session, here and there. */
  async logout(): Promise<void> {
    await this.load();
    const refreshToken = this.tokens?.refreshToken;
    await this.forget();
    if (refreshToken === undefined) return;
    const response = await this.post('/api/auth/logout', { refresh_token: refreshToken });
    if (!response.ok && response.status !== 401) throw await errorOf(response);
  }

  /** A token that is good for a while; undefined when nobody has signed in, or the session is over. */
  async accessToken(): Promise<string | undefined> {
    await this.load();
    const { tokens } = this;
    if (!tokens || tokens.expiresAtMs - SPARE_MS > Date.now()) return tokens?.accessToken;
    this.refreshing ??= this.refresh(tokens.refreshToken).finally(() => (this.refreshing = undefined));
    return (await this.refreshing)?.accessToken;
  }

  private load(): Promise<void> {
    this.loading ??= Promise.resolve(this.store?.load()).then((tokens) => {
      this.tokens ??= tokens;
    });
    return this.loading;
  }

  private async refresh(refreshToken: string): Promise<Tokens | undefined> {
    const response = await this.post('/api/auth/refresh', { refresh_token: refreshToken });
    if (response.status === 401) {
      await this.forget();
      return undefined;
    }
    if (!response.ok) throw await errorOf(response);
    return this.keep((await response.json()) as TokenAnswer);
  }

  private async ask(path: string, body: object): Promise<TokenAnswer> {
    const response = await this.post(path, body);
    if (!response.ok) throw await errorOf(response);
    return (await response.json()) as TokenAnswer;
  }

  private post(path: string, body: object): Promise<Response> {
    return this.fetch(`${this.baseUrl}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  private async keep(answer: TokenAnswer): Promise<Tokens> {
    const tokens = {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token,
      expiresAtMs: Date.now() + answer.expires_in * 1000,
    };
    this.tokens = tokens;
    await this.store?.save(tokens);
    return tokens;
  }

  private async forget(): Promise<void> {
    this.tokens = undefined;
    await this.store?.save(undefined);
  }
}
