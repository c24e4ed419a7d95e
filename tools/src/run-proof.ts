import { join } from 'node:path';
import { watchInterruption } from './interruption';
import { CLONE_ROOT } from './paths';
import { startProgram } from './program';
import { runMain } from './run-main';
import { withTestServices } from './test-services';

const GRACE_MS = 60_000;

/**
 * `npm run faults`, `corpus` or `attacks`: the long form of one of the suites in test/proof, as a program of its own beside
 * fresh servers. What stands behind the name goes to the suite, which knows `--help`. @returns the exit status
 */
async function main(): Promise<number> {
  const [suite = '', ...args] = process.argv.slice(2);
  const interruption = watchInterruption(say);
  const status = await withTestServices(say, () => {
    const script = join(CLONE_ROOT, 'test', 'dist', 'proof', suite, 'main.js');
    const program = startProgram({ name: suite, script, args, env: process.env, onLine: say });
    void interruption.happened.then(() => program.stop(GRACE_MS));
    return program.exited;
  });
  return status.code === 0 && !interruption.requested() ? 0 : 1;
}

function say(line: string): void {
  console.log(line);
}

runMain(main);
