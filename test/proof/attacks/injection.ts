import { rows } from '@sluice/kernel/db';
import { type Arena, type Attack, type AttackPart, succeeded } from './attack';
import { exchangeRaw, headOf, rawRequest, statusesOf } from './raw-http';
import { strangeInput } from './strange-input';

/** Text of clients that would like to be a header, a log line, a link or a query. */
export const injectionPart: AttackPart = {
  name: 'injection: headers, logs, links, queries',
  atOnce: 2,
  attacks: async (arena) => [
    ...headerAttacks(),
    ...linkAttacks(),
    ...redirects(),
    spoofedAddress(),
    ...(await strangeInput(arena)),
    // Behind all the others, which have been logged by then.
    logLines(),
  ],
};

const BREAKS = [
  '\r\nX-Evil: 1',
  '\nX-Evil: 1',
  '\rX-Evil: 1',
  '\u0000X-Evil: 1',
  '\u0085X-Evil: 1',
  '\u001b[31mX-Evil',
];

/** Nothing of it comes back as a header of its own, or as it is. */
function headerAttacks(): Attack[] {
  const places: [string, (text: string) => string][] = [
    ['X-Request-Id', (text) => rawRequest('GET', '/healthz', [`X-Request-Id: a${text}`])],
    ['User-Agent', (text) => rawRequest('GET', '/healthz', [`User-Agent: a${text}`])],
    ['Authorization', (text) => rawRequest('GET', '/api/auth/me', [`Authorization: Bearer a${text}`])],
    ['Prefer', (text) => rawRequest('GET', '/healthz', [`Prefer: wait=1${text}`])],
    ['Origin', (text) => rawRequest('OPTIONS', '/api/users', [`Origin: https://a${text}`])],
    ['Cookie', (text) => rawRequest('GET', '/admin/queues/', [`Cookie: sluice_operator=a${text}`])],
    ['Tus-Resumable', (text) => rawRequest('OPTIONS', '/api/uploads', [`Tus-Resumable: 1.0.0${text}`])],
    ['the path', (text) => rawRequest('GET', `/api/contents/${encodeURIComponent(text)}`)],
    ['the query', (text) => rawRequest('GET', `/api/contents?creator=${encodeURIComponent(text)}&limit=1`)],
    [
      'the path of the board',
      (text) => rawRequest('GET', `/admin/queues/${encodeURIComponent(text)}`, ['Accept: text/html']),
    ],
    [
      'the path of socket.io',
      (text) => rawRequest('GET', `/socket.io/?EIO=4&transport=${encodeURIComponent(text)}`),
    ],
  ];
  return places.flatMap(([place, build]) =>
    BREAKS.map((text) => ({
      name: `${JSON.stringify(text)} in ${place}`,
      expectation: 'no header is made of it, and the answer is one',
      run: async ({ stack }: Arena) => {
        const answer = await exchangeRaw(stack.apis[0]?.url as string, build(text));
        const evil = headOf(answer).filter(
          (line) => /^\s*x-evil/i.test(line) || /[\u0000-\u001f\u007f]/.test(line),
        );
        if (evil.length > 0) succeeded(evil.join(' | '));
        const statuses = statusesOf(answer);
        if (statuses.length > 1 || statuses.some((status) => status >= 500)) succeeded(statuses.join(', '));
      },
    })),
  );
}

const EVIL = 'evil.example';
const LYING: Record<string, string> = {
  Host: EVIL,
  'X-Forwarded-Host': EVIL,
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Server': EVIL,
  'X-Host': EVIL,
  Forwarded: `host=${EVIL};proto=https`,
  'X-Original-URL': '/api/users',
  'X-Rewrite-URL': '/api/users',
  'X-Forwarded-Prefix': `//${EVIL}`,
};

