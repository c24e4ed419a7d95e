import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONFIG_VARIABLES, loadConfig } from '@sluice/kernel/config';
import { parseDockerfile, type ParsedDockerfile } from '@sluice/tools/images/dockerfile';
import { type Lock } from '@sluice/tools/images/locked-packages';

/** The project's root: this file runs from test/dist/deployment. */
export const ROOT = resolve(__dirname, '../../..');

/** The images that are built here, by the app they run. */
export const APPS = ['api', 'worker'] as const;

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export const { version: VERSION } = JSON.parse(readText('package.json')) as { version: string };

export function readLock(): Lock {
  return (JSON.parse(readText('package-lock.json')) as { packages: Lock }).packages;
}

export function readDockerfile(app: string): ParsedDockerfile {
  return parseDockerfile(readText(`Dockerfile.${app}`));
}

/** What the image sets for the program. */
export function imageEnvironment(app: string): Record<string, string> {
  const steps = readDockerfile(app).stages.at(-1)?.steps ?? [];
  return Object.assign({}, ...steps.map((step) => (step.does === 'env' ? step.variables : {}))) as Record<
    string,
    string
  >;
}

/** Of the image's heap, in MiB. */
export function heapMib(app: string): number {
  const [, mib] = /--max-old-space-size=(\d+)/.exec(imageEnvironment(app)['NODE_OPTIONS'] ?? '') ?? [];
  return Number(mib);
}

/** Read by others than our configuration: Node, glibc, the S3 client. */
const READ_BY_OTHERS = ['NODE_OPTIONS', 'MALLOC_ARENA_MAX', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

/** Those of the names that nothing in our programs reads. */
export function unknownVariables(names: string[]): string[] {
  return names.filter((name) => !CONFIG_VARIABLES.includes(name) && !READ_BY_OTHERS.includes(name));
}

/** The time a program takes at most to end, unless it is configured otherwise, in ms. */
export function shutdownMs(env: Record<string, string> = {}): number {
  const needed = { DATABASE_URL: 'postgres://a/b', REDIS_URL: 'redis://a', STORAGE_URL: 'file:///a' };
  return loadConfig({ ...env, ...needed }, false).shutdownGraceMs;
}
