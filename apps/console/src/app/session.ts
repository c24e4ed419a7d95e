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
  // Several windows share it. Browsers have locks on secure origins alone: elsewhere windows go without.
  exclusively: (work) =>
    (navigator.locks ? navigator.locks.request(KEPT_AS, work) : work()) as ReturnType<typeof work>,
};

/** The API, as whoever has signed in. */
export const client = new SluiceClient({ baseUrl: '', tokens: keptTokens });

// Whoever signs in or out does so in all windows: none shows to one what it was told for another.
addEventListener('storage', ({ key, oldValue, newValue }) => {
  if (key === KEPT_AS && (oldValue === null || newValue === null)) location.reload();
});
