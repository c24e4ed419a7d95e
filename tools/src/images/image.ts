import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { atExit } from '../at-exit';
import { type ExitStatus } from '../program';
import { type BuildOptions, buildStage, type BuiltStage, within } from './build-stage';
import { parseDockerfile, type ParsedDockerfile } from './dockerfile';

/** The migrations are run from the API's image, with this instead of its own command. */
export const MIGRATE_COMMAND = ['node', 'apps/api/dist/migrate.js'];

/** The last stage of a Dockerfile, built into a folder that nobody can write to. */
export interface Image {
  name: string;
  stage: BuiltStage;
  dockerfile: ParsedDockerfile;
}

/** A process that runs as a container of the image would: its user, its environment, nothing but /tmp to write to. */
export interface Container {
  pid: number;
  exited: Promise<ExitStatus>;
  stop(): Promise<ExitStatus>;
  output(): string;
}

/** Builds `Dockerfile.<name>` of the context. */
export function buildImage(name: string, options: BuildOptions): Image {
  const dockerfile = parseDockerfile(readFileSync(join(options.context, `Dockerfile.${name}`), 'utf8'));
  const stage = buildStage(dockerfile.stages, dockerfile.stages.at(-1)?.name ?? '', options);
  setWritable(stage.root, false);
  return { name, stage, dockerfile };
}

/** Takes the right to write from all below a folder, or gives it back so that the folder can be removed. */
export function setWritable(root: string, writable: boolean): void {
  const visit = (path: string): void => {
    const found = lstatSync(path);
    if (found.isSymbolicLink()) return;
    const mode = writable
      ? found.mode | 0o200
      : (found.mode & ~0o222) | 0o444 | (found.isDirectory() ? 0o111 : 0);
    if (found.isDirectory() && writable) chmodSync(path, mode);
    if (found.isDirectory()) for (const entry of readdirSync(path)) visit(join(path, entry));
    chmodSync(path, mode);
  };
  visit(root);
}

/** Starts the image's command, or another one in it; `env` is what a `docker run --env` would add. */
export function startContainer(
  image: Image,
  env: Record<string, string>,
  command: string[] = image.dockerfile.command,
): Container {
  const child = spawn(program(command), command.slice(1), {
    ...placeOf(image, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.join(' ')} could not be started`);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const callOff = atExit(() => child.kill('SIGKILL'));
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('close', (code, signal) => {
      callOff();
      resolve({ code, signal });
    });
  });
  const stop = () => {
    child.kill('SIGTERM');
    return exited;
  };
  return { pid, exited, stop, output: () => output };
}

/** Runs a command of the image to its end. @returns its exit status */
export function runInContainer(image: Image, env: Record<string, string>, command: string[]): number | null {
  return spawnSync(program(command), command.slice(1), { ...placeOf(image, env), stdio: 'ignore' }).status;
}

/** Root becomes the image's user; anybody else stays who they are, and can't write there either. */
function placeOf(image: Image, env: Record<string, string>) {
  const [uid, gid] = image.dockerfile.user.split(':').map(Number);
  return {
    cwd: within(image.stage, '.'),
    env: { PATH: `${dirname(process.execPath)}${delimiter}/usr/bin:/bin`, ...image.stage.env, ...env },
    ...(process.getuid?.() === 0 && { uid, gid }),
  };
}

/** The base image's Node is ours here. */
function program([name]: string[]): string {
  if (name !== 'node') throw new Error(`Only node is known to be in the image, not ${name}`);
  return process.execPath;
}
