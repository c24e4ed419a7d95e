/**
 * Who is running, told apart from a later process with the same number, and locks that end with their holder.
 * Node's own modules only: the bootstrap uses it before anything is installed. Types are in process-lock.d.mts.
 */
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';

const POLL_MS = 200;

/** `<pid>:<start time>`, or undefined when there is no such process (a zombie has ended, too). */
export function processMark(pid) {
  try {
    if (!existsSync('/proc/self/stat')) {
      const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { stdio: 'pipe' });
      return `${pid}:${started.toString().trim().replace(/\s+/g, '-')}`;
    }
    // proc(5): the name in field 2 may hold spaces and brackets; after the last ")" comes field 3, the
    // state; field 22 is the start time in clock ticks since boot.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : `${pid}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** True while the very process that {@link processMark} described is running. */
export function isRunning(mark) {
  return processMark(pidOf(mark)) === mark;
}

/** The process number in a mark. */
export function pidOf(mark) {
  return Number.parseInt(mark, 10);
}

/**
 * Takes the lock at `path`, from a holder that has died, too. When a living process holds it: undefined,
 * or with `onWait` (called once, with its pid) waits until it is free.
 * The lock is a symbolic link whose target names the holder: made whole or not at all on every Unix.
 */
export async function takeLock(path, onWait) {
  const own = `${processMark(process.pid)}/${randomUUID()}`;
  for (let told = false; ;) {
    try {
      symlinkSync(own, path);
      return { release: () => releaseLock(path, own) };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = lockHolder(path);
    if (holder === undefined) continue;
    if (!isRunning(holder)) {
      removeStale(path);
      continue;
    }
    if (!onWait) return undefined;
    if (!told) onWait(pidOf(holder));
    told = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The mark of the process that took the lock, running or not; undefined when nobody has. */
export function lockHolder(path) {
  return readTarget(path)?.split('/')[0];
}

function readTarget(path) {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Moves the link away before judging it, so that of two who find it stale one removes it. */
function removeStale(path) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const target = readTarget(aside);
  if (target !== undefined && isRunning(target.split('/')[0])) {
    try {
      symlinkSync(target, path);
    } catch {
      // Somebody else holds it by now; the one we moved will see that in its own time.
    }
  }
  rmSync(aside, { force: true });
}

function releaseLock(path, own) {
  if (readTarget(path) === own) rmSync(path, { force: true });
}
