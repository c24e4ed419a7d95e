import { type Environment } from './environment';
import { CliError, EXIT } from './exit-codes';
import { type ApiAnswer, type ApiRequest, refusal, send } from './http';
import { type Session, SessionFile } from './session-file';

export const DEFAULT_URL = 'http://127.0.0.1:3000';
/** An access token that ends this soon is changed for a new one first. */
const SPARE_SECONDS = 30;

interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

/** The API, as somebody. */
export class Api {
  private constructor(
    readonly url: string,
    private readonly file: SessionFile,
    private readonly givenToken: string | undefined,
  ) {}

  /**
   * @param chosenUrl of the command line; else SLUICE_URL, the one signed in to last, or that of `npm start`
   * @throws CliError for what is no address
   */
  static async connect(env: Environment, chosenUrl: string | undefined): Promise<Api> {
    const file = new SessionFile(env.configDir);
    const given = chosenUrl ?? env.url;
    const url = given === undefined ? ((await file.current()) ?? DEFAULT_URL) : addressOf(given);
    return new Api(url, file, env.token);
  }

  /** What a request that succeeds answers. @throws CliError for any other */
  async ask<Body>(request: Omit<ApiRequest, 'token'>): Promise<Body> {
    return (await this.answer(request)).body as Body;
  }

  /** Every item of a list of pages that is a bare array. */
  async everyItem<Item>(path: string, query: ApiRequest['query'] = {}): Promise<Item[]> {
    const items: Item[] = [];
    for (let page = 1; ; page++) {
      const { body, headers } = await this.answer({
        method: 'GET',
        path,
        query: { ...query, page, limit: 100 },
      });
      items.push(...(body as Item[]));
      if ((body as Item[]).length === 0 || items.length >= Number(headers.get('X-Total-Count'))) return items;
    }
  }

  /** Signs in and keeps the tokens. */
  async signIn(username: string, password: string): Promise<void> {
    const answer = await send(this.url, {
      method: 'POST',
      path: '/api/auth/login',
      body: { username, password },
    });
    if (answer.status === 401) throw new CliError(EXIT.notAllowed, 'Wrong username or password');
    if (answer.status !== 200) throw refusal(answer, this.url);
    const session = sessionOf(username, answer.body as Tokens);
    await this.file.exclusively(() => this.file.set(this.url, session));
  }

  /** Forgets the tokens, here and there. @returns false when there were none */
  async signOut(): Promise<boolean> {
    return this.file.exclusively(async () => {
      const session = await this.file.get(this.url);
      if (!session) return false;
      await this.file.set(this.url, undefined);
      const body = { refresh_token: session.refreshToken };
      await send(this.url, { method: 'POST', path: '/api/auth/logout', body });
      return true;
    });
  }

  private async answer(request: Omit<ApiRequest, 'token'>): Promise<ApiAnswer> {
    const answer = await send(this.url, { ...request, token: await this.token() });
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, this.url);
    return answer;
  }

  private async token(): Promise<string> {
    if (this.givenToken !== undefined) return this.givenToken;
    const session = await this.file.get(this.url);
    if (!session) throw notSignedIn(this.url);
    return isFresh(session) ? session.accessToken : this.refresh();
  }

  private async refresh(): Promise<string> {
    return this.file.exclusively(async () => {
      // Another command may have done it while this one waited.
      const session = await this.file.get(this.url);
      if (!session) throw notSignedIn(this.url);
      if (isFresh(session)) return session.accessToken;
      const body = { refresh_token: session.refreshToken };
      const answer = await send(this.url, { method: 'POST', path: '/api/auth/refresh', body });
      if (answer.status === 401) {
        await this.file.set(this.url, undefined);
        throw new CliError(
          EXIT.notAllowed,
          `The session at ${this.url} is over. Sign in again: sluice login`,
        );
      }
      if (answer.status !== 200) throw refusal(answer, this.url);
      const renewed = sessionOf(session.username, answer.body as Tokens);
      await this.file.set(this.url, renewed);
      return renewed.accessToken;
    });
  }
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CliError(EXIT.usage, `"${text}" is no address such as ${DEFAULT_URL}`);
  }
  return url.origin;
}

function sessionOf(username: string, tokens: Tokens): Session {
  return {
    username,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: Math.floor(Date.now() / 1000) + tokens.expires_in,
  };
}

function isFresh({ expiresAt }: Session): boolean {
  return expiresAt - SPARE_SECONDS > Date.now() / 1000;
}

function notSignedIn(url: string): CliError {
  return new CliError(
    EXIT.notAllowed,
    `You are not signed in to ${url}. Do: sluice login --url ${url}, or set SLUICE_TOKEN`,
  );
}
