/**
 * The entry of every npm script: node tools/bootstrap.mjs <demo|start|test|bench|faults|corpus|attacks|images:check|sbom|client|check> [arguments]
 * Sets up the clone when that is needed, then runs the command. Node's own modules only, for nothing is
 * installed yet when it starts.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 19];
/** A program of tools, and the arguments that come before those of the caller. */
const COMMANDS = {
  demo: ['demo.js'],
  start: ['start.js'],
  test: ['run-tests.js'],
  bench: ['run-bench.js'],
  faults: ['run-proof.js', 'faults'],
  corpus: ['run-proof.js', 'corpus'],
  attacks: ['run-proof.js', 'attacks'],
  'images:check': ['check-images.js'],
  sbom: ['make-sbom.js'],
  client: ['make-client.js'],
};
const CHECKS = [
  { name: 'format', script: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'lint', script: 'eslint/bin/eslint.js', args: ['.'] },
];

const ORPHAN_CHECK_MS = 500;

const parent = process.ppid;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [command, ...args] = process.argv.slice(2);

refuseOldNode();
// Loaded only now: an older Node may not even be able to read it.
const { prepare, run, checkTypes, StepError } = await import('./setup/steps.mjs');
try {
  if (command === 'check') process.exitCode = await check();
  else if (command in COMMANDS) process.exitCode = await runCommand(COMMANDS[command]);
  else throw new StepError(`Usage: node tools/bootstrap.mjs <${Object.keys(COMMANDS).join('|')}|check>`);
} catch (error) {
  console.error(error instanceof StepError || error.code === 'EACCES' ? error.message : error);
  process.exitCode = 1;
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(`Sluice needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

async function runCommand([file, ...firstArgs]) {
  await prepare(root, { build: true });
  if (isOrphan()) return 128 + constants.signals.SIGTERM;
  const script = join(root, 'tools', 'dist', file);
  if (!existsSync(script)) throw new StepError(`There is no ${script}: remove tools/dist and try again`);
  // The channel tells the command when this process is gone, however it ended.
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...firstArgs, ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const watch = setInterval(() => {
    if (!isOrphan()) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, ORPHAN_CHECK_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * True when npm ran us and was told to end: it passes SIGTERM to the shell between it and us, and that shell
 * dies without a word.
 */
function isOrphan() {
  return process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
}

/** The compiler works beside the other checks: it takes as long as they do together. */
async function check() {
  await prepare(root, { build: false });
  const compiling = checkTypes(root);
  const failed = [];
  for (const { name, script, args: flags } of CHECKS) {
    console.log(`check: ${name}`);
    const result = await run(process.execPath, [join(root, 'node_modules', script), ...flags], {
      cwd: root,
      show: true,
    });
    if (!result.ok) failed.push(name);
  }
  console.log('check: types');
  const types = await compiling;
  if (!types.ok) {
    process.stdout.write(types.output);
    failed.push('types');
  }
  console.log(failed.length === 0 ? 'check: all passed' : `check: FAILED: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}
