import { SluiceClient, type Tokens, type TokenStore } from '@sluice/client';

const KEPT_AS = 'sluice.session';

/** Kept in the browser until sign-out, so that a reload, and an upload that goes on after it, need no second sign-in. */
const keptTokens: TokenStore = {
  load() {
    const kept = localStorage.getItem(KEPT_AS);
    return kept === null ? undefined : (JSON.parse(kept) as Tokens);
  },
  save(tokens) {
    if (tokens) localStorage.setItem(KEPT_AS, JSON.stringify(tokens));
    else localStorage.removeItem(KEPT_AS);
  },
};

/** The API, as whoever has signed in. */
export const client = new SluiceClient({ baseUrl: '', tokens: keptTokens });
