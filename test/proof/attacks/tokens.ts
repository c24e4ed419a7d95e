import { eventually } from '@sluice/kernel/testing';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { EventClient } from '../../e2e/event-client';
import { signIn } from '../../e2e/sign-in';
import { type Arena, type Attack as FullAttack, type AttackPart } from './attack';
import { call, expectSame, expectStatus, urlOf } from './call';
import { FORGERIES, forged, readToken } from './token-forgeries';

const PASSWORD = 'a long enough passphrase';
/** What all of them have to come to. */
const expectation = 'refused, at every replica';
type Attack = Omit<FullAttack, 'expectation'>;

/** A user's token raised to an admin's by whoever has the secret is refused: what the database says counts. */
const RAISED: Attack = {
  name: 'a token says more than the database',
  async run(arena) {
    const good = readToken(arena.home.user.token);
    for (const claims of [{ role: 'admin' }, { role: 'owner' }, { creator_address: 'ST0' }]) {
      const token = forged({ ...good, claims: { ...good.claims, ...claims } }, arena.stack.jwtSecret);
      expectStatus(await call(urlOf(arena), 'GET', '/api/users', { token }), 401, 403);
    }
  },
};

const HEADERS: Readonly<Record<string, (token: string) => Record<string, string>>> = {
  'as Basic': (token) => ({ Authorization: `Basic ${token}` }),
  'without a scheme': (token) => ({ Authorization: token }),
  'in another header': (token) => ({ 'X-Authorization': `Bearer ${token}` }),
  'in a cookie': (token) => ({ Cookie: `access_token=${token}; Authorization=Bearer ${token}` }),
  'behind a comma': (token) => ({ Authorization: `Bearer a, Bearer ${token}` }),
};

async function expectRefused(arena: Arena, headers: Record<string, string>): Promise<void> {
  for (const replica of [0, 1]) {
    const answer = await call(urlOf(arena, replica), 'GET', '/api/auth/me', { headers });
    expectStatus(answer, 401);
    if (!answer.headers.get('WWW-Authenticate')?.startsWith('Bearer'))
      throw new Error('The scheme is not said');
  }
}

interface Pair {
  access_token: string;
  refresh_token: string;
}

async function login(arena: Arena, username: string, password: string): Promise<Pair> {
  const answer = await call(urlOf(arena), 'POST', '/api/auth/login', { json: { username, password } });
  expectStatus(answer, 200);
  return answer.json as Pair;
}

const refresh = (arena: Arena, token: string, replica = 0) =>
  call(urlOf(arena, replica), 'POST', '/api/auth/refresh', { json: { refresh_token: token } });

const SESSIONS: readonly Attack[] = [
  {
    name: 'a refresh token as an access token, and the reverse',
    async run(arena) {
      const pair = await login(arena, 'agent', 'agent123');
      await expectRefused(arena, { Authorization: `Bearer ${pair.refresh_token}` });
      expectStatus(await refresh(arena, pair.access_token), 401);
    },
  },
  {
    name: 'a used refresh token once more, which ends the session everywhere',
    async run(arena) {
      const first = await login(arena, 'agent', 'agent123');
      const second = (await refresh(arena, first.refresh_token)).json as Pair;
      expectStatus(await refresh(arena, first.refresh_token, 1), 401);
      expectStatus(await refresh(arena, second.refresh_token), 401);
      await untilDead(arena, second.access_token);
    },
  },
  {
    name: 'one refresh token by twenty at once, at both replicas',
    async run(arena) {
      const { refresh_token: token } = await login(arena, 'agent', 'agent123');
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => refresh(arena, token, n % 2)));
      const won = answers.filter(({ status }) => status === 200);
      expectSame('the number of those that won', won.length, 1);
      expectSame(
        'the others',
        [...new Set(answers.filter(({ status }) => status !== 200).map(({ status }) => status))],
        [401],
      );
    },
  },
  {
    name: 'tokens of a session that was logged out',
    async run(arena) {
      const pair = await login(arena, 'agent', 'agent123');
      await call(urlOf(arena), 'POST', '/api/auth/logout', {
        token: pair.access_token,
        json: { refresh_token: pair.refresh_token },
      });
      expectStatus(await refresh(arena, pair.refresh_token, 1), 401);
      await untilDead(arena, pair.access_token);
    },
  },
];

/** At every replica, within seconds. */
async function untilDead(arena: Arena, token: string): Promise<void> {
  await eventually('the token to be dead everywhere', async () => {
    const answers = await Promise.all(
      [0, 1].map((replica) => call(urlOf(arena, replica), 'GET', '/api/auth/me', { token })),
    );
    return answers.every(({ status }) => status === 401);
  });
}

const CHANGES: Readonly<Record<string, { change?: object }>> = {
  'a user who was deleted': {},
  'a user who was disabled': { change: { disabled: true } },
  'a user who was demoted': { change: { role: 'user' } },
  'a user who was moved to another tenant': { change: { tenant_id: 'other' } },
  'a user whose password was changed': { change: { password: 'quite another 1 for now' } },
};