/** Links and places of answers are never made of what a client says of the host. */
function linkAttacks(): Attack[] {
  const requests: [string, string, Record<string, string>][] = [
    ['GET', '/api/contents?creator=creator-of-home&limit=1', {}],
    ['GET', '/api/batches/creator/creator-of-home?limit=1', {}],
    ['GET', '/admin/queues/', { Accept: 'text/html' }],
    ['GET', '/docs', {}],
    ['GET', '/openapi.json', {}],
    ['POST', '/api/uploads', { 'Tus-Resumable': '1.0.0', 'Upload-Length': '1' }],
    ['POST', '/api/revenue/batches', {}],
    ['GET', '/api/users?limit=1', {}],
    ['GET', '/socket.io/?EIO=4&transport=polling', {}],
    ['GET', '/nowhere', {}],
  ];
  return requests.map(([method, path, headers]) => ({
    name: `${method} ${path} with another host in nine headers`,
    expectation: 'the answer does not speak of it',
    async run({ send, home }) {
      const answer = await send(method, path, { as: home.admin, headers: { ...LYING, ...headers } });
      const said = `${JSON.stringify(answer.headers)}${answer.text}`;
      if (answer.status >= 500 || said.includes(EVIL)) succeeded(`${answer.status} ${said.slice(0, 300)}`);
    },
  }));
}

/** Paths that a browser would take for another host, were they echoed in `Location`. */
function redirects(): Attack[] {
  const paths = [
    `//${EVIL}`,
    `//${EVIL}/..`,
    `/\\${EVIL}`,
    `/%5c${EVIL}`,
    `///${EVIL}/%2e%2e`,
    `/docs//${EVIL}`,
    `/docs/assets//${EVIL}/..`,
    `/admin/queues//${EVIL}`,
    `/admin/queues/?next=https://${EVIL}`,
    `/admin/login?next=//${EVIL}`,
    `http://${EVIL}/admin/queues/`,
  ];
  return paths.map((path) => ({
    name: `a browser is sent to ${path}`,
    expectation: 'no redirect leads away',
    async run({ send }) {
      const { status, headers } = await send('GET', path, { headers: { Accept: 'text/html' } });
      const { location } = headers;
      if (status >= 500 || (location !== undefined && location !== '/admin/login'))
        succeeded(`${status} ${location}`);
    },
  }));
}

/** Without proxies, `X-Forwarded-For` is what anybody may write. */
function spoofedAddress(): Attack {
  return {
    name: 'home.user does something and says to come from elsewhere',
    expectation: 'the audit has the true address',
    async run({ send, home, db }) {
      const [address, requestId] = ['203.0.113.66', 'spoofed-address'];
      const headers = {
        'X-Forwarded-For': address,
        'X-Real-IP': address,
        'True-Client-IP': address,
        'CF-Connecting-IP': address,
        Forwarded: `for=${address}`,
        'X-Request-Id': requestId,
      };
      await send('POST', '/api/revenue/batches', { as: home.user, json: { batchName: 'x' }, headers });
      const found = await rows<{ address: string }>(
        db,
        'SELECT address FROM audit_events WHERE request_id = $1',
        [requestId],
      );
      if (found.length !== 1 || found[0]?.address.includes(address)) succeeded(JSON.stringify(found));
    },
  };
}

function logLines(): Attack {
  const forged = '{"level":"info","message":"forged by a client"}';
  return {
    name: 'names, ids and headers with line breaks are logged',
    expectation: 'each line of the log is one JSON object, none of them a client’s',
    async run({ send, home, stack, logLines: lines }) {
      const text = `x\n${forged}\r\n${forged}`;
      await send('POST', '/api/auth/login', { json: { username: text, password: text } });
      await send('POST', '/api/users', {
        as: home.admin,
        json: { username: text, password: text, role: 'user' },
      });
      await send('GET', `/api/batches/${encodeURIComponent(text)}/status`, { as: home.user });
      const form = new FormData();
      form.append('file', new Blob(['x']), text);
      await send('POST', '/api/revenue/upload', { as: home.user, form });
      await send('POST', '/api/batches/upload', { as: home.user, form });
      await exchangeRaw(
        stack.apis[0]?.url as string,
        rawRequest('GET', '/healthz', [`X-Request-Id: x\n${forged}`]),
      );
      const strange = lines().filter((line) => !isObject(line) || line.startsWith(forged));
      if (strange.length > 0) succeeded(`${strange.length} lines such as ${strange[0]?.slice(0, 200)}`);
    },
  };
}

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
