import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { watchInterruption } from './interruption';
import { CLONE_ROOT } from './paths';
import { startProgram } from './program';
import { runMain } from './run-main';
import { hasSource } from './test-files';

/** `npm run bench [-- <part of a name> …]`: the benchmarks, one after another. @returns the exit status */
async function main(): Promise<number> {
  const interruption = watchInterruption(say);
  const filters = process.argv.slice(2);
  const project = join(CLONE_ROOT, 'bench');
  const dist = join(project, 'dist');
  const names = (existsSync(dist) ? readdirSync(dist) : [])
    .filter((name) => name.endsWith('.js') && !name.endsWith('.test.js'))
    .filter((name) => hasSource(project, join(dist, name)))
    .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)))
    .sort();
  const failed: string[] = [];
  for (const name of names) {
    if (interruption.requested()) break;
    say(`\n== ${name.replace(/\.js$/, '')}`);
    const program = startProgram({ name, script: join(dist, name), env: process.env, onLine: say });
    void interruption.happened.then(() => program.stop(30_000));
    const status = await program.exited;
    if (status.code !== 0) failed.push(name);
  }
  if (names.length === 0) say('No benchmark matches');
  if (failed.length > 0) say(`\nFAILED: ${failed.join(', ')}`);
  return failed.length > 0 || names.length === 0 || interruption.requested() ? 1 : 0;
}

function say(line: string): void {
  console.log(line);
}

runMain(main);
