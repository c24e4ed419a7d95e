import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** Appends lines to `<folder>/<name>.log`; a file over 20 MiB becomes `<name>.log.1` and a new one begins. */
export function logFile(folder: string, name: string): (line: string) => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.log`);
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    if (bytes > MAX_FILE_BYTES) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
    bytes += Buffer.byteLength(line) + 1;
  };
}

/**
 * What a person should see of a program's output line: warnings and errors of its JSON log in readable form,
 * anything that is not JSON as it is; undefined for the rest.
 */
export function readableLine(name: string, line: string): string | undefined {
  const entry = parse(line);
  if (entry === undefined) return line.trim() === '' ? undefined : `${name}  ${line}`;
  const { level, message, timestamp, error } = entry;
  if (level !== 'error' && level !== 'warn') return undefined;
  const time = typeof timestamp === 'string' ? `${timestamp.slice(11, 19)} ` : '';
  const cause = error && typeof error === 'object' && 'message' in error ? `: ${String(error.message)}` : '';
  return `${time}${name}  ${String(level)}  ${String(message)}${cause}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
