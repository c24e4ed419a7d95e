import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { type Stage, type Step } from './dockerfile';

/** A stage that was built: its file system lies below `root`, `workdir` is a path within it. */
export interface BuiltStage {
  root: string;
  workdir: string;
  env: Record<string, string>;
}

export interface BuildOptions {
  /** The folder that is built from, with its `.dockerignore`. */
  context: string;
  /** Where each stage gets a folder. */
  work: string;
  onStep: (line: string) => void;
}

/** What a build step sees of our own environment: programs, npm's cache and the way to the registry. */
const PASSED_ON =
  /^(PATH|HOME|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|((npm_config_)?(https?_proxy|no_proxy|registry|cache|cafile)))$/i;

/**
 * Does what a builder does with a stage, in a folder and without an engine: `/` of the stage is the folder, the programs
 * are those of this machine. Stages whose text is the same, with all they stand on, are built once.
 * @throws Error with the output of a command that failed, or naming a source that is not there
 */
export function buildStage(stages: Stage[], name: string, options: BuildOptions): BuiltStage {
  const stage = stages.find((candidate) => candidate.name === name);
  if (!stage) throw new Error(`There is no stage ${name}`);
  const root = join(options.work, `${name}-${keyOf(stages, name)}`);
  const base = stages.some((candidate) => candidate.name === stage.base)
    ? buildStage(stages, stage.base, options)
    : undefined;
  const built: BuiltStage = { root, workdir: base?.workdir ?? '/', env: { ...base?.env } };
  const isDone = existsSync(root);
  if (!isDone) {
    mkdirSync(root, { recursive: true });
    if (base) cpSync(base.root, root, { recursive: true, verbatimSymlinks: true });
  }
  for (const step of stage.steps) {
    if (step.does === 'workdir') built.workdir = join(built.workdir, step.path);
    else if (step.does === 'env') Object.assign(built.env, step.variables);
    else if (!isDone) {
      options.onStep(`${name}: ${describe(step)}`);
      mkdirSync(within(built, '.'), { recursive: true });
      if (step.does === 'run') runStep(step.command, built);
      else copyStep(step, built, stages, options);
    }
  }
  return built;
}

/** The same for the same instructions on the same base, so that both Dockerfiles share what they have in common. */
function keyOf(stages: Stage[], name: string): string {
  const stage = stages.find((candidate) => candidate.name === name);
  const text = stage ? JSON.stringify([keyOf(stages, stage.base), stage.steps]) : name;
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function describe(step: Step): string {
  if (step.does === 'run') return `RUN ${step.command}`;
  return step.does === 'copy' ? `COPY ${[...step.sources, step.target].join(' ')}` : step.does;
}

/** Where a path of the stage lies on this machine; relative ones start at its working directory. */
export function within({ root, workdir }: BuiltStage, path: string): string {
  return join(root, isAbsolute(path) ? path : join(workdir, path));
}

/** A command that names a place outside of its working directory would reach out of the folder. */
const REACHES_OUT = /(^|[\s'"=:(])[/~]|\.\.\/|\$HOME/;

function runStep(command: string, stage: BuiltStage): void {
  if (REACHES_OUT.test(command)) throw new Error(`It would reach out of its folder: RUN ${command}`);
  const inherited = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  const { status, stdout, stderr, error } = spawnSync('/bin/sh', ['-c', command], {
    cwd: within(stage, '.'),
    env: {
      ...Object.fromEntries(inherited),
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
      npm_config_prefer_offline: 'true',
      ...stage.env,
    },
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) throw error ?? new Error(`RUN ${command} failed:\n${stdout}${stderr}`);
}

function copyStep(
  step: Extract<Step, { does: 'copy' }>,
  stage: BuiltStage,
  stages: Stage[],
  options: BuildOptions,
): void {
  const from = step.from === undefined ? undefined : buildStage(stages, step.from, options);
  const isIgnored = from ? () => false : ignoredIn(options.context);
  const intoFolder = step.target.endsWith('/') || step.sources.length > 1;
  for (const source of step.sources) {
    const path = from ? within(from, source) : join(options.context, source);
    if (!existsSync(path) || isIgnored(path)) throw new Error(`COPY: there is no ${source}`);
    // A folder's contents are copied, not the folder.
    const isFolder = statSync(path).isDirectory();
    const name = intoFolder && !isFolder ? (path.split('/').at(-1) ?? '') : '.';
    cpSync(path, join(within(stage, step.target), name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (candidate) => !isIgnored(candidate),
    });
  }
}

/** Tells what `.dockerignore` keeps out. */
export function ignoredIn(context: string): (path: string) => boolean {
  const rules = dockerignore().add(readFileSync(join(context, '.dockerignore'), 'utf8'));
  return (path) => {
    const inContext = relative(context, path);
    return inContext !== '' && rules.ignores(inContext);
  };
}
