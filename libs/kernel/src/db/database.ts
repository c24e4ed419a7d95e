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
  /** Longest silence between two statements of a transaction, before the server undoes it. Default 30 s. */
  idleInTransactionMs?: number;
  applicationName?: string;
  /** Longest to wait for a Postgres that is away, starting, full or read-only; default: not at all. */
  waitMs?: number;
}

/**
 * A machine that lost power or its network says no goodbye. The server finds out within about 11 s and lets go of what
 * the machine had locked; by itself it would wait for hours, or until one of the timeouts below.
 */
const GIVE_UP_SILENT_CLIENTS = [
  'tcp_keepalives_idle=5',
  'tcp_keepalives_interval=2',
  'tcp_keepalives_count=3',
  'tcp_user_timeout=11000',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');
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
      idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      maxLifetimeSeconds: MAX_CONNECTION_AGE_SECONDS,
      options: GIVE_UP_SILENT_CLIENTS,
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

/** A migration that waits for a table holds up everybody who comes after it: so it steps back and tries again… */
const LOCK_TIMEOUT_MS = 2_000;
const LOCK_RETRY_MS = 1_000;
/** …for some three minutes. */
const LOCK_TRIES = 60;
const LOCK_NOT_AVAILABLE = '55P03';

export interface MigrationOptions extends DatabaseOptions {
  /** How long a migration may wait for a table that others use, before it steps back. */
  lockTimeoutMs?: number;
}

/**
 * Runs the pending migrations, each in its own transaction, while holding an advisory lock, so that
 * of many processes starting at once one migrates and the others wait for it.
 * @returns the names of those that ran, oldest first; when a table was long in use, of those that ran after that
 */
export async function runMigrations(options: MigrationOptions): Promise<string[]> {
  const database = await connectDatabase({ ...options, statementTimeoutMs: 0, poolSize: 2 });
  const lock = database.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await migratePatiently(database, options);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
    await database.destroy();
  }
}

async function migratePatiently(
  database: Database,
  { log, lockTimeoutMs = LOCK_TIMEOUT_MS }: MigrationOptions,
): Promise<string[]> {
  // Of the pool's other connection, the only one that migrations can get.
  await database.query(`SET lock_timeout = ${lockTimeoutMs}`);
  for (let tries = 1; ; tries++) {
    try {
      const ran = await database.runMigrations({ transaction: 'each' });
      return ran.map((migration) => migration.name);
    } catch (error) {
      const isInUse = (error as { code?: string }).code === LOCK_NOT_AVAILABLE;
      if (!isInUse || tries === LOCK_TRIES) throw error;
      log.warn('a table is in use, its migration is tried again', { tries });
      await sleep(LOCK_RETRY_MS);
    }
  }
}
