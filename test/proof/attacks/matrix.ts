import { rows } from '@sluice/kernel/db';
import { type Arena, type Caller, CALLERS } from './arena';
import { type Attack, type AttackPart, expectSame } from './attack';
import { call, type Called } from './call';
import { EXPECTATIONS, type Expected, type RouteExpectation } from './expectations';

/** What tells nothing about what is there: who came and went, and what was asked. */
const UNSTEADY = [
  'workers',
  'audit_events',
  'refresh_tokens',
  'idempotency_keys',
  'jobs',
  'uploads',
  'file_sweeps',
];
const UNKNOWN_UUID = '01890000-0000-7000-8000-000000000000';
const UNKNOWN_UPLOAD = 'upl_1700000000_aaaaaa';

/** Every route of the running system, as everybody, on what belongs to somebody. */
export const MATRIX: AttackPart = {
  name: 'every route as everybody',
  async attacks(arena) {
    const before = await contents(arena);
    return [
      { name: 'a route nobody has an expectation of', run: expectSameRoutes },
      ...Object.entries(EXPECTATIONS).flatMap(([route, expectation]) => attacksOf(route, expectation)),
      {
        name: 'a call that was turned away has changed something',
        run: async () => expectSame('what the database holds', await contents(arena), before),
      },
    ];
  },
};

async function expectSameRoutes(arena: Arena): Promise<void> {
  const { json } = await call(arena.url(), 'GET', '/openapi.json');
  const { paths } = json as { paths: Record<string, Record<string, unknown>> };
  const there = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expectSame('the list of routes', there.sort(), Object.keys(EXPECTATIONS).sort());
}

function attacksOf(route: string, expectation: RouteExpectation): Attack[] {
  const [method] = route.split(' ') as [string];
  const isReading = method === 'GET' || method === 'HEAD';
  return CALLERS.filter((caller) => isReading || expectation.rule[caller] !== 'in').map((caller) => ({
    name: `${route} as ${caller}`,
    async run(arena) {
      const expected = expectation.rule[caller];
      const answer = await ask(arena, route, expectation, caller);
      const isSaid =
        isTurnedAway(answer.status as Expected) || answer.status === expected || answer.status >= 500;
      const found = isSaid ? answer.status : 'in';
      if (found !== expected)
        throw new Error(`answered ${answer.status}, expected ${expected}: ${answer.text.slice(0, 200)}`);
      if (expected === 404) await expectNoTrace(arena, route, expectation, caller, answer);
    },
  }));
}

function isTurnedAway(expected: Expected): boolean {
  return expected !== 'in' && expected >= 401 && expected <= 404;
}

function ask(
  arena: Arena,
  route: string,
  { parameters, query = '', json, headers }: RouteExpectation,
  caller: Caller,
  values = parameters?.(arena.possessions) ?? {},
): Promise<Called> {
  const [method, template] = route.split(' ') as [string, string];
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  return arena.call(caller, method, `${path}${query}`, { json, ...(headers && { headers }) });
}

/** What is another's and what is nowhere are answered alike. */
async function expectNoTrace(
  arena: Arena,
  route: string,
  expectation: RouteExpectation,
  caller: Caller,
  answer: Called,
): Promise<void> {
  const values = expectation.parameters?.(arena.possessions) ?? {};
  const { id = '' } = values;
  const unknown = id.startsWith('upl_') ? UNKNOWN_UPLOAD : UNKNOWN_UUID;
  const other = await ask(arena, route, expectation, caller, { ...values, id: unknown });
  const shown = ({ status, text, headers }: Called, own: string): unknown => [
    status,
    headers.get('Content-Type'),
    text
      .replaceAll(own, '<id>')
      .replaceAll(headers.get('X-Request-Id') ?? '-', '<request>')
      .replace(/"\d{4}-\d\d-\d\dT[^"]*"/g, '<time>'),
  ];
  expectSame('the answer to what is another’s', shown(answer, id), shown(other, unknown));
}

/** Number and checksum of the rows of each table. */
async function contents({ db }: Arena): Promise<Record<string, unknown>> {
  const tables = await rows<{ name: string }>(
    db,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  const found: Record<string, unknown> = {};
  for (const { name } of tables.filter((table) => !UNSTEADY.includes(table.name))) {
    const [row] = await rows(
      db,
      `SELECT count(*)::int AS rows, md5(string_agg(t::text, '' ORDER BY t::text)) AS checksum FROM "${name}" AS t`,
    );
    found[name] = row;
  }
  return found;
}
