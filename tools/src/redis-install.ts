import { execFile } from 'node:child_process';
import { existsSync, accessSync, constants, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { SetupError } from './setup-error';

const PROGRAMS = ['redis-server', 'valkey-server'];
/** BullMQ needs 5 and recommends 6.2. */
const OLDEST_VERSION = [6, 2];
/** Debian asks this script before a package starts its service; 101 forbids it. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';

const exec = promisify(execFile);

/**
 * The Redis program to run: from PATH, else installed by apt where we may.
 * @throws SetupError saying what to install
 */
export async function findRedisProgram(say: (line: string) => void): Promise<string> {
  const found = onPath() ?? (await installedByApt(say));
  if (found === undefined) {
    throw new SetupError(
      'Redis is missing: install redis-server or valkey-server (6.2 or newer), or set REDIS_URL to a server of yours',
    );
  }
  await refuseOld(found);
  return found;
}

function onPath(): string | undefined {
  return PROGRAMS.map(findOnPath).find((path) => path !== undefined);
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function refuseOld(program: string): Promise<void> {
  const { stdout } = await exec(program, ['--version']);
  const [, major, minor] = /v=(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (major === undefined) return;
  const [oldMajor = 0, oldMinor = 0] = OLDEST_VERSION;
  if (Number(major) > oldMajor || (Number(major) === oldMajor && Number(minor) >= oldMinor)) return;
  throw new SetupError(
    `${program} is ${major}.${minor}; Sluice needs ${OLDEST_VERSION.join('.')} or newer. Or set REDIS_URL`,
  );
}

async function installedByApt(say: (line: string) => void): Promise<string | undefined> {
  const isDebian = existsSync('/etc/debian_version') && findOnPath('apt-get') !== undefined;
  if (!isDebian || process.getuid?.() !== 0) return undefined;
  const { takeLock } = await import('../setup/process-lock.mjs');
  const lock = await takeLock('/run/sluice-apt.lock', () =>
    say('Waiting for another copy that installs Redis …'),
  );
  try {
    return onPath() ?? (await install(say));
  } finally {
    lock.release();
  }
}

async function install(say: (line: string) => void): Promise<string | undefined> {
  say('Redis is missing: installing redis-server with apt-get …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];
  const forbidsStart = !existsSync(POLICY_FILE);
  if (forbidsStart) writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await exec('apt-get', [...wait, 'update'], { env });
    await exec('apt-get', [...wait, 'install', '-y', '--no-install-recommends', 'redis-server'], { env });
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string };
    throw new SetupError(
      `apt-get could not install redis-server: ${stderr?.trim() || message}\nInstall it yourself, or set REDIS_URL`,
      { cause },
    );
  } finally {
    if (forbidsStart) rmSync(POLICY_FILE, { force: true });
  }
  return onPath() ?? ['/usr/bin/redis-server'].find(isExecutable);
}
