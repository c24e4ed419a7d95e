import { eventually } from '@sluice/kernel/testing';
import { io, type Socket } from 'socket.io-client';
import { type Arena, type Attack, type AttackPart, type Person, succeeded } from './attack';
import { listenRaw, listenSocketIo, type MigrationListener } from '../../e2e/migration-listener';
import { runImport } from './imports';

/** What is no route: WebSockets, socket.io, the board of the queues, files of the documentation. */
export const doorsPart: AttackPart = {
  name: 'doors beside the routes',
  attacks: (arena) => [
    ...socketAttacks(arena),
    ...eavesdropping(),
    ...boardAttacks(arena),
    ...tokenInQuery(arena),
    ...fileAttacks(),
  ],
};

type Door = 'raw /ws' | 'socket.io' | 'socket.io at /ws' | 'namespace of migration';
const DOORS: Door[] = ['raw /ws', 'socket.io', 'socket.io at /ws', 'namespace of migration'];

function socketAttacks({ home }: Arena): Attack[] {
  const intruders: [string, string][] = [
    ['nobody', ''],
    ['a made-up token', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
    ['a disabled admin', home.disabled.token],
    ['a user, whose role has no business there', home.user.token],
  ];
  return DOORS.flatMap((door) =>
    intruders.map(([who, token]) => ({
      name: `${who} opens ${door}`,
      expectation: 'refused',
      run: async (arena: Arena) => {
        if (await opens(arena, door, token)) succeeded('the door was opened');
      },
    })),
  );
}

/** Whether the door lets the token in. */
async function opens({ stack }: Arena, door: Door, token: string): Promise<boolean> {
  const { url } = stack.apis[1] as { url: string };
  if (door === 'raw /ws') {
    try {
      (await listenRaw(url, token)).close();
      return true;
    } catch {
      return false;
    }
  }
  const path = door === 'socket.io at /ws' ? '/ws' : '/socket.io';
  const at = door === 'namespace of migration' ? `${url}/api/v1/onboarding` : url;
  const socket: Socket = io(at, { path, auth: { token }, forceNew: true, reconnection: false });
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('connect_error', () => resolve(false));
    });
  } finally {
    socket.disconnect();
  }
}

function eavesdropping(): Attack[] {
  return [
    {
      name: 'people of another tenant and an agent listen while an owner imports',
      expectation: 'they hear nothing of it, the owner and the admin all',
      async run(arena) {
        const { home, other, operator, stack } = arena;
        const [first, second] = stack.apis.map(({ url }) => url) as [string, string];
        const listen = async (person: Person): Promise<[string, MigrationListener][]> => [
          [`${person.name} by WebSocket`, await listenRaw(first, person.token)],
          [`${person.name} by socket.io`, await listenSocketIo(second, person.token)],
        ];
        const deaf = (
          await Promise.all([other.admin, other.owner, other.agent, operator, home.agent].map(listen))
        ).flat();
        const meant = (await Promise.all([home.admin, home.owner].map(listen))).flat();
        try {
          const csv = `kode_paket,nama_paket,harga,tanggal_berangkat\nDOOR-1,x,1,2031-01-01\n`;
          const id = await runImport(arena.send, home.owner, 'package', csv);
          await heardBy(meant, id);
          const heard = deaf.filter(([, { heard }]) => JSON.stringify(heard).includes(id));
          if (heard.length > 0) succeeded(`heard by ${heard.map(([name]) => name).join(', ')}`);
        } finally {
          for (const [, listener] of [...deaf, ...meant]) listener.close();
        }
      },
    },
  ];
}

/** Who is meant to hear it has heard its end: by then the others would have, too. */
async function heardBy(listeners: [string, MigrationListener][], id: string): Promise<void> {
  for (const [name, listener] of listeners)
    await eventually(`${name} to hear the end`, () => listener.of('migration:completed', id).length > 0);
}