/** Also what is open already: an event stream and sockets of both sorts are closed. */
function changedUser(name: string, change: object | undefined): Attack {
  return {
    name: `the tokens of ${name}`,
    async run(arena) {
      const username = `changing${Math.random().toString(36).slice(2, 10)}`;
      const made = await call(urlOf(arena), 'POST', '/api/users', {
        token: arena.operator.token,
        json: { username, password: PASSWORD, role: 'owner', tenant_id: arena.home.id },
      });
      expectStatus(made, 201);
      const { id } = made.json as { id: string };
      const token = await signIn(urlOf(arena), username, PASSWORD);
      const other = urlOf(arena, 1);
      const events = await EventClient.open(
        `${other}/api/v1/onboarding/migration/${arena.things.get('home.owner')?.migrationJob}/events`,
        { Authorization: `Bearer ${token}` },
      );
      const raw = new WebSocket(`${other.replace('http', 'ws')}/ws?token=${token}`);
      const closed = new Promise<boolean>((resolve) =>
        raw.on('close', () => resolve(true)).on('error', () => resolve(true)),
      );
      const socket = io(`${other}/api/v1/onboarding`, {
        auth: { token },
        reconnection: false,
        transports: ['websocket'],
      });
      try {
        await eventually(
          'the sockets to be open',
          () => raw.readyState === WebSocket.OPEN && socket.connected,
        );
        const done = change
          ? await call(urlOf(arena), 'PATCH', `/api/users/${id}`, {
              token: arena.operator.token,
              json: change,
            })
          : await call(urlOf(arena), 'DELETE', `/api/users/${id}`, { token: arena.operator.token });
        expectStatus(done, 200, 204);
        await untilDead(arena, token);
        await eventually(
          'the sockets to be closed',
          () => !socket.connected && raw.readyState === WebSocket.CLOSED,
          30_000,
        );
        await closed;
        await Promise.race([
          events.closed(),
          new Promise((_, reject) =>
            setTimeout(() => reject(new Error('The event stream stays open')), 30_000).unref(),
          ),
        ]);
      } finally {
        events.cut();
        raw.terminate();
        socket.disconnect();
      }
    },
  };
}

const LOGINS: readonly Attack[] = [
  {
    name: 'telling names that exist from those that do not',
    async run(arena) {
      const answers = await Promise.all(
        ['peer', 'nobody-at-all'].map((username) =>
          call(urlOf(arena), 'POST', '/api/auth/login', {
            json: { username, password: 'wrong wrong wrong' },
          }),
        ),
      );
      const shown = answers.map(({ status, text, headers }) => [
        status,
        text.replaceAll(headers.get('X-Request-Id') ?? '-', ''),
      ]);
      expectSame('the answer to a name that exists', shown[0], shown[1]);
      expectStatus(answers[0] as { status: number; text: string }, 401);
    },
  },
  ...(
    [
      ['objects in place of text', { username: { $gt: '' }, password: { $gt: '' } }],
      ['lists', { username: ['admin'], password: ['admin123'] }],
      ['NUL', { username: 'admin\0', password: 'admin123' }],
      ['a password of a megabyte', { username: 'admin', password: 'x'.repeat(1_000_000) }],
      ['null', null],
      ['SQL', { username: "admin' --", password: "' OR '1'='1" }],
    ] as const
  ).map(([what, json]) => ({
    name: `logging in with ${what}`,
    run: async (arena: Arena) =>
      expectStatus(await call(urlOf(arena), 'POST', '/api/auth/login', { json }), 400, 401, 413, 422),
  })),
];

/** Tokens: forged, stale, used in the wrong place; sessions and the way in. */
export const tokensPart: AttackPart = {
  name: 'tokens and sessions',
  atOnce: 8,
  attacks(arena) {
    const good = arena.operator.token;
    const all: Attack[] = [
      ...Object.entries(FORGERIES).map(([name, forge]) => ({
        name: `a token with ${name}`,
        run: () => expectRefused(arena, { Authorization: `Bearer ${forge(readToken(good), arena, good)}` }),
      })),
      ...Object.entries(HEADERS).map(([name, headers]) => ({
        name: `a good token ${name}`,
        run: () => expectRefused(arena, headers(good)),
      })),
      {
        name: 'a good token in the address of an ordinary route',
        run: async (arena: Arena) => {
          for (const query of ['access_token', 'token', 'auth'])
            expectStatus(await call(urlOf(arena), 'GET', `/api/auth/me?${query}=${good}`), 401);
        },
      },
      RAISED,
      ...SESSIONS,
      ...Object.entries(CHANGES).map(([name, { change }]) => changedUser(name, change)),
      ...LOGINS,
    ];
    return all.map((attack) => ({ ...attack, expectation }));
  },
};
