import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { type Stack, startStack } from '@sluice/tools/test-stack';
import { type Arena, type ArenaTenant, type Belongings, type Person } from './attack';
import { makeTenant, peopleOf, signIn, signInOperator } from './people';
import { closeConnections, sendRequest } from './send-request';
import { type Sender } from './sender';
import { makeBelongings } from './things';

/** Without limits: those who look for them start an API of their own beside these. */
const ENVIRONMENT = {
  RATE_LIMIT_MIGRATION: '0',
  RATE_LIMIT_REVENUE_UPLOADS: '0',
  RATE_LIMIT_CONTENT_READS: '0',
  LOG_LEVEL: 'debug',
};

/** Tables that attacks may add to, or that live by themselves. */
const RESTLESS_TABLES = [
  'audit_events',
  'refresh_tokens',
  'workers',
  'file_sweeps',
  'idempotency_keys',
  // Sums of other tables' rows, which are compared themselves.
  'list_counts',
  'list_count_changes',
];

/** Starts a stack and fills it, all by the API. */
export async function buildArena(): Promise<Arena & { close(): Promise<void> }> {
  const lines: string[] = [];
  const onLine = (_program: string, line: string): void => void lines.push(line);
  const stack = await startStack({ apis: 2, workers: 1, env: ENVIRONMENT, onLine });
  let db: Database | undefined;
  const close = async (): Promise<void> => {
    closeConnections();
    await db?.destroy();
    await stack.stop();
  };
  try {
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    return { ...(await fill(stack, db)), logLines: () => lines, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function fill(stack: Stack, db: Database): Promise<Omit<Arena, 'logLines'>> {
  const send: Sender = (method, path, sent = {}) =>
    sendRequest(stack.apis[sent.api ?? 0]?.url as string, method, path, sent);
  const { url } = stack.apis[0] as { url: string };
  const operator = await signInOperator(url);
  const home = await makeTenant(url, operator, 'home');
  const other = await makeTenant(url, operator, 'other');
  const people = new Map([operator, ...peopleOf(home), ...peopleOf(other)].map((one) => [one.name, one]));
  const things = new Map<string, Belongings>();
  const fillOf = async (person: Person): Promise<void> => {
    things.set(person.name, await makeBelongings(send, person));
  };
  await Promise.all([...possessors(home), ...possessors(other)].map(fillOf));
  return {
    stack,
    db,
    home,
    other,
    operator,
    people,
    things,
    send,
    signIn: (person) => signIn(url, person),
    fingerprint: () => fingerprintOf(db),
  };
}

function possessors({ admin, owner, agent, user, creator }: ArenaTenant): Person[] {
  return [admin, owner, agent, user, creator];
}

async function fingerprintOf(db: Database): Promise<Record<string, string>> {
  const tables = await rows<{ name: string }>(
    db,
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> ALL ($1) ORDER BY 1`,
    [RESTLESS_TABLES],
  );
  const digests = tables.map(({ name }) => {
    return `SELECT '${name}' AS name, md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS digest
      FROM "${name}" t`;
  });
  const found = await rows<{ name: string; digest: string }>(db, digests.join(' UNION ALL '));
  return Object.fromEntries(found.map(({ name, digest }) => [name, digest]));
}
