import { connect, type Socket } from 'node:net';
import { type Arena, type Attack, type AttackPart, type Person, succeeded } from './attack';
import { refuseChanges } from './matrix';
import { exchangeRaw, statusesOf } from './raw-http';
import { smugglingAttacks } from './smuggling';

/** HTTP as no client of ours speaks it. */
export const httpTricksPart: AttackPart = {
  name: 'HTTP tricks',
  atOnce: 4,
  attacks: (arena) => [
    ...smugglingAttacks(),
    ...methodAttacks(arena),
    ...sizeAttacks(),
    ...crossOriginAttacks(),
    ...headerAttacks(arena),
    ...pathAttacks(),
    ...headParity(arena),
    crowd(),
  ],
};

function methodAttacks({ home }: Arena): Attack[] {
  const methods = [
    'TRACE',
    'TRACK',
    'CONNECT',
    'PROPFIND',
    'PUT',
    'LOCK',
    'SEARCH',
    'get',
    'G\u00cbT',
    'DEBUG',
  ];
  const strange = methods.map((method) => ({
    name: `${method} at /api/users`,
    expectation: 'refused, and nothing of the request comes back',
    run: async ({ stack }: Arena) => {
      const raw = `${method} /api/users HTTP/1.1\r\nHost: x\r\nX-Mine: echoed-to-me\r\nConnection: close\r\n\r\n`;
      const answer = await exchangeRaw(stack.apis[0]?.url as string, raw);
      const statuses = statusesOf(answer);
      if (answer.includes('echoed-to-me') || statuses.some((status) => status < 400 || status >= 500))
        succeeded(answer.slice(0, 300));
    },
  }));
  const overriding: Attack = {
    name: 'an admin’s POST is turned into DELETE by headers and queries',
    expectation: '404, 405 or 400, and nobody is deleted',
    async run({ send, fingerprint }) {
      const before = await fingerprint();
      const path = `/api/users/${home.colleague.id}`;
      for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', '_method']) {
        const { status } = await send('POST', `${path}?_method=DELETE`, {
          as: home.admin,
          headers: { [name]: 'DELETE' },
          json: { _method: 'DELETE' },
        });
        if (status !== 405) succeeded(`${name}: ${status}`);
      }
      refuseChanges(
        { users: before['users'] as string },
        { users: (await fingerprint())['users'] as string },
      );
    },
  };
  return [...strange, overriding];
}

function sizeAttacks(): Attack[] {
  const cases: [string, string][] = [
    ['a header of 64 KiB', `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(65_536)}\r\n\r\n`],
    ['2,500 headers', `GET /healthz HTTP/1.1\r\nHost: x\r\n${'A: bcdefg\r\n'.repeat(2_500)}\r\n`],
    ['a path of 64 KiB', `GET /${'a'.repeat(65_536)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a method of 64 KiB', `${'A'.repeat(65_536)} / HTTP/1.1\r\nHost: x\r\n\r\n`],
  ];
  return cases.map(([name, raw]) => ({
    name,
    expectation: '400, 404 or 431, and the server goes on',
    async run({ stack, send }) {
      const statuses = statusesOf(await exchangeRaw(stack.apis[0]?.url as string, raw));
      if (statuses.some((status) => status >= 500 || status < 400)) succeeded(statuses.join(', '));
      if ((await send('GET', '/healthz')).status !== 200) succeeded('the server is ill');
    },
  }));
}

/** No origin is allowed unless it is configured, and cookies never. */
function crossOriginAttacks(): Attack[] {
  const origins = [
    'https://evil.example',
    'null',
    'http://127.0.0.1',
    'https://sluice.evil.example',
    'file://',
  ];
  return origins.flatMap((origin) =>
    ['GET', 'OPTIONS'].map((method) => ({
      name: `${method} from the origin ${origin}`,
      expectation: 'no header lets its scripts read the answer',
      run: async ({ send, home }: Arena) => {
        const headers = { Origin: origin, 'Access-Control-Request-Method': 'DELETE' };
        for (const path of [
          '/api/auth/me',
          '/api/uploads',
          '/socket.io/?EIO=4&transport=polling',
          '/admin/queues/',
        ]) {
          const { headers: got } = await send(method, path, { as: home.user, headers });
          const allowing = Object.keys(got).filter((name) => name.startsWith('access-control-allow'));
          const isOpen = got['access-control-allow-origin'] ?? got['access-control-allow-credentials'];
          if (isOpen)
            succeeded(`${path}: ${allowing.map((name) => `${name}: ${String(got[name])}`).join('; ')}`);
        }
      },
    })),
  );
}

function headerAttacks({ home }: Arena): Attack[] {
  const requests: [number, string, string, Person | undefined][] = [
    [200, 'GET', '/healthz', undefined],
    [200, 'GET', '/docs', undefined],
    [200, 'GET', '/docs/assets/swagger-ui.css', undefined],
    [200, 'GET', '/admin/login', undefined],
    [401, 'GET', '/api/auth/me', undefined],
    [200, 'GET', '/api/auth/me', home.user],
    [403, 'GET', '/api/users', home.user],
    [404, 'GET', '/nowhere', undefined],
    [404, 'GET', '/api/batches/%00/status', home.user],
    [405, 'PUT', '/api/users', home.admin],
    [415, 'POST', '/api/batches/upload', home.user],
    [400, 'POST', '/api/auth/login', undefined],
    [404, 'HEAD', '/api/uploads/01890000-0000-7000-8000-000000000000', home.user],
    [401, 'POST', '/api/uploads', undefined],
    [200, 'GET', '/socket.io/?EIO=4&transport=polling', undefined],
    [400, 'GET', '/socket.io/?EIO=9&transport=x', undefined],
    [401, 'GET', '/admin/queues/api/queues', undefined],
    [204, 'OPTIONS', '/api/users', undefined],
  ];
  return requests.map(([status, method, path, as]) => ({
    name: `the headers of ${status} for ${method} ${path}`,
    expectation:
      'nosniff, a policy, no framing, an id, no name of the software, nothing kept of the signed-in',
    async run({ send }) {
      const answer = await send(method, path, { as, headers: { 'Tus-Resumable': '1.0.0' } });
      const { headers } = answer;
      if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}`);
      const lacking = [
        headers['x-content-type-options'] !== 'nosniff' && 'nosniff',
        !/default-src/.test(String(headers['content-security-policy'])) && 'a policy',
        !headers['x-frame-options'] && 'framing',
        !headers['x-request-id'] && 'an id',
        (headers['x-powered-by'] ?? headers.server) !== undefined && 'namelessness',
        as && !/no-store|no-cache/.test(headers['cache-control'] ?? '') && status < 400 && 'no-store',
      ].filter(Boolean);
      if (lacking.length > 0) succeeded(`lacks ${lacking.join(', ')}`);
    },
  }));
}

