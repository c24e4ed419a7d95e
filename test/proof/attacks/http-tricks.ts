import { connect } from 'node:net';
import { type Arena } from './arena';
import { type Attack, type AttackPart, expectSame, expectStatus } from './attack';
import { call } from './call';

const ANSWER_MS = 12_000;

/** Bytes as they are. @returns the status lines that came back until the server was done or had hung up */
function speak(url: string, bytes: string): Promise<string[]> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    const done = (): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(text.match(/^HTTP\/1\.1 \d+/gm) ?? []);
    };
    // A server that waits for more of a request that never comes has answered nothing, and that is an answer.
    const limit = setTimeout(done, ANSWER_MS);
    socket.setEncoding('latin1');
    socket.on('data', (data: string) => {
      text += data;
    });
    socket.on('close', done);
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? done() : reject(error),
    );
  });
}

/** A request in the body of another: whoever takes both for requests lets a proxy be fooled. */
const HIDDEN = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
const SMUGGLERS: Readonly<Record<string, string>> = {
  'a length and chunks': `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'two lengths': `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\n${HIDDEN}`,
  'chunks in odd spelling': `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'a length with a sign': `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n${HIDDEN}`,
  'a blank before the colon': `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length : 0\r\n\r\n${HIDDEN}`,
  'a header folded over lines': `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n`,
  'a line that ends in a bare CR': `GET /healthz HTTP/1.1\rHost: x\r\n\r\n`,
  'a chunk size that is none': `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n${HIDDEN}`,
  'headers of 100 kB': `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(100_000)}\r\n\r\n`,
};

