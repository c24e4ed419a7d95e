import { type Arena, type Attack, type AttackPart, type Belongings, type Person, succeeded } from './attack';
import { type Expectation, expectations, outcomeFor } from './expectations';
import { type Outcome } from './expectations/expectation';
import { sendExpected } from './matrix-request';
import { refuseLeaks } from './secrets';

interface Cell {
  /** `GET /api/batches/{id}`. */
  route: string;
  expectation: Expectation;
  owner: Person;
  caller: Person | undefined;
  expected: Outcome;
}

/** Every route × everybody, on what belongs to somebody; reading. */
export const readingPart: AttackPart = {
  name: 'every route × everybody: reading',
  atOnce: 4,
  attacks: (arena) => [...cellsOf(arena).filter(isReading).map(attackOf), routesAreKnown()],
};

/** The same for what changes something: first all who must be refused, then those who may. */
export const changingPart: AttackPart = {
  name: 'every route × everybody: changing',
  attacks: (arena) => {
    const cells = cellsOf(arena).filter((cell) => !isReading(cell));
    const refused = cells.filter(({ expected }) => expected !== 'in');
    return [...refusedTogether(refused), ...cells.filter(({ expected }) => expected === 'in').map(attackOf)];
  },
};

function isReading({ route }: Cell): boolean {
  return /^(GET|HEAD) /.test(route);
}

function cellsOf(arena: Arena): Cell[] {
  const callers = [undefined, ...arena.people.values()];
  return Object.entries(expectations).flatMap(([route, list]) =>
    list.flatMap((expectation) => {
      const owner = arena.home[expectation.owner];
      return callers.map((caller) => {
        return { route, expectation, owner, caller, expected: outcomeFor(expectation.rule, caller, owner) };
      });
    }),
  );
}

function nameOf({ route, owner, caller }: Cell): string {
  return `${caller?.name ?? 'nobody'}: ${route} of ${owner.name}`;
}

function attackOf(cell: Cell): Attack {
  const { expected, expectation } = cell;
  const { inStatus = 200 } = expectation;
  return {
    name: `${nameOf(cell)}${kindOf(expectation)}`,
    isLong: isRepetition(cell),
    expectation: expected === 'in' ? `${inStatus}` : `${expected}`,
    run: (arena) => tryCell(arena, cell),
  };
}

/** The short form does without those whom another stands for, and with one resource of each kind. */
function isRepetition({ caller, owner, expectation }: Cell): boolean {
  const isSecondOwner = expectation.params !== undefined && owner.name === 'home.admin';
  return (
    isSecondOwner || /^(home\.creator|other\.(agent|colleague|creator|disabled))$/.test(caller?.name ?? '')
  );
}

/** Routes of two systems are tried on a resource of each. */
function kindOf({ sees, owner, system }: Expectation): string {
  if (system !== undefined) return ` (${system})`;
  return sees && owner === 'creator' ? ' (content)' : '';
}

async function tryCell(arena: Arena, cell: Cell): Promise<void> {
  const { route, expectation, owner, caller, expected } = cell;
  const things = { ...(arena.things.get(owner.name) as Belongings) };
  if (expected === 'in') Object.assign(things, await expectation.fresh?.(arena, owner));
  const answer = await sendExpected(arena, route, expectation, { owner, caller, things });
  const wanted = expected === 'in' ? (expectation.inStatus ?? 200) : expected;
  if (answer.status !== wanted) succeeded(`${answer.status} ${answer.text.slice(0, 300)}`);
  const known = Object.values(expectation.params?.(things, owner) ?? {});
  refuseLeaks(arena, answer, caller, expectation.sees ?? expectation.rule, expected === 'in' ? known : []);
  if (expected === 'in' || !expectation.params || isNoSecret(cell)) return;
  const missing = await sendExpected(arena, route, expectation, { owner, caller, things, isMissing: true });
  if (missing.status !== answer.status || told(missing.text) !== told(answer.text))
    succeeded(`what is there: ${told(answer.text)}; what is not: ${missing.status} ${told(missing.text)}`);
}

/** A 403 within a tenant tells that something is there, which the documents have so; and of contents everybody may know. */
function isNoSecret({ caller, owner, expected, expectation }: Cell): boolean {
  if (expectation.sees?.anybody || (expectation.isOpenSecret && !caller)) return true;
  return expected === 403 && caller?.tenantId === owner.tenantId;
}

/** An answer without its time. */
function told(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'T').slice(0, 300);
}

/** Refused requests, and behind those of each route a look at the database: what it was then, it is before the next. */
function refusedTogether(cells: readonly Cell[]): Attack[] {
  let before: Record<string, string> | undefined;
  return [...new Set(cells.map(({ route }) => route))].flatMap((route) => {
    const here = cells.filter((cell) => cell.route === route).map(attackOf);
    const remembering = ({ run, ...attack }: Attack): Attack => ({
      ...attack,
      async run(arena) {
        before ??= await arena.fingerprint();
        await run(arena);
      },
    });
    const look: Attack = {
      name: `all who are refused ${route}`,
      expectation: 'nothing has changed',
      async run({ fingerprint }) {
        const [earlier, now] = [before, await fingerprint()];
        before = now;
        if (earlier) refuseChanges(earlier, now);
      },
    };
    return [...here.map(remembering), look];
  });
}

/** @throws Error naming the tables whose rows are others than before */
export function refuseChanges(before: Record<string, string>, after: Record<string, string>): void {
  const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
  if (changed.length > 0) succeeded(`changed: ${changed.join(', ')}`);
}

interface OpenApi {
  paths: Record<string, Record<string, { security: object[] }>>;
}

/** The OpenAPI document has exactly the routes that are mounted; apps/api sees to that. */
function routesAreKnown(): Attack {
  return {
    name: 'a route that nobody thought of',
    expectation: 'each route has an expectation, each expectation a route, and both say whether it is public',
    async run({ send }) {
      const { paths } = (await send('GET', '/openapi.json')).json as OpenApi;
      const declared = Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { security }]) => {
          return [`${method.toUpperCase()} ${path}`, security.length === 0] as const;
        }),
      );
      const routes = new Map<string, boolean>(declared);
      const unexpected = [...routes.keys()].filter((route) => !(route in expectations));
      const unknown = Object.keys(expectations).filter((route) => !routes.has(route));
      const different = Object.entries(expectations).filter(([route, list]) =>
        list.some(({ rule }) => (rule.ignoresTokens ?? false) !== (routes.get(route) ?? false)),
      );
      if (unexpected.length + unknown.length + different.length > 0)
        succeeded(
          `without an expectation: ${unexpected.join(', ') || 'none'}; without a route: ${unknown.join(', ') || 'none'}; ` +
            `public for one alone: ${different.map(([route]) => route).join(', ') || 'none'}`,
        );
    },
  };
}
