import { type Config } from '@sluice/kernel/config';
import { defineRoute, type Reply, type Route } from '../http/route';

/** Where the browser sends the cookie, and where it may be sent to at all. */
const COOKIE_PATH = '/admin';
const COOKIE = 'sluice_operator';

/** Scripts and styles of ours alone; without its script the form goes nowhere, so no password lands in a URL. */
const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; " +
    "base-uri 'none'; frame-ancestors 'none'",
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Sluice queues</title>
    <link rel="stylesheet" href="/admin/login.css">
    <script src="/admin/login.js" defer></script>
  </head>
  <body>
    <form>
      <h1>Sluice queues</h1>
      <label>Username <input name="username" autocomplete="username" required autofocus></label>
      <label>Password
        <input name="password" type="password" autocomplete="current-password" required></label>
      <button>Sign in</button>
      <p role="alert"></p>
    </form>
  </body>
</html>`;

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; }
form { display: grid; gap: 1rem; width: 18rem; }
h1 { font-size: 1.3rem; margin: 0; }
label, input { display: block; width: 100%; box-sizing: border-box; }
input, button { font: inherit; padding: 0.4rem; }
p { color: #a00; min-height: 1.5em; margin: 0; }
`;

/** Coming here signs out. Signs in as any client does, then trades the access token for the cookie. */
const SCRIPT = `const form = document.querySelector('form');
const alert = document.querySelector('[role=alert]');
const send = (method, path, headers, body) => fetch(path, { method, headers, body: JSON.stringify(body) });
const json = { 'Content-Type': 'application/json' };

send('DELETE', '/admin/session');

async function signIn() {
  const login = await send('POST', '/api/auth/login', json, Object.fromEntries(new FormData(form)));
  const tokens = await login.json();
  if (!login.ok) return tokens.detail;
  const session = await send('POST', '/admin/session', { Authorization: 'Bearer ' + tokens.access_token });
  if (session.ok) return void location.replace('/admin/queues/');
  await send('POST', '/api/auth/logout', json, { refresh_token: tokens.refresh_token });
  return (await session.json()).detail;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  alert.textContent = '';
  alert.textContent = (await signIn().catch(() => 'The server can not be reached')) ?? '';
});
`;

/**
 * A browser can't send an `Authorization` header with every file it loads, so operators get their access token
 * as a cookie: out of reach of scripts, never sent along from other sites, only under /admin, where nothing can
 * be changed. It is given for an `Authorization` header, which no other site can send, and is checked like one, so
 * a session that was revoked, or an operator who is none any more, is out within seconds.
 */
export function boardLoginRoutes({ config }: { config: Config }): Route[] {
  const { accessTtlSeconds } = config.jwt;
  return [
    page('/admin/login', 'Sign in to see the queues', PAGE_HEADERS, PAGE),
    page('/admin/login.css', 'Its style', { 'Content-Type': 'text/css; charset=utf-8' }, STYLE),
    page('/admin/login.js', 'Its script', { 'Content-Type': 'text/javascript; charset=utf-8' }, SCRIPT),
    defineRoute({
      method: 'post',
      path: '/admin/session',
      summary: 'Trade an operator’s access token for the cookie that opens /admin/queues',
      access: 'operators',
      responses: { 204: { description: 'The cookie is set' }, 403: { description: 'No operator' } },
      async handler({ headers, isSecure }) {
        const token = headers.authorization?.replace(/^bearer\s+/i, '') ?? '';
        return cookie(token, accessTtlSeconds, isSecure);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/admin/session',
      summary: 'Take the cookie away',
      access: 'public',
      responses: { 204: { description: 'The cookie is gone' } },
      handler: async ({ isSecure }) => cookie('', 0, isSecure),
    }),
  ];
}

/** The operator's token of a `Cookie` header. */
export function tokenOfCookie(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

function cookie(value: string, maxAgeSeconds: number, isSecure: boolean): Reply {
  const attributes = [`Path=${COOKIE_PATH}`, `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Strict'];
  if (isSecure) attributes.push('Secure');
  return { status: 204, headers: { 'Set-Cookie': [`${COOKIE}=${value}`, ...attributes].join('; ') } };
}

function page(path: string, summary: string, headers: Record<string, string>, text: string): Route {
  return defineRoute({
    method: 'get',
    path,
    summary,
    access: 'public',
    responses: { 200: { description: summary, contentType: headers['Content-Type'] as string } },
    handler: async () => ({ status: 200, headers, text }),
  });
}
