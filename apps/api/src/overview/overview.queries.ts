import { type Database, rows } from '@sluice/kernel/db';
import { type Actor } from '../auth';
import {
  ACTIVE_STATES,
  type OverviewSource,
  type OverviewState,
  type OverviewSystem,
} from '../http/overview-source';
import { MAX_ACTIVE, SEARCHED } from './overview.schemas';

export interface OverviewRow {
  /** Where the row stands in the list. */
  key: string;
  system: OverviewSystem;
  kind: string;
  public_id: string;
  name: string;
  state: OverviewState;
  status: string;
  done: number;
  failed: number;
  total: number | null;
  unit: string;
  error: string | null;
  owner_id: string;
  owner_name: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

/** Which of the visible rows are meant. */
export interface OverviewFilter {
  systems?: OverviewSystem[] | undefined;
  states?: readonly OverviewState[] | undefined;
  search?: string | undefined;
  isOwn: boolean;
}

/** A source, and the conditions under which an actor sees its rows. */
interface Visible {
  source: OverviewSource;
  where: string[];
}

/** The values of a statement, each added where it is named. */
class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/**
 * A page of what an actor may see of all systems, newest first, one more than asked for when there are more. Each source,
 * and each state that is asked for of it, is a branch with an order and a limit of its own, which an index serves: a page
 * costs the same however many rows there are. Only a search reads more: the newest {@link SEARCHED} of each branch.
 */
export async function readOverview(
  db: Database,
  sources: OverviewSource[],
  actor: Actor,
  filter: OverviewFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<OverviewRow[]> {
  const parameters = new Parameters();
  const before = cursor === undefined ? [] : [`id < ${parameters.add(cursor)}`];
  const count = parameters.add(limit + 1);
  const branches = branchesOf(sources, actor, filter, parameters).map(
    ({ source, from, where }) =>
      `SELECT ${columnsOf(source)} FROM ${from} ${whereOf([...where, ...before])} ORDER BY id DESC LIMIT ${count}`,
  );
  return readRows(db, branches, count, parameters);
}

/** The one row of a system's batch that has that id; undefined when there is none that the actor sees. */
export async function readOneOfOverview(
  db: Database,
  sources: OverviewSource[],
  actor: Actor,
  system: OverviewSystem,
  id: string,
): Promise<OverviewRow | undefined> {
  const parameters = new Parameters();
  const visible = visibleOf(sources, actor, { systems: [system], isOwn: false }, parameters);
  const branches = visible
    .filter(({ source }) => source.publicId.pattern.test(id))
    .map(({ source, where }) => {
      const isIt = `${source.publicId.column} = ${parameters.add(id)}`;
      return `SELECT ${columnsOf(source)} FROM ${source.table} ${whereOf([...where, isIt])}`;
    });
  const [row] = await readRows(db, branches, '1', parameters);
  return row;
}

/** How many are waiting or working, whatever states are asked for; {@link MAX_ACTIVE} when there are more. */
export async function countActive(
  db: Database,
  sources: OverviewSource[],
  actor: Actor,
  filter: OverviewFilter,
): Promise<number> {
  const parameters = new Parameters();
  const branches = branchesOf(sources, actor, { ...filter, states: ACTIVE_STATES }, parameters).map(
    ({ from, where }) => `SELECT id FROM ${from} ${whereOf(where)} LIMIT ${MAX_ACTIVE}`,
  );
  if (branches.length === 0) return 0;
  const [found] = await rows<{ active: number }>(
    db,
    `SELECT count(*)::int AS active FROM (SELECT 1 FROM (${union(branches)}) AS found LIMIT ${MAX_ACTIVE}) AS counted`,
    parameters.values,
  );
  return found?.active ?? 0;
}

interface Branch {
  source: OverviewSource;
  from: string;
  where: string[];
}

function branchesOf(
  sources: OverviewSource[],
  actor: Actor,
  filter: OverviewFilter,
  parameters: Parameters,
): Branch[] {
  const { states, search } = filter;
  return visibleOf(sources, actor, filter, parameters).flatMap(({ source, where }) => {
    const isState = (state: OverviewState): string => `(${source.state}) = ${parameters.add(state)}`;
    const perState = states?.map((state) => [...where, isState(state)]) ?? [where];
    return perState.flatMap((conditions): Branch[] =>
      search === undefined
        ? [{ source, from: source.table, where: conditions }]
        : searchBranches(source, conditions, search, parameters),
    );
  });
}

/** Among the newest by a part of a name or the beginning of an id, among all by the whole id. */
function searchBranches(
  source: OverviewSource,
  where: string[],
  search: string,
  parameters: Parameters,
): Branch[] {
  const { table, publicId, name, otherName } = source;
  const newest = `(SELECT * FROM ${table} ${whereOf(where)} ORDER BY id DESC LIMIT ${SEARCHED}) AS newest`;
  const part = parameters.add(`%${search.replace(/[\\%_]/g, '\\$&')}%`);
  const id = search.toLowerCase();
  const names = [name, ...(otherName === undefined ? [] : [otherName])];
  const found = [
    ...names.map((column) => `${column} ILIKE ${part}`),
    `starts_with(${publicId.column}::text, ${parameters.add(id)})`,
  ];
  const branch = { source, from: newest, where: [`(${found.join(' OR ')})`] };
  if (!publicId.pattern.test(id)) return [branch];
  const isIt = `${publicId.column} = ${parameters.add(id)}`;
  return [branch, { source, from: table, where: [...where, isIt] }];
}

function visibleOf(
  sources: OverviewSource[],
  actor: Actor,
  { systems, isOwn }: OverviewFilter,
  parameters: Parameters,
): Visible[] {
  return sources.flatMap((source) => {
    const visible = source.visibleTo(actor);
    if (!visible || (systems && !systems.includes(source.system))) return [];
    const ownerId = isOwn ? actor.principal.userId : visible.ownerId;
    const where = [
      `tenant_id = ${parameters.add(visible.tenantId)}`,
      ...(ownerId === undefined ? [] : [`${source.ownerColumn} = ${parameters.add(ownerId)}`]),
      ...(source.only === undefined ? [] : [source.only]),
    ];
    return [{ source, where }];
  });
}

async function readRows(
  db: Database,
  branches: string[],
  limit: string,
  parameters: Parameters,
): Promise<OverviewRow[]> {
  if (branches.length === 0) return [];
  const found = await rows<OverviewRow & { recovered: number }>(
    db,
    `SELECT page.*, users.username AS owner_name
     FROM (SELECT * FROM (${union(branches)}) AS found ORDER BY key DESC LIMIT ${limit}) AS page
     LEFT JOIN users ON users.id = page.owner_id ORDER BY key DESC`,
    parameters.values,
  );
  return found.map(({ recovered, ...row }) => {
    return { ...row, done: row.done + recovered, failed: row.failed - recovered };
  });
}

/** What two branches find, by name and by id, is there once. */
function union(branches: string[]): string {
  return branches.map((branch) => `(${branch})`).join(' UNION ');
}

function whereOf(conditions: string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

function columnsOf(source: OverviewSource): string {
  const { system, kind, unit, publicId, name, status, state, error, ownerColumn } = source;
  const number = (sql: string): string => `(${sql})::float8`;
  return `id AS key, '${system}' AS system, '${kind}' AS kind, ${publicId.column}::text AS public_id, ${name} AS name,
    ${state} AS state, ${status} AS status, ${number(source.done)} AS done, ${number(source.failed)} AS failed,
    ${number(source.recovered ?? '0')} AS recovered, ${number(source.total)} AS total, '${unit}' AS unit,
    (${error})::text AS error, ${ownerColumn} AS owner_id, created_at,
    (${source.startedAt})::timestamptz AS started_at, (${source.finishedAt})::timestamptz AS finished_at`;
}
