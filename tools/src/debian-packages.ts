import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { SetupError } from './setup-error';

/** Debian asks this script before a package starts its service; 101 forbids it. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';

const exec = promisify(execFile);

/** The first of these programs that PATH has. */
export function findOnPath(...names: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs packages by apt where that may be done: on Debian and its relatives, as root. One copy at a time: `isThere` tells whether another one has done it
 * meanwhile.
 * @returns false where it may not be done
 * @throws SetupError with apt's own words
 */
export async function installDebianPackages(
  names: readonly string[],
  isThere: () => boolean,
  say: (line: string) => void,
): Promise<boolean> {
  const isDebian = existsSync('/etc/debian_version') && findOnPath('apt-get') !== undefined;
  if (!isDebian || process.getuid?.() !== 0) return false;
  const { takeLock } = await import('../setup/process-lock.mjs');
  const lock = await takeLock('/run/sluice-apt.lock', () =>
    say('Waiting for another copy that installs packages …'),
  );
  try {
    if (!isThere()) await install(names, say);
    return true;
  } finally {
    lock.release();
  }
}

async function install(names: readonly string[], say: (line: string) => void): Promise<void> {
  say(`${names.join(' and ')} missing: installing with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];
  const forbidsStart = !existsSync(POLICY_FILE);
  if (forbidsStart) writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await exec('apt-get', [...wait, 'update'], { env });
    await exec('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...names], { env });
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string };
    throw new SetupError(`apt-get could not install ${names.join(', ')}: ${stderr?.trim() || message}`, {
      cause,
    });
  } finally {
    if (forbidsStart) rmSync(POLICY_FILE, { force: true });
  }
}
