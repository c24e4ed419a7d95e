import { randomBytes } from 'node:crypto';
import { runMigrations } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { migrations } from '@sluice/systems/schema';
import { onDatabase } from './postgres';

export interface FreshDatabase {
  url: string;
  /** Removes it, connections and all. */
  drop(): Promise<void>;
}

/** Makes a migrated database on the server at `serverUrl`, under a random name unless one is given. */
export async function freshDatabase(serverUrl: string, name = randomName()): Promise<FreshDatabase> {
  const drop = async () => {
    await onDatabase(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  await drop();
  await onDatabase(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await runMigrations({ url: url.href, log: silentLog, migrations });
  return { url: url.href, drop };
}

function randomName(): string {
  return `sluice_${randomBytes(6).toString('hex')}`;
}
