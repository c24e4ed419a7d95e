import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOnPath, installDebianPackages, isExecutable } from './debian-packages';
import { SetupError } from './setup-error';

/** BullMQ needs 5 and recommends 6.2. */
const OLDEST_VERSION = [6, 2];

const exec = promisify(execFile);

/**
 * The Redis program to run: from PATH, else installed by apt where we may.
 * @throws SetupError saying what to install
 */
export async function findRedisProgram(say: (line: string) => void): Promise<string> {
  const found = onPath() ?? (await installed(say));
  if (found === undefined) {
    throw new SetupError(
      'Redis is missing: install redis-server or valkey-server (6.2 or newer), or set REDIS_URL to a server of yours',
    );
  }
  await refuseOld(found);
  return found;
}

function onPath(): string | undefined {
  return findOnPath('redis-server', 'valkey-server');
}

async function installed(say: (line: string) => void): Promise<string | undefined> {
  try {
    await installDebianPackages(['redis-server'], () => onPath() !== undefined, say);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError(`${reason}\nInstall it yourself, or set REDIS_URL`, { cause });
  }
  return onPath() ?? ['/usr/bin/redis-server'].find(isExecutable);
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
