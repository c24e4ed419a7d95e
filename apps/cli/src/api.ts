import { SluiceClient, type TokenStore } from '@sluice/client';
import { type Environment } from './environment';
import { CliError, EXIT } from './exit-codes';
import { fetchFrom } from './http';
import { SessionFile } from './session-file';

export const DEFAULT_URL = 'http://127.0.0.1:3000';

/** The API at an address, as somebody. */
export interface Api {
  url: string;
  client: SluiceClient;
}

/**
 * @param chosenUrl of the command line; else SLUICE_URL, the one signed in to last, or that of `npm start`
 * @throws CliError for what is no address
 */
export async function addressOf(env: Environment, chosenUrl: string | undefined): Promise<string> {
  const given = chosenUrl ?? env.url;
  if (given === undefined) return (await new SessionFile(env.configDir).current()) ?? DEFAULT_URL;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CliError(EXIT.usage, `"${given}" is no address such as ${DEFAULT_URL}`);
  }
  return url.origin;
}

/** For signing in and out: the API with the tokens that are kept, whoever's they are. */
export async function keptSession(env: Environment, chosenUrl: string | undefined): Promise<Api> {
  const url = await addressOf(env, chosenUrl);
  return { url, client: clientOf(url, new SessionFile(env.configDir).storeOf(url)) };
}

/** The API as who has signed in, or as whom the environment's token speaks for. @throws CliError when there is neither */
export async function signedIn(env: Environment, chosenUrl: string | undefined): Promise<Api> {
  if (env.token !== undefined) {
    const url = await addressOf(env, chosenUrl);
    return { url, client: clientOf(url, storeOfToken(env.token)) };
  }
  const api = await keptSession(env, chosenUrl);
  const wasSignedIn = (await new SessionFile(env.configDir).get(api.url)) !== undefined;
  if (!(await api.client.isSignedIn())) throw wasSignedIn ? sessionOver(api.url) : notSignedIn(api.url);
  return api;
}

function clientOf(baseUrl: string, tokens: TokenStore): SluiceClient {
  return new SluiceClient({ baseUrl, tokens, fetch: fetchFrom(baseUrl) });
}

/** It is used as long as the API takes it. */
function storeOfToken(accessToken: string): TokenStore {
  return {
    load: () => ({ accessToken, refreshToken: '', expiresAtMs: Infinity }),
    save: () => undefined,
  };
}

function sessionOver(url: string): CliError {
  return new CliError(EXIT.notAllowed, `The session at ${url} is over. Sign in again: sluice login`);
}

function notSignedIn(url: string): CliError {
  return new CliError(
    EXIT.notAllowed,
    `You are not signed in to ${url}. Do: sluice login --url ${url}, or set SLUICE_TOKEN`,
  );
}