const PROTOCOL: readonly Attack[] = [
  ...Object.entries(SMUGGLERS).map(([what, bytes]) => ({
    name: `a request with ${what}`,
    async run({ url }: Arena) {
      const statuses = (await speak(url(), bytes)).map((line) => Number(line.slice(9)));
      if (statuses.some((status) => status < 400) || statuses.length > 1)
        throw new Error(`It was answered ${statuses.join(' and ')}`);
    },
  })),
  {
    name: 'methods that nobody asked for',
    async run({ url }) {
      for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'FOO']) {
        const statuses = await speak(
          url(),
          `${method} /api/batches HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
        );
        if (statuses.some((line) => Number(line.slice(9)) < 400))
          throw new Error(`${method} was answered ${statuses.join()}`);
      }
    },
  },
  {
    name: 'a method in a header or a field',
    async run(arena) {
      const { omrBatch } = arena.possessions;
      for (const header of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])
        await arena.call('admin', 'POST', `/api/batches/${omrBatch}/retry?_method=DELETE`, {
          headers: { [header]: 'DELETE' },
        });
      expectStatus(await arena.call('admin', 'GET', `/api/batches/${omrBatch}`), 200);
    },
  },
  {
    name: 'other spellings of a path, to come by its guard',
    async run(arena) {
      const paths = [
        '//api/users',
        '/api//users',
        '/api/./users',
        '/api/x/../users',
        '/API/USERS',
        '/api/users/',
        '/api/users;x',
        '/api%2fusers',
        '/%61pi/users',
        '/api/users%00',
        '/admin/queues',
        '/admin/queues/',
        '/ADMIN/queues/api/queues',
        '/admin//queues',
      ];
      for (const path of paths)
        for (const caller of ['anonymous', 'user'] as const) {
          const answer = await arena.call(caller, 'GET', path, { redirect: 'manual' });
          if (answer.status < 300) throw new Error(`${path} as ${caller} was answered ${answer.status}`);
        }
    },
  },
];

const HEADERS: readonly Attack[] = [
  {
    name: 'a page of somebody else’s that reads answers with the user’s rights',
    async run(arena) {
      const answer = await arena.call('user', 'GET', '/api/batches', {
        headers: { Origin: 'https://evil.example' },
      });
      const allowed = answer.headers.get('Access-Control-Allow-Origin');
      if (
        allowed === 'https://evil.example' ||
        answer.headers.get('Access-Control-Allow-Credentials') === 'true'
      )
        throw new Error(`The origin was answered ${allowed}`);
    },
  },
  {
    name: 'what browsers do with answers that say nothing against it',
    async run(arena) {
      for (const path of [
        '/api/batches',
        '/api/revenue/files',
        '/nowhere',
        '/healthz',
        '/docs',
        '/admin/login',
      ]) {
        const { headers } = await arena.call('user', 'GET', path);
        expectSame(`${path}: sniffing`, headers.get('X-Content-Type-Options'), 'nosniff');
        const isFramed =
          !/frame-ancestors 'none'|frame-ancestors 'self'/.test(
            headers.get('Content-Security-Policy') ?? '',
          ) && headers.get('X-Frame-Options') === null;
        if (isFramed) throw new Error(`${path} may be framed`);
        expectSame(`${path}: what it is made with`, headers.get('X-Powered-By'), null);
      }
      const own = await arena.call('user', 'GET', '/api/batches');
      expectSame('caching of what is somebody’s', own.headers.get('Cache-Control'), 'no-store');
    },
  },
  {
    name: 'a host of the attacker’s in links and redirects',
    async run(arena) {
      const headers = {
        'X-Forwarded-Host': 'evil.example',
        Forwarded: 'host=evil.example',
        'X-Forwarded-Proto': 'javascript',
      };
      const made = await arena.call('user', 'POST', '/api/uploads', {
        headers: { ...headers, 'Tus-Resumable': '1.0.0', 'Upload-Length': '5' },
      });
      const list = await arena.call('owner', 'GET', '/api/v1/onboarding/migration', { headers });
      const page = await arena.call('anonymous', 'GET', '/admin/queues', { headers, redirect: 'manual' });
      for (const answer of [made, list, page]) {
        const said = `${[...answer.headers.values()].join(' ')} ${answer.text}`;
        if (said.includes('evil.example')) throw new Error(`The host is repeated: ${said.slice(0, 200)}`);
      }
    },
  },
];

/** Limits that must hold whatever the request looks like. */
const LIMITS: readonly Attack[] = [
  {
    name: 'guessing a password with another name, address or replica each time',
    async run(arena) {
      const spellings = ['victim', 'VICTIM', ' victim', 'victim ', 'Victim', 'vIctim'];
      const made = await arena.call('admin', 'POST', '/api/users', {
        json: { username: 'victim', password: 'the right one 1', role: 'user' },
      });
      expectStatus(made, 201);
      const statuses: number[] = [];
      for (let n = 0; n < 24; n++) {
        const answer = await call(arena.url(n % 2), 'POST', '/api/auth/login', {
          json: { username: spellings[n % spellings.length], password: `guess ${n}` },
          headers: {
            'X-Forwarded-For': `10.0.0.${n}`,
            'X-Real-IP': `10.0.1.${n}`,
            Forwarded: `for=10.0.2.${n}`,
          },
        });
        statuses.push(answer.status);
      }
      if (statuses.filter((status) => status === 401).length > 12 || !statuses.includes(429))
        throw new Error(`The door did not close: ${statuses.join(' ')}`);
      const right = await call(arena.url(1), 'POST', '/api/auth/login', {
        json: { username: 'victim', password: 'the right one 1' },
      });
      expectStatus(right, 429);
    },
  },
];

/** HTTP itself: what a proxy, a browser or a limit could be fooled with. */
export const HTTP_TRICKS: AttackPart = {
  name: 'HTTP and its limits',
  attacks: () => [...PROTOCOL, ...HEADERS, ...LIMITS],
  atOnce: 8,
};

/** The limit of requests, on a stack where it is small: `RATE_LIMIT_MIGRATION` is so many a minute. */
export const SMALL_LIMIT = 20;

export const RATE_LIMITS: AttackPart = {
  name: 'limits of requests',
  attacks: () => [
    {
      name: 'more requests than a minute has, by spelling, address, token and replica',
      async run(arena) {
        const paths = [
          '/api/v1/onboarding/migration',
          '/api/v1/onboarding/migration/',
          '/API/v1/onboarding/migration',
          '/api/v1/onboarding/%6digration',
        ];
        const answers = await Promise.all(
          Array.from({ length: SMALL_LIMIT * 4 }, (_, n) =>
            call(arena.url(n % 2), n % 5 === 0 ? 'HEAD' : 'GET', paths[n % paths.length] as string, {
              token: arena.token('owner'),
              headers: { 'X-Forwarded-For': `10.9.0.${n}` },
            }),
          ),
        );
        const letIn = answers.filter(({ status }) => status === 200).length;
        if (letIn > SMALL_LIMIT) throw new Error(`${letIn} of ${SMALL_LIMIT} were let in`);
        if (!answers.some(({ status }) => status === 429)) throw new Error('Nobody was told 429');
      },
    },
  ],
};
