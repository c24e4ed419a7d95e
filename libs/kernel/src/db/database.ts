import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientBase } from 'pg';
import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';
import { messageOf } from '../errors';
import { type Log } from '../log';
import { prepareConnection } from './prepare-connection';
import { isTransient } from './retry';

/** The one handle on Postgres. Entities and transactions by TypeORM, hot paths by its `query`. */
export type Database = DataSource;

export interface DatabaseOptions {
  url: string;
  log: Log;
  entities?: MixedList<new () => unknown>;
  migrations?: MixedList<new () => unknown>;
  poolSize?: number;
  /** Longest a statement may run; 0 is no limit (migrations). Default 30 s. */
  statementTimeoutMs?: number;
  applicationName?: string;
  /** Longest to wait for a Postgres that is away, starting, full or read-only; default: not at all. */
  waitMs?: number;
}

/** What a statement may take is the server's to watch; a server that is silent for so much longer is gone. */
const SILENCE_MARGIN_MS = 15_000;
/** Looks whether an idle connection still has somebody at its other end. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/** So old a connection is closed and made anew: names may lead to another server by then. */
const MAX_CONNECTION_AGE_SECONDS = 30 * 60;
const TRY_AGAIN_AFTER_MS = 500;

/** Connects a pool whose faults are logged, never thrown into the void where they would end the process. */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  const silenceTimeoutMs = statementTimeoutMs === 0 ? 0 : statementTimeoutMs + SILENCE_MARGIN_MS;
  const settings: DataSourceOptions = {
    type: 'postgres',
    url: options.url,
    entities: options.entities ?? [],
    migrations: options.migrations ?? [],
    migrationsTableName: 'schema_migrations',
    synchronize: false,
    logging: false,
    installExtensions: false,
    applicationName: options.applicationName ?? 'sluice',
    poolErrorHandler: (error: Error) => options.log.warn('a database connection was lost', { error }),
    extra: {
      max: options.poolSize ?? 10,
      connectionTimeoutMillis: 5_000,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      maxLifetimeSeconds: MAX_CONNECTION_AGE_SECONDS,
      onConnect: (client: ClientBase) => prepareConnection(client, silenceTimeoutMs),
    },
  };
  return initialized(settings, options);
}

/** Many programs are started again only after ever longer waits: a Postgres that is soon back is waited for instead. */
async function initialized(
  settings: DataSourceOptions,
  { log, waitMs = 0 }: DatabaseOptions,
): Promise<Database> {
  const deadline = performance.now() + waitMs;
  for (let hasWarned = false; ; hasWarned = true) {
    const database = new DataSource(settings);
    try {
      return await database.initialize();
    } catch (error) {
      if (performance.now() >= deadline || !isTransient(error)) throw error;
      if (!hasWarned) log.warn('Postgres is away: waiting for it', { waitMs, error: messageOf(error) });
      await sleep(TRY_AGAIN_AFTER_MS);
    }
  }
}

/** Any number will do as long as it never changes: the key of the advisory lock around migrations. */
const MIGRATION_LOCK = 7_315_001;

/**
 * Runs the pending migrations, each in its own transaction, while holding an advisory lock, so that
 * of many processes starting at once one migrates and the others wait for it.
 * @returns the names of those that ran, oldest first
 */
export async function runMigrations(options: DatabaseOptions): Promise<string[]> {
  const database = await connectDatabase({ ...options, statementTimeoutMs: 0, poolSize: 2 });
  const lock = database.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await database.runMigrations({ transaction: 'each' });
    return ran.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
    await database.destroy();
  }
}
