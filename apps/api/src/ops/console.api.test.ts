import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { type RunningApi, startApi } from '../http/testing/running-api';

/** What a browser may be sent before the first page shows, compressed. */
const FIRST_LOAD_BYTES = 300_000;

describe('the console', () => {
  let api: RunningApi;
  let page: string;

  before(async () => {
    api = await startApi();
    page = (await api.request('GET', '/console')).text;
  });
  after(() => api?.stop());

  it('is one page at all its addresses, kept by nobody', async () => {
    for (const path of [
      '/console',
      '/console/',
      '/console/batches/omr/01890000-0000-7000-8000-000000000000',
    ]) {
      const { status, headers, text } = await api.request('GET', path);
      expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(headers.get('Cache-Control')).toBe('no-store');
      expect(text).toContain('<div id="console">');
    }
  });

  it('lets styles in by a nonce of that answer alone, and nothing from elsewhere', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { headers, text } = await api.request('GET', '/console');
        const policy = headers.get('Content-Security-Policy') as string;
        const [, nonce] = /'nonce-([^']+)'/.exec(policy) ?? [];
        expect(policy).toContain(`default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'`);
        expect(policy).not.toContain('unsafe');
        expect(text).toContain(`nonce="${nonce}"`);
        expect(text).not.toContain('__CSP_NONCE__');
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
    expect(page.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g)).toBeNull();
  });

  it('sends less than 300 kB before the first page shows; what browsers keep has a name of its content', async () => {
    const paths = [...page.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(
      ([, path]) => path as string,
    );
    expect(paths.length).toBeGreaterThan(1);
    let bytes = 0;
    for (const path of paths) {
      // Read as it comes, or fetch would unpack it.
      const { body, headers } = await rawAnswer(api, path);
      expect(headers['content-encoding']).toBe('br');
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      bytes += body;
    }
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
  });

  it('has nothing where there is nothing, and takes nothing', async () => {
    expect((await api.request('GET', '/console/assets/none.js')).status).toBe(404);
    const { status, headers } = await api.request('POST', '/console');
    expect([status, headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
  });
});

async function rawAnswer(api: RunningApi, path: string) {
  const headers = { 'Accept-Encoding': 'br' };
  const [response] = (await once(get(`${api.url}${path}`, { headers }), 'response')) as [IncomingMessage];
  let body = 0;
  for await (const piece of response) body += (piece as Buffer).length;
  return { body, headers: response.headers };
}
