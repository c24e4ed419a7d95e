import { readFileSync } from 'node:fs';
import { rows } from '@sluice/kernel/db';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { type Arena, type Attack, type AttackPart, type Person } from './attack';
import { call, type CallOptions, type Called, expectStatus, urlOf } from './call';

/** People's data, each value nowhere else in the world. */
const PERSONAL = {
  'a citizen id': '1103700012344',
  'a Thai name': 'สมหญิงคานารี',
  'an e-mail': 'canary.person@private.example',
  'a telephone number': '+628135550911',
  'a passport number': 'C4N4RY77',
  'a NIK': '3174019901990007',
  'a first name': 'Canarietta',
} as const;
const PASSWORD = 'canary-Passw0rd-in-the-clear';
const WRONG_PASSWORD = 'canary-Wr0ng-guess';

/** Tables of people's data: they are what the systems are for. All others must not have any of it. */
const HOLDS_PEOPLE = [
  'audience_records',
  'audience_rejections',
  'audience_identities',
  'audience_duplicates',
  'onboarding_jamaah',
  'onboarding_packages',
  'onboarding_payments',
  'migration_errors',
  'migration_checked_keys',
  'revenue_records',
  'revenue_record_errors',
  'revenue_findings',
];

function ask(
  arena: Arena,
  as: Person | undefined,
  method: string,
  path: string,
  more: CallOptions = {},
): Promise<Called> {
  return call(urlOf(arena), method, path, { token: as?.token, ...more });
}

/** Sends people's data through everything that takes them, in right ways and wrong ones. */
async function plant(arena: Arena): Promise<Record<string, string>> {
  const people = Object.values(PERSONAL);
  const login = async (password: string, username = 'canary'): Promise<unknown> =>
    (await ask(arena, undefined, 'POST', '/api/auth/login', { json: { username, password } })).json;
  const json = { username: 'canary', password: PASSWORD, role: 'user' };
  expectStatus(await ask(arena, arena.operator, 'POST', '/api/users', { json }), 201);
  const pair = (await login(PASSWORD)) as { access_token: string; refresh_token: string };
  await login(WRONG_PASSWORD);
  await ask(arena, undefined, 'POST', '/api/auth/refresh', {
    json: { refresh_token: `${pair.refresh_token}x` },
  });
  await sendEverywhere(arena, people);
  const idle = `SELECT 1 FROM jobs WHERE state IN ('waiting', 'admitted', 'running') LIMIT 1`;
  await eventually('all work to end', async () => (await rows(arena.db, idle)).length === 0, 60_000);
  return {
    'a password': PASSWORD,
    'a wrong password': WRONG_PASSWORD,
    'an access token': pair.access_token,
    'the signature of an access token': pair.access_token.split('.')[2] as string,
    'a refresh token': pair.refresh_token,
    'the secret of tokens': arena.stack.jwtSecret,
    'the password of Postgres': new URL(arena.stack.databaseUrl).password,
    'the password of Redis': new URL(arena.stack.redisUrl).password,
  };
}

async function sendEverywhere(arena: Arena, people: string[]): Promise<void> {
  const [citizenId, thaiName, email, phone, passport, nik, firstName] = people as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const belongings = arena.things.get('home.owner');
  const post = (path: string, options: CallOptions) => ask(arena, arena.home.user, 'POST', path, options);
  const records = [
    { email, first_name: firstName, phone, nik },
    { first_name: firstName, phone },
  ];
  await post('/api/audience/batch-upload?on_error=partial', { json: { upload_name: 'c', records } });
  await post('/api/audience/batch-upload', { json: { upload_name: 'c', records } });
  await post('/api/audience/batch-upload', {
    body: `{"records":[{"email":"${email}"`,
    headers: { 'Content-Type': 'application/json' },
  });
  const file = (text: string, name: string, fields: Record<string, string> = {}): FormData => {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    form.append('file', new Blob([text]), name);
    return form;
  };
  const claims = `HCODE|HN|CHANGWAT|AMPHUR|DOB|SEX|MARRIAGE|OCCUPA|NATION|PERSON_ID|NAMEPAT\n11111|7|10|01|x|9|1|000|099|${citizenId}|${thaiName}\n`;
  await post('/api/revenue/upload', { body: file(claims, 'PAT6805.txt') });
  await post('/api/revenue/upload', { body: file(`${thaiName}|${citizenId}`, 'PAT6805.dbf') });
  const { dbf } = writeDbf({
    columns: [
      { name: 'PERSON', type: 'C', width: 13 },
      { name: 'NAME', type: 'C', width: 60 },
    ],
    records: [[citizenId, Buffer.from(thaiName)]],
  });
  const table = new FormData();
  table.append('file', new Blob([new Uint8Array(dbf)]), 'people.dbf');
  await post('/api/revenue/upload', { body: table });
  const pilgrims = [
    'nama,nik,no_paspor,email,telepon,paket_id',
    `${firstName},${nik},${passport},${email},${phone},${belongings?.package}`,
    `${firstName},x${nik},!${passport},bad ${email},abc${phone},${belongings?.package}`,
    '',
  ].join('\n');
  const upload = { body: file(pilgrims, 'pilgrims.csv', { import_type: 'jamaah' }) };
  const made = await ask(arena, arena.home.owner, 'POST', '/api/v1/onboarding/migration/upload', upload);
  expectStatus(made, 200);
  const { job_id: id } = made.json as { job_id: string };
  await ask(arena, arena.home.owner, 'POST', `/api/v1/onboarding/migration/${id}/start`);
  const wrong = { body: file(`nama\n${firstName}`, 'x.csv', { import_type: 'payment' }) };
  await ask(arena, arena.home.owner, 'POST', '/api/v1/onboarding/migration/upload', wrong);
  await ask(arena, arena.home.owner, 'PATCH', `/api/v1/onboarding/jamaah/${belongings?.jamaah}`, {
    json: { nik, email: `bad ${email}` },
  });
  await ask(
    arena,
    arena.home.owner,
    'GET',
    `/api/v1/onboarding/jamaah?q=${encodeURIComponent(firstName)}&nik=${nik}`,
  );
}

