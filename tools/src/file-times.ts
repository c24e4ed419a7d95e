import { resolve } from 'node:path';
import { type run } from 'node:test';

/** How long a test file ran, from the start of its process to its end. */
export interface FileTime {
  /** As it was given to `run`. */
  file: string;
  ms: number;
}

/** Gathers in `times` how long each file of a run takes, as they end. */
export function gatherFileTimes(events: ReturnType<typeof run>, times: FileTime[]): void {
  events.on('test:complete', ({ name, nesting, file, details }) => {
    // A file counts as a test of its own, named by its path, around those that are in it.
    if (nesting === 0 && file === resolve(name)) times.push({ file: name, ms: details.duration_ms });
  });
}

/** Lines for people about the files that ran longest, at most `count`, the longest first. */
export function slowestFiles(times: readonly FileTime[], count: number): string[] {
  const slowest = [...times].sort((a, b) => b.ms - a.ms).slice(0, count);
  return slowest.map(({ file, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);
}
