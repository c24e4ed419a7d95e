import { type Arena, type Attack, type Person, succeeded } from './attack';

interface Parameter {
  name: string;
  in: string;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: { properties?: Record<string, unknown> } }> };
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}

/** As they stand in a URL. */
const QUERY_VALUES = [
  "'",
  '%22',
  "'%20OR%201=1--",
  "');DROP%20TABLE%20users;--",
  '%00',
  '%0d%0a',
  '%ED%A0%80',
  '%E0%A4%A',
  '%',
  '-1',
  '99999999999999999999',
  '1e400',
  'NaN',
  '%F0%9F%92%A9',
  '%25%5F',
  '9'.repeat(2_000),
  '%5B%5D',
  '__proto__',
];
/** Behind the parameter's name. */
const QUERY_FORMS = ['[]=1', '[$ne]=1', '[__proto__][x]=1', '=1&NAME=2', '', '[0][0]=x', '.a=1', '%00=1'];

const JSON_VALUES = [
  '{"$gt":""}',
  '{"$where":"sleep(1)"}',
  '[]',
  '["x",["y"]]',
  '"\\u0000"',
  '"\\ud800"',
  '1e308',
  '-1',
  '9007199254740993',
  'true',
  'null',
  '""',
  `"'; DROP TABLE users; --"`,
  '{"__proto__":{"x":1}}',
  '['.repeat(40) + ']'.repeat(40),
  `"${'x'.repeat(100_000)}"`,
];

const HEADERS: Record<string, readonly string[]> = {
  Accept: ['*/*;q=x', 'text/csv', 'application/x-ndjson', ';;;', 'a/b,'.repeat(500)],
  Prefer: ['wait=-1', 'wait=1e9', 'wait="', 'respond-async, wait=NaN', ';;=,'],
  'Idempotency-Key': [' ', 'x'.repeat(300), '"', "';--", 'é'],
  'Last-Event-ID': ['-1', '9'.repeat(40), "'", '{}', '%00'],
  'If-None-Match': ['*', '"', 'W/', ','.repeat(1_000)],
  Range: ['bytes=0-', 'bytes=-1', 'bytes=9-1', 'bytes=' + '0-1,'.repeat(500), 'x'],
  'Content-Type': [
    '',
    ';',
    'application/json; charset=utf-7',
    'multipart/form-data',
    'multipart/form-data; boundary=' + 'x'.repeat(300),
  ],
  'Content-Encoding': ['gzip', 'br', 'x', 'gzip, gzip, gzip', 'identity'],
  Authorization: ['Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'bearer .', 'Bearer ' + 'x'.repeat(9_000)],
  'Content-Length': ['0'],
  Expect: ['100-continue', 'x'],
  Upgrade: ['h2c', 'websocket', 'x'],
  TE: ['trailers, chunked'],
  'Upload-Metadata': ['filename ' + '!'.repeat(10), 'a', ',,,', 'filename YQ==,filename YQ=='],
  'Upload-Length': ['-1', '1e3', '99999999999999999999', 'x', '0x10'],
};

/** Whatever stands in a query, a path, a body or a header: an answer, and never a 5xx. */
export async function strangeInput({ send, home, operator }: Arena): Promise<Attack[]> {
  const { paths } = (await send('GET', '/openapi.json')).json as OpenApi;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([verb, operation]) => {
      const method = verb.toUpperCase();
      const as = callerOf(path, { home, operator });
      const route = { method, path, as };
      return [
        everyParameter(route, operation),
        ...queryAttacks(route, operation),
        ...pathAttack(route),
        ...bodyAttacks(route, operation),
        headerAttack(route),
      ];
    }),
  );
}

interface Route {
  method: string;
  path: string;
  as: Person | undefined;
}

/** Somebody whom the route lets in. Logging out is nobody's: it would be the end of a session that others need. */
function callerOf(path: string, { home, operator }: Pick<Arena, 'home' | 'operator'>): Person | undefined {
  if (path === '/api/auth/logout') return undefined;
  if (path.startsWith('/api/ops')) return operator;
  return path.includes('onboarding') ? home.owner : home.admin;
}

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

