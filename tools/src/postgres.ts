import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { ownedService } from './owned-service';
import { findPostgresHome, type PostgresHome } from './postgres-home';
import { spawnServer, startOnPort, stopLeftover } from './server-process';
import { type Service } from './service';
import { SetupError } from './setup-error';

const ROLE = 'sluice';
const DATABASE = 'sluice';
const NEIGHBOURS = 'host all all samenet scram-sha-256\n';
/** A taken port; or a killed postmaster whose last backends still hold its shared memory. */
const PASSING =
  /Address already in use|could not bind|pre-existing shared memory block|lock file "postmaster.pid"/;

export interface ServerPlace {
  /** Folder for the server's data, log and records; made when missing. */
  dataDir: string;
  /** False for data that is thrown away: spares the disk; a crash of the machine, not of a process, may lose it. */
  durable: boolean;
  /** The address it listens on; default: {@link LOOPBACK}. */
  host?: string;
  say(line: string): void;
}

export const LOOPBACK = '127.0.0.1';

/**
 * Starts the embedded Postgres, on 127.0.0.1 unless told otherwise, with a password of its own and an empty database `sluice`.
 * One that a killed supervisor left on the same data is stopped first.
 * @param changes settings of the server other than our own
 */
export async function startPostgres(
  place: ServerPlace,
  changes: Record<string, string> = {},
): Promise<Service> {
  mkdirSync(place.dataDir, { recursive: true });
  const recordFile = join(place.dataDir, 'postgres.process');
  await stopLeftover(recordFile);
  const home = findPostgresHome(place.dataDir, place.say);
  const password = await initialise(home, place);
  const { host = LOOPBACK } = place;
  const urlOn = (port: number, database = DATABASE) =>
    `postgres://${ROLE}:${password}@${host}:${port}/${database}`;
  const startServer = (port: number | undefined) =>
    startOnPort({
      name: 'Postgres',
      port,
      passing: PASSING,
      probe: (tried) => onDatabase(urlOn(tried, 'postgres'), 'SELECT 1').then(() => undefined),
      spawn: (tried) =>
        spawnServer({
          name: 'Postgres',
          command: join(home.binaries, 'postgres'),
          args: ['-D', home.cluster, '-p', String(tried), ...settings(host, place.durable, changes)],
          user: home.user,
          env: cleanEnvironment(),
          logFile: join(place.dataDir, 'postgres.log'),
          recordFile,
          // "Fast shutdown": open transactions are rolled back, everything is written.
          stopSignal: 'SIGINT',
        }),
    });
  const service = await ownedService(startServer, urlOn);
  await createDatabase(service.url.replace(/[^/]+$/, 'postgres'));
  return service;
}

function settings(host: string, durable: boolean, changes: Record<string, string>): string[] {
  const values = {
    listen_addresses: host,
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...changes,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** PG… variables of the caller would change what the server does; the messages we look for are English. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

/** Hands a file to whom Postgres runs as, if that is not us. */
export function chownToUser(path: string, user: PostgresHome['user']): void {
  if (user) chownSync(path, user.uid, user.gid);
}

/** Makes the cluster unless there is one. @returns the password of its only role */
async function initialise(
  home: PostgresHome,
  { dataDir, durable, host = LOOPBACK }: ServerPlace,
): Promise<string> {
  const passwordFile = join(dataDir, 'postgres.password');
  if (existsSync(join(home.cluster, 'PG_VERSION'))) {
    if (!existsSync(passwordFile)) {
      throw new SetupError(`${passwordFile} is gone: put it back, or remove ${home.cluster} to start afresh`);
    }
    return readFileSync(passwordFile, 'utf8').trim();
  }
  // Under another name until it is whole: an interrupted initdb leaves nothing that looks like a cluster.
  const unfinished = `${home.cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const password = randomBytes(18).toString('hex');
  const handedOver = `${unfinished}.password`;
  writeFileSync(handedOver, `${password}\n`, { mode: 0o600 });
  for (const path of [unfinished, handedOver]) chownToUser(path, home.user);
  try {
    await initdb(home, unfinished, handedOver, durable);
    // initdb lets nobody in but this machine.
    if (host !== LOOPBACK) appendFileSync(join(unfinished, 'pg_hba.conf'), NEIGHBOURS);
  } finally {
    rmSync(handedOver, { force: true });
  }
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  chmodSync(passwordFile, 0o600);
  renameSync(unfinished, home.cluster);
  return password;
}

async function initdb(
  home: PostgresHome,
  cluster: string,
  passwordFile: string,
  durable: boolean,
): Promise<void> {
  const args = [
    `--pgdata=${cluster}`,
    `--username=${ROLE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and case rules on every machine, whatever locales it has.
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
    '--no-instructions',
  ];
  try {
    const options = { ...home.user, cwd: '/', env: cleanEnvironment() };
    await promisify(execFile)(join(home.binaries, 'initdb'), args, options);
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string };
    throw new SetupError(`initdb of the embedded Postgres failed: ${stderr?.trim() || message}`, { cause });
  }
}

async function createDatabase(url: string): Promise<void> {
  const found = await onDatabase(url, `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`);
  if (found === 0) await onDatabase(url, `CREATE DATABASE ${DATABASE}`);
}

/** Runs one statement over a connection of its own. @returns the number of rows */
export async function onDatabase(url: string, statement: string): Promise<number> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const result = await client.query(statement);
    return result.rowCount ?? 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}
