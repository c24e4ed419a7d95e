import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { chownToUser, startPostgres, type ServerPlace } from './postgres';
import { findPostgresHome } from './postgres-home';
import { type Service } from './service';

/** Neither is the standby's: the number of the primary's process, and what it will stream by itself. */
const LEFT_OUT = ['postmaster.pid', 'postmaster.opts', 'pg_wal'];

/**
 * Copies a running primary (as pg_basebackup would, which the embedded Postgres comes without) and starts the copy as
 * a hot standby that streams from it.
 */
export async function startStandby(
  primary: Service,
  primaryPlace: ServerPlace,
  place: ServerPlace,
): Promise<Service> {
  mkdirSync(place.dataDir, { recursive: true });
  const from = findPostgresHome(primaryPlace.dataDir, place.say).cluster;
  const { cluster, user } = findPostgresHome(place.dataDir, place.say);
  copyFileSync(join(primaryPlace.dataDir, 'postgres.password'), join(place.dataDir, 'postgres.password'));
  const client = new Client({ connectionString: primary.url });
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('standby', fast => true)`);
    const parts = readdirSync(from).filter((name) => !LEFT_OUT.includes(name));
    await promisify(execFile)('cp', ['-a', ...parts.map((name) => join(from, name)), cluster]);
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    writeFileSync(join(cluster, 'backup_label'), rows[0]?.labelfile ?? '');
    writeFileSync(join(cluster, 'standby.signal'), '');
    mkdirSync(join(cluster, 'pg_wal'), { mode: 0o700 });
    for (const name of ['backup_label', 'standby.signal', 'pg_wal']) chownToUser(join(cluster, name), user);
  } finally {
    await client.end();
  }
  const { hostname, port, username, password } = new URL(primary.url);
  return startPostgres(place, {
    primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password} application_name=standby`,
  });
}
