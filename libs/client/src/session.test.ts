import { describe, it } from 'node:test';
import { expect } from 'expect';
import { ClientSession, type Tokens, type TokenStore } from './session';

/** What several clients share, one at a time, as commands share a file. */
class SharedStore implements TokenStore {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(public tokens: Tokens | undefined) {}

  load(): Tokens | undefined {
    return this.tokens;
  }

  save(tokens: Tokens | undefined): void {
    this.tokens = tokens;
  }

  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

/** An API that takes each refresh token once. */
class Api {
  valid = 'refresh-0';
  refreshes = 0;

  readonly fetch: typeof globalThis.fetch = async (_url, init) => {
    const { refresh_token: given } = JSON.parse(String(init?.body)) as { refresh_token: string };
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (given !== this.valid) return Response.json({ detail: 'used' }, { status: 401 });
    this.refreshes += 1;
    this.valid = `refresh-${this.refreshes}`;
    const answer = { access_token: `access-${this.refreshes}`, refresh_token: this.valid, expires_in: 1800 };
    return Response.json(answer);
  };
}

const ended = (): Tokens => ({ accessToken: 'access-0', refreshToken: 'refresh-0', expiresAtMs: 0 });

describe('a session whose tokens several clients share', () => {
  it('is renewed once, by one of them, for all', async () => {
    const [api, store] = [new Api(), new SharedStore(ended())];
    const sessions = Array.from({ length: 4 }, () => new ClientSession('', api.fetch, store));
    const tokens = await Promise.all(sessions.map((session) => session.accessToken()));
    expect([tokens, api.refreshes]).toEqual([Array(4).fill('access-1'), 1]);
  });

  it('is over for all when one of them signs out', async () => {
    const [api, store] = [new Api(), new SharedStore(ended())];
    const [one, other] = [new ClientSession('', api.fetch, store), new ClientSession('', api.fetch, store)];
    expect(await one.accessToken()).toBe('access-1');
    store.tokens = { ...ended(), refreshToken: api.valid };
    expect(await one.logout()).toBe(true);
    expect([await other.accessToken(), await other.logout(), store.tokens]).toEqual([
      undefined,
      false,
      undefined,
    ]);
  });

  it('is forgotten when the API does not take its token any more', async () => {
    const [api, store] = [new Api(), new SharedStore({ ...ended(), refreshToken: 'used before' })];
    expect(await new ClientSession('', api.fetch, store).accessToken()).toBeUndefined();
    expect(store.tokens).toBeUndefined();
  });
});
