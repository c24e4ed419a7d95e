export { asNumber } from './as-number';
export { connectDatabase, runMigrations, type Database, type DatabaseOptions } from './database';
export { isReadOnly, rows, type Sql } from './sql';
export { isTransient, withRetry } from './retry';
