import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';
import { type Log } from '../log';

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

/** Connects a pool whose faults are logged, never thrown into the void where they would end the process. */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
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
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      options: GIVE_UP_SILENT_CLIENTS,
    },
  };
  const database = new DataSource(settings);
  await database.initialize();
  return database;
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
