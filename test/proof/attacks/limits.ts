import {
  type Answer,
  type Arena,
  type Attack,
  type AttackPart,
  type Person,
  type Sent,
  succeeded,
} from './attack';
import { makePerson } from './people';

/** Ways around what limits how often somebody may ask. */
export const limitsPart: AttackPart = {
  name: 'rate-limit evasion',
  // It needs three more replicas; what it looks for is tested in apps/api, limit by limit.
  isLong: true,
  async attacks(arena) {
    const doors = await openLimited(arena);
    return [
      ...evasions(doors, MIGRATION, migrationVariants()),
      ...evasions(doors, UPLOADS, uploadVariants()),
      ...evasions(doors, ANONYMOUS, anonymousVariants()),
      burst(doors),
      ...spellings(doors),
    ];
  },
};

const MAX = 10;

/** Replicas with limits, by their places in the stack: two without a proxy, one behind one. */
interface Doors {
  first: number;
  second: number;
  behindProxy: number;
}

let limited: { arena: Arena; doors: Doors } | undefined;

async function openLimited(arena: Arena): Promise<Doors> {
  if (limited?.arena === arena) return limited.doors;
  const { stack } = arena;
  const first = stack.apis.length;
  const env = {
    RATE_LIMIT_MIGRATION: String(MAX),
    RATE_LIMIT_REVENUE_UPLOADS: String(MAX),
    RATE_LIMIT_CONTENT_READS: String(MAX),
  };
  // One after the other: their places are told by their order.
  for (const hops of ['0', '0', '1']) await stack.addApi({ ...env, TRUST_PROXY_HOPS: hops });
  limited = { arena, doors: { first, second: first + 1, behindProxy: first + 2 } };
  return limited.doors;
}

interface Limit {
  name: string;
  method: string;
  path: string;
  /** Who is limited; nobody where addresses are. */
  who?: 'owner' | 'user';
  sent?: Sent;
}

const MIGRATION: Limit = {
  name: 'migration',
  method: 'GET',
  path: '/api/v1/onboarding/migration',
  who: 'owner',
};
const UPLOADS: Limit = {
  name: 'revenue uploads',
  method: 'POST',
  path: '/api/revenue/upload/batch',
  who: 'user',
};
const ANONYMOUS: Limit = { name: 'anonymous content reads', method: 'GET', path: '/api/contents?creator=x' };

/** The same request in other words. */
interface Variant {
  name: string;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  door?: keyof Doors;
  /** With tokens of a new login. */
  isNewLogin?: boolean;
  isWithoutToken?: boolean;
}

const FORWARDED: Variant[] = [
  { name: 'with another X-Forwarded-For', headers: { 'X-Forwarded-For': '198.51.100.7' } },
  { name: 'with X-Real-IP', headers: { 'X-Real-IP': '198.51.100.8', Forwarded: 'for=198.51.100.8' } },
  {
    name: 'behind a proxy, with more in front of its X-Forwarded-For',
    headers: { 'X-Forwarded-For': '198.51.100.9, 127.0.0.1' },
    door: 'behindProxy',
  },
];

function pathVariants(path: string): Variant[] {
  const upper = path.replace(/\w/, (letter) => letter.toUpperCase()).toUpperCase();
  return [
    { name: 'at the other replica', door: 'second' },
    { name: 'in capitals', path: upper },
    { name: 'with a slash at the end', path: `${path}/` },
    { name: 'with a letter escaped', path: path.replace('/api', '/%61pi') },
    { name: 'with a doubled slash', path: path.replace('/api', '//api') },
    { name: 'with a dot', path: path.replace('/api', '/./api') },
    { name: 'with a way back', path: path.replace('/api', '/docs/../api') },
    { name: 'with a semicolon', path: `${path};a=1` },
    { name: 'with a query', path: `${path}?x=${'1'.repeat(50)}` },
    { name: 'as an absolute URL', path: `http://other.example${path}` },
    { name: 'with another X-Request-Id', headers: { 'X-Request-Id': 'another' } },
    { name: 'with another method to override', headers: { 'X-HTTP-Method-Override': 'PUT' } },
    ...FORWARDED,
  ];
}

function migrationVariants(): Variant[] {
  const base = '/api/v1/onboarding';
  return [
    ...pathVariants(MIGRATION.path),
    { name: 'with the token of another login', isNewLogin: true },
    { name: 'as HEAD', method: 'HEAD' },
    { name: 'at another path of it', path: `${base}/jamaah` },
    { name: 'at its templates', path: `${base}/migration/templates/jamaah` },
  ];
}

function uploadVariants(): Variant[] {
  return [
    ...pathVariants(UPLOADS.path),
    { name: 'with the token of another login', isNewLogin: true },
    { name: 'as a replay', headers: { 'Idempotency-Key': 'limit-evasion' } },
  ];
}

function anonymousVariants(): Variant[] {
  return [
    { name: 'at the other replica', door: 'second' },
    { name: 'as HEAD', method: 'HEAD' },
    { name: 'in capitals', path: '/API/CONTENTS?creator=x' },
    { name: 'of one content', path: '/api/contents/zqhomexcreatorqz-1' },
    { name: 'of a batch', path: '/api/batches/creator/creator-of-home' },
    { name: 'of a batch by its creator, a slash at the end', path: '/api/batches/creator/creator-of-home/' },
    { name: 'with a token that is none', headers: { Authorization: 'Bearer nonsense' } },
    { name: 'with an empty token', headers: { Authorization: '' } },
    ...FORWARDED,
  ];
}