/** Ways of writing a path that some servers read otherwise than their guards. */
function pathAttacks(): Attack[] {
  const paths = [
    '/api/contents/../users',
    '/api/contents/..%2fusers',
    '/api/contents/%2e%2e/users',
    '/api/contents/%252e%252e/users',
    '/healthz/../api/users',
    '/docs/..;/api/users',
    '/api%2fusers',
    '/api%2Fusers',
    '/api/%75sers',
    '/api/users%00',
    '/api/users%20',
    '/api/users/.',
    '/api/users/',
    '/api/users//',
    '//api/users',
    '/api//users',
    '/api/users;x=1',
    '/api/users.json',
    '/API/USERS',
    '/api\\users',
    '/api/users#x',
    '/api/users?access_token=x',
    'http://127.0.0.1/api/users',
    '/admin/login/../../api/users',
    '/api/audit/%2e',
  ];
  return paths.map((path) => ({
    name: `users and audit are asked for at ${path}, by nobody and by a user`,
    expectation: '401, 403, 404, or 405 where it is another path',
    async run({ send, home }) {
      for (const as of [undefined, home.user]) {
        const { status, text } = await send('GET', path, { as });
        if (![400, 401, 403, 404, 405].includes(status) || text.includes('home.admin'))
          succeeded(`${status} ${text.slice(0, 200)}`);
      }
    },
  }));
}

/** HEAD is GET without a body, for guards too. */
function headParity({ home }: Arena): Attack[] {
  const { user, admin } = home;
  const paths = [
    '/api/users',
    '/api/audit',
    '/api/tenants',
    '/api/ops/status',
    '/api/auth/me',
    '/api/batches',
    '/api/batches/ID/status',
    '/api/batches/ID/export.csv',
    '/api/batches/ID/sheets/1/image',
    '/api/revenue/batches',
    '/api/revenue/files/ID/download',
    '/api/audience/batch-upload',
    '/api/v1/onboarding/jamaah',
    '/api/contents?creator=x',
    '/admin/queues/api/queues',
    '/metrics',
    '/docs',
  ];
  return paths.map((path) => ({
    name: `HEAD in place of GET at ${path}`,
    expectation: 'the same status, and no body',
    async run({ send, things }) {
      const batch = things.get('home.user')?.omrBatch as string;
      for (const as of [undefined, user, admin, home.disabled]) {
        const at = path.replace('ID', batch);
        const [get, head] = [await send('GET', at, { as }), await send('HEAD', at, { as })];
        if (get.status !== head.status || head.bytes.length > 0)
          succeeded(`${as?.name}: GET ${get.status}, HEAD ${head.status}, ${head.bytes.length} bytes`);
      }
    },
  }));
}

const CROWD = 300;

/** Those who say half a sentence and wait must not keep others from being served. */
function crowd(): Attack {
  return {
    name: `${CROWD} clients begin a request and never end it`,
    expectation: 'others are served meanwhile',
    async run({ stack, send }) {
      const { hostname, port } = new URL(stack.apis[0]?.url as string);
      const sockets = Array.from({ length: CROWD }, (_, n): Socket => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        socket.write(
          n % 2
            ? 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-'
            : 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\nContent-Type: application/json\r\n\r\n{',
        );
        return socket;
      });
      try {
        const answers = await Promise.all(Array.from({ length: 10 }, () => send('GET', '/healthz')));
        if (answers.some(({ status }) => status !== 200)) succeeded('somebody was turned away');
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    },
  };
}