function filled({ path }: Route, value = UNKNOWN): string {
  return path.replace(/\{\w+\}/g, value);
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

function queryAttacks(route: Route, { parameters = [] }: Operation): Attack[] {
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return names.map((name) => ({
    name: `${nameOf(route)}: ${name} of the query is strange`,
    expectation: 'no 5xx',
    isLong: true,
    async run({ send }) {
      const queries = [
        ...QUERY_VALUES.map((value) => `${name}=${value}`),
        ...QUERY_FORMS.map((form) => `${name}${form.replace('NAME', name)}`),
      ];
      for (const query of queries) {
        const { status, text } = await send(route.method, `${filled(route)}?${query}`, {
          as: route.as,
          timeoutMs: 3_000,
        });
        if (status >= 500) succeeded(`?${query.slice(0, 100)}: ${status} ${text.slice(0, 200)}`);
      }
    },
  }));
}

/** All parameters of a route at once, of which the first that is wrong may hide the others. */
function everyParameter(route: Route, { parameters = [] }: Operation): Attack {
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return {
    name: `${nameOf(route)}: the path and all of the query are strange`,
    expectation: 'no 5xx',
    async run({ send }) {
      for (const value of ['%00', "'", '%E0%A4%A', '__proto__']) {
        const query = names.map((name) => `${name}=${value}`).join('&');
        const path = `${filled(route, value)}?${query}`;
        const { status, text } = await send(route.method, path, { as: route.as, timeoutMs: 3_000 });
        if (status >= 500) succeeded(`${value}: ${status} ${text.slice(0, 200)}`);
      }
    },
  };
}

function pathAttack(route: Route): Attack[] {
  if (!route.path.includes('{')) return [];
  return [
    {
      name: `${nameOf(route)}: what the path names is strange`,
      expectation: 'no 5xx',
      isLong: true,
      async run({ send }) {
        for (const value of QUERY_VALUES) {
          const { status, text } = await send(route.method, filled(route, value), {
            as: route.as,
            timeoutMs: 3_000,
          });
          if (status >= 500) succeeded(`${value.slice(0, 100)}: ${status} ${text.slice(0, 200)}`);
        }
      },
    },
  ];
}

function bodyAttacks(route: Route, { requestBody }: Operation): Attack[] {
  const { schema } = requestBody?.content['application/json'] ?? {};
  if (!schema) return [];
  const names = Object.keys(schema.properties ?? {});
  return [...names, undefined].map((name) => ({
    name: `${nameOf(route)}: ${name ?? 'the body'} is strange`,
    expectation: 'no 5xx',
    isLong: true,
    async run({ send }) {
      const headers = { 'Content-Type': 'application/json' };
      for (const value of JSON_VALUES) {
        const body = name === undefined ? value : `{${JSON.stringify(name)}:${value}}`;
        const { status, text } = await send(route.method, filled(route), { as: route.as, body, headers });
        // Strange, but right: it holds all work back.
        if (route.path === '/api/ops/drains' && status === 201)
          await send('POST', '/api/ops/resume', { as: route.as, json: { all: true } });
        if (status >= 500) succeeded(`${body.slice(0, 100)}: ${status} ${text.slice(0, 200)}`);
      }
    },
  }));
}

function headerAttack(route: Route): Attack {
  return {
    name: `${nameOf(route)}: headers are strange`,
    expectation: 'no 5xx',
    isLong: true,
    async run({ send }) {
      for (const [name, values] of Object.entries(HEADERS))
        for (const value of values) {
          const headers = { [name]: Buffer.from(value).toString('latin1') };
          const as = name === 'Authorization' ? undefined : route.as;
          const { status, text } = await send(route.method, filled(route), { as, headers, timeoutMs: 3_000 });
          if (status >= 500) succeeded(`${name}: ${value.slice(0, 80)}: ${status} ${text.slice(0, 200)}`);
        }
    },
  };
}