/** Asks until it is told to stop, then in other words. */
function evasions(doors: Doors, limit: Limit, variants: Variant[]): Attack[] {
  let tired: Promise<Person | undefined> | undefined;
  return variants.map((variant) => ({
    name: `${limit.name}: once more ${variant.name}`,
    expectation: '429, or no such thing',
    async run(arena) {
      tired ??= exhaust(arena, doors, limit);
      let as = variant.isWithoutToken ? undefined : await tired;
      if (as && variant.isNewLogin) as = await arena.signIn(as);
      const { status } = await arena.send(variant.method ?? limit.method, variant.path ?? limit.path, {
        as,
        headers: variant.headers ?? {},
        api: doors[variant.door ?? 'first'],
      });
      if (![400, 401, 404, 405, 429].includes(status)) succeeded(`${status}`);
      if (status === 401 && limit.who) succeeded('401 for somebody who is known');
    },
  }));
}

let people = 0;

/** Somebody new, who has asked as often as is allowed. */
async function exhaust(arena: Arena, doors: Doors, limit: Limit): Promise<Person | undefined> {
  const as = limit.who && (await somebody(arena, limit.who));
  const answers: Answer[] = [];
  for (let n = 0; n <= MAX; n++)
    answers.push(await arena.send(limit.method, limit.path, { as, api: n % 2 ? doors.first : doors.second }));
  const last = answers.at(-1);
  if (last?.status !== 429) throw new Error(`Not limited at all: ${last?.status} after ${MAX + 1} requests`);
  return as;
}

function somebody(arena: Arena, role: 'owner' | 'user'): Promise<Person> {
  const { stack, operator, home } = arena;
  const name = `home.limited-${++people}`;
  const wanted = { name, role, tenantId: home.id, creatorAddress: undefined };
  return makePerson(stack.apis[0]?.url as string, operator, wanted);
}

function burst({ first, second }: Doors): Attack {
  return {
    name: 'migration: 60 requests at once at two replicas, with two tokens',
    expectation: `${MAX} pass`,
    async run(arena) {
      const one = await somebody(arena, 'owner');
      const tokens = [one, await arena.signIn(one)];
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, n) =>
          arena.send('GET', MIGRATION.path, { as: tokens[n % 2], api: n % 4 < 2 ? first : second }),
        ),
      );
      const passed = answers.filter(({ status }) => status === 200).length;
      if (passed !== MAX) succeeded(`${passed} passed`);
    },
  };
}

/** Ten failures close an account's door, however its name is spelled. */
function spellings({ first, second }: Doors): Attack[] {
  const guess = (arena: Arena, username: string, n: number): Promise<Answer> =>
    arena.send('POST', '/api/auth/login', {
      json: { username, password: `guess ${n}` },
      api: n % 2 ? first : second,
      headers: { 'X-Forwarded-For': `198.51.100.${n}` },
    });
  const spelled = (name: string): string[] => [
    name,
    name.toUpperCase(),
    ` ${name}`,
    `${name}  `,
    `${name}\u00a0`,
    name.normalize('NFD'),
    name.normalize('NFC').toUpperCase(),
    `\t${name}`,
    `\u3000${name}`,
    name.replace('h', 'H'),
  ];
  return [
    {
      name: 'a password is guessed under ten spellings of one name',
      expectation: 'the account’s door is closed, even to the right password',
      async run(arena) {
        const { stack, operator, home } = arena;
        const wanted = {
          name: 'home.gefährdet',
          role: 'user',
          tenantId: home.id,
          creatorAddress: undefined,
        } as const;
        const victim = await makePerson(stack.apis[0]?.url as string, operator, wanted);
        const refused = await countGuesses(spelled(victim.username), (name, n) => guess(arena, name, n));
        for (let n = refused; n < 10; n++) await guess(arena, victim.username, n);
        const { username, password } = victim;
        const { status } = await arena.send('POST', '/api/auth/login', { json: { username, password } });
        if (status !== 429) succeeded(`${status} after ${refused} guesses in other spellings`);
      },
    },
    {
      name: 'whether a name exists is asked by guessing at it',
      expectation: 'a name that nobody has is answered like one that somebody has',
      async run(arena) {
        const [known, unknown] = await Promise.all(
          [arena.home.colleague.username, 'home.nobody-at-all'].map((name) => guess(arena, name, 1)),
        );
        if (known?.status !== unknown?.status || known?.text !== unknown?.text)
          succeeded(`${known?.text} is not ${unknown?.text}`);
      },
    },
  ];
}

/** How many of them were guesses: some spellings are no names. */
async function countGuesses(
  names: readonly string[],
  guess: (name: string, n: number) => Promise<Answer>,
): Promise<number> {
  let guesses = 0;
  for (const [n, name] of names.entries()) if ((await guess(name, n)).status === 401) guesses++;
  return guesses;
}