function boardAttacks({ home, other }: Arena): Attack[] {
  const paths = [
    '/admin/queues',
    '/admin/queues/',
    '/admin/queues/api/queues',
    '/ADMIN/Queues/api/queues',
    '/admin//queues/api/queues',
    '/admin/queues/static/../api/queues',
    '/admin/%71ueues/api/queues',
  ];
  const callers: [string, Person | undefined][] = [
    ['nobody', undefined],
    ['a user', home.user],
    ['an admin of a tenant', home.admin],
    ['an admin of another', other.admin],
    ['a disabled admin', home.disabled],
  ];
  const looking = callers.flatMap(([who, as]) =>
    paths.map((path) => ({
      name: `${who} looks at ${path}`,
      expectation: '401, 403, 404 or the way to the login',
      run: async ({ send }: Arena) => {
        for (const headers of [{}, { Cookie: `sluice_operator=${as?.token ?? 'x'}` }] as Record<
          string,
          string
        >[]) {
          const { status, text } = await send('GET', path, {
            as: headers['Cookie'] ? undefined : as,
            headers,
          });
          if (![401, 403, 404, 303].includes(status) || /"queues"|waiting/.test(text))
            succeeded(`${status} ${text.slice(0, 200)}`);
        }
      },
    })),
  );
  const moving = ['PUT', 'POST', 'DELETE', 'PATCH'].map((method) => ({
    name: `an operator's browser is made to ${method} at the board`,
    expectation: '405',
    run: async ({ send, operator }: Arena) => {
      const headers = { Cookie: `sluice_operator=${operator.token}`, Origin: 'https://evil.example' };
      const { status } = await send(method, '/admin/queues/api/queues/omr/pause', { headers });
      if (status !== 405) succeeded(`${status}`);
    },
  }));
  const elsewhere: Attack = {
    name: "an operator's cookie is used outside the board",
    expectation: '401',
    async run({ send, operator }) {
      const headers = { Cookie: `sluice_operator=${operator.token}` };
      for (const path of ['/api/users', '/api/audit', '/api/ops/status']) {
        const { status } = await send('GET', path, { headers });
        if (status !== 401) succeeded(`${path}: ${status}`);
      }
      const made = await send('POST', '/admin/session', { headers });
      if (made.status !== 401) succeeded(`POST /admin/session: ${made.status}`);
    },
  };
  return [...looking, ...moving, elsewhere];
}

/** Links with a token end up in histories and logs, so they are for what can't send headers alone. */
function tokenInQuery({ home, things }: Arena): Attack[] {
  const batch = things.get('home.user')?.omrBatch;
  const [token, disabled] = [home.user.token, home.disabled.token];
  const names = new Map([
    [token, 'THE-OWNERS'],
    [disabled, 'A-DISABLED-ONES'],
    [home.colleague.token, 'A-COLLEAGUES'],
  ]);
  const expected: [path: string, status: number][] = [
    [`/api/batches/${batch}/events?access_token=${token}`, 200],
    [`/api/batches/${batch}/events?access_token=${disabled}`, 401],
    [`/api/batches/${batch}/events?access_token=${home.colleague.token}`, 404],
    [`/api/batches/${batch}/events?access_token[]=${token}`, 401],
    [`/api/batches/${batch}/events?access_token=${token}&access_token=${token}`, 401],
    [`/api/batches/${batch}/events?token=${token}`, 401],
    [`/api/batches/${batch}/status?access_token=${token}`, 401],
    [`/api/auth/me?access_token=${token}`, 401],
    [`/admin/queues/api/queues?access_token=${token}`, 401],
  ];
  return expected.map(([path, status]) => ({
    name: `a token in the query of ${path.replaceAll(/eyJ[\w.-]+/g, (found) => names.get(found) ?? found)}`,
    expectation: `${status}`,
    run: async ({ send }) => {
      const answer = await send('GET', path);
      if (answer.status !== status) succeeded(`${answer.status}`);
    },
  }));
}

function fileAttacks(): Attack[] {
  const paths = [
    '/docs/assets/../../package.json',
    '/docs/assets/..%2f..%2fpackage.json',
    '/docs/assets/%2e%2e/%2e%2e/package.json',
    '/docs/assets/..%5c..%5cpackage.json',
    '/docs/assets/%252e%252e/package.json',
    '/docs/assets//etc/passwd',
    '/docs/assets/package.json',
    '/docs/assets/.npmignore',
    '/docs/assets/%00.js',
    '/../../../../etc/passwd',
    '/.env',
    '/.git/config',
    '/admin/queues/static/../../../../package.json',
  ];
  return paths.map((path) => ({
    name: `a file is asked for at ${path}`,
    expectation: '401 or 404',
    run: async ({ send }) => {
      const { status, text } = await send('GET', path);
      if (![401, 404].includes(status) || text.includes('"dependencies"'))
        succeeded(`${status} ${text.slice(0, 120)}`);
    },
  }));
}