type Found = [place: string, text: string];

/** All that Redis has, as text. */
async function redisTexts(arena: Arena): Promise<Found[]> {
  const redis: RedisClient = connectRedis({ url: arena.stack.redisUrl, role: 'worker', log: silentLog });
  try {
    const found: Found[] = [];
    for (const key of await redis.keys(`${arena.stack.redisPrefix}*`)) {
      const dump = await redis.dumpBuffer(key);
      found.push([`Redis, ${key}`, `${key} ${dump?.toString('utf8') ?? ''}`]);
      if ((await redis.type(key)) === 'hash')
        found.push([`Redis, ${key}`, JSON.stringify(await redis.hgetall(key))]);
      if ((await redis.type(key)) === 'stream')
        found.push([`Redis, ${key}`, JSON.stringify(await redis.xrange(key, '-', '+'))]);
    }
    return found;
  } finally {
    redis.disconnect();
  }
}

async function tableTexts({ db }: Arena, isMeant: (table: string) => boolean): Promise<Found[]> {
  const tables = await rows<{ name: string }>(
    db,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  return Promise.all(
    tables
      .filter(({ name }) => isMeant(name))
      .map(async ({ name }): Promise<Found> => {
        const [all] = await rows<{ text: string | null }>(
          db,
          `SELECT string_agg(t::text, E'\\n') AS text FROM "${name}" AS t`,
        );
        return [`the table ${name}`, all?.text ?? ''];
      }),
  );
}

async function programTexts({ stack }: Arena): Promise<Found[]> {
  const programs = [...stack.apis, ...stack.workers];
  const metrics = await Promise.all(
    programs.map(async ({ name, url }): Promise<Found> => [
      `the metrics of ${name}`,
      await (await fetch(`${url}/metrics`)).text(),
    ]),
  );
  const commands = programs.map(({ name, pid }): Found => [
    `the command line of ${name}`,
    readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
  ]);
  const open = await Promise.all(
    ['/openapi.json', '/readyz', '/healthz', '/docs'].map(async (path): Promise<Found> => [
      path,
      await (await fetch(`${stack.apis[0]?.url}${path}`)).text(),
    ]),
  );
  return [...metrics, ...commands, ...open];
}

function expectNone(planted: Readonly<Record<string, string>>, texts: Found[]): void {
  const found = Object.entries(planted).flatMap(([what, value]) =>
    texts.filter(([, text]) => text.includes(value)).map(([place]) => `${what} is in ${place}`),
  );
  if (found.length > 0) throw new Error([...new Set(found)].slice(0, 10).join('; '));
}

/** Secrets and people's data that must not come to where nobody guards them. */
export const canaryPart: AttackPart = {
  name: 'canaries: what leaks to where nobody looks',
  async attacks(arena): Promise<Attack[]> {
    const secrets = await plant(arena);
    const all = { ...secrets, ...PERSONAL };
    const expectation = 'none of what was planted';
    return [
      {
        name: 'reading the log, at the level `debug`',
        expectation,
        run: async () =>
          expectNone(
            all,
            arena.logLines().map((line): Found => [`the log: ${line.slice(0, 160)}`, line]),
          ),
      },
      { name: 'reading Redis', expectation, run: async () => expectNone(all, await redisTexts(arena)) },
      {
        name: 'reading metrics, documents and command lines',
        expectation,
        run: async () => expectNone(all, await programTexts(arena)),
      },
      {
        name: 'secrets in a dump of the database',
        expectation,
        run: async () => expectNone(secrets, await tableTexts(arena, () => true)),
      },
      {
        name: 'people’s data in tables that are not for them',
        expectation,
        run: async () =>
          expectNone(PERSONAL, await tableTexts(arena, (table) => !HOLDS_PEOPLE.includes(table))),
      },
      {
        name: 'a look where all of it has to be',
        expectation: 'all of it, or the others have looked nowhere',
        async run() {
          const held = await tableTexts(arena, (table) => HOLDS_PEOPLE.includes(table));
          const missing = Object.entries(PERSONAL).filter(
            ([, value]) => !held.some(([, text]) => text.includes(value)),
          );
          if (missing.length > 0)
            throw new Error(`Never stored: ${missing.map(([what]) => what).join(', ')}`);
        },
      },
    ];
  },
};
