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
  /** Within {@link TokenStore.exclusively} where there is that. undefined: there are none any more. */
  save(tokens: Tokens | undefined): Promise<void> | void;
  /**
   * Runs the work while nobody else who has this store (another process, another page) runs theirs. For stores that
   * several use at a time: a refresh token works once, and a second use of it ends the session for all of them.
   */
  exclusively?<T>(work: () => Promise<T>): Promise<T>;
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
  private renewing: Promise<Tokens | undefined> | undefined;

  constructor(
    private readonly baseUrl: string,
    private readonly fetch: typeof globalThis.fetch,
    private readonly store: TokenStore | undefined,
  ) {}

  /** @throws SluiceError 401 for a wrong name or password, 429 after too many of them */
  async login(username: string, password: string): Promise<void> {
    const answer = await this.ask('/api/auth/login', { username, password });
    await this.exclusively(() => this.keep(answer));
  }

  /** Ends the session, here and there. @returns false when there was none */
  logout(): Promise<boolean> {
    return this.exclusively(async () => {
      await this.reload();
      const refreshToken = this.tokens?.refreshToken;
      if (refreshToken === undefined) return false;
      await this.forget();
      const response = await this.post('/api/auth/logout', { refresh_token: refreshToken });
      if (!response.ok && response.status !== 401) throw await errorOf(response);
      return true;
    });
  }

  /** A token that is good for a while; undefined when nobody has signed in, or the session is over. */
  async accessToken(): Promise<string | undefined> {
    this.loading ??= this.reload();
    await this.loading;
    const { tokens } = this;
    if (!tokens || isFresh(tokens)) return tokens?.accessToken;
    this.renewing ??= this.exclusively(() => this.renew()).finally(() => (this.renewing = undefined));
    return (await this.renewing)?.accessToken;
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.store?.exclusively ? this.store.exclusively(work) : work();
  }

  /** What the store has now: others may have renewed it, or signed out. */
  private async reload(): Promise<void> {
    if (this.store) this.tokens = await this.store.load();
  }

  private async renew(): Promise<Tokens | undefined> {
    await this.reload();
    const { tokens } = this;
    if (!tokens || isFresh(tokens)) return tokens;
    const response = await this.post('/api/auth/refresh', { refresh_token: tokens.refreshToken });
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

function isFresh({ expiresAtMs }: Tokens): boolean {
  return expiresAtMs - SPARE_MS > Date.now();
}
