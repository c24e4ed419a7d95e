import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { VERSION } from '@sluice/kernel/config';
import { expect } from 'expect';

/** The project's root: this file runs from test/dist. */
const ROOT = resolve(__dirname, '../..');
const IMPORT = /(?:\bfrom\s+|\bimport\s+|\bimport\(|\brequire\()'([^']+)'/g;

interface SourceFile {
  /** Path from the root. */
  path: string;
  text: string;
  /** Project paths for our own code (`libs/kernel/src/db`), package names for others'. */
  imports: string[];
}

/** Our packages and the folder whose subfolders they export. */
const PACKAGES: Record<string, string> = {
  '@sluice/kernel': 'libs/kernel/src',
  '@sluice/formats': 'libs/formats/src',
  '@sluice/systems': 'libs/systems/src',
  '@sluice/client': 'libs/client/src',
  '@sluice/tools': 'tools/src',
  '@sluice/test': 'test',
};

/** `libs/systems/src/omr` of all that is in it, however deep. */
function systemFolder(path: string): string {
  return path.split('/').slice(0, 4).join('/');
}

function resolveImport(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(ROOT, resolve(ROOT, dirname(path), specifier));
  const [scope, name, ...rest] = specifier.split('/');
  if (scope === '@sluice') return join(PACKAGES[`${scope}/${name}`] ?? specifier, ...rest);
  return specifier.startsWith('@') ? `${scope}/${name}` : (scope as string);
}

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const imports = [...text.matchAll(IMPORT)].map((match) => resolveImport(path, match[1] as string));
      return { path, text, imports };
    });
}

const files = [
  'libs/kernel/src',
  'libs/formats/src',
  'libs/systems/src',
  'libs/client/src',
  'apps/api/src',
  'apps/worker/src',
  'apps/cli/src',
  'apps/console/src',
].flatMap(sourceFiles);
const product = files.filter((file) => !/\.test\.ts$|^apps\/.*\/testing\//.test(file.path));

/** Lines like `apps/api/src/app.ts imports bullmq` for every import that `isForbidden`. */
function violations(within: string, isForbidden: (imported: string, file: SourceFile) => boolean): string[] {
  return product
    .filter((file) => file.path.startsWith(within))
    .flatMap((file) =>
      file.imports
        .filter((imported) => isForbidden(imported, file))
        .map((imported) => `${file.path} imports ${imported}`),
    );
}

const isOneOf =
  (...names: string[]) =>
  (imported: string): boolean =>
    names.some((name) => imported === name || imported.startsWith(`${name}/`));

describe('who may import whom', () => {
  it('reads a project that is there', () => {
    expect(product.length).toBeGreaterThan(50);
  });

  it('keeps libs/kernel free of systems, formats, apps and express', () => {
    const forbidden = isOneOf('libs/systems', 'libs/formats', 'apps', 'express');
    expect(violations('libs/kernel', forbidden)).toEqual([]);
  });

  it('keeps libs/formats free of everything of ours', () => {
    expect(violations('libs/formats', isOneOf('libs/kernel', 'libs/systems', 'apps', 'tools'))).toEqual([]);
  });

  it('keeps each system in libs/systems to itself, the kernel, typeorm and joi', () => {
    const isAllowed = isOneOf('libs/kernel', 'typeorm', 'joi', 'node:crypto', 'node:url');
    const forbidden = (imported: string, file: SourceFile): boolean =>
      !isAllowed(imported) && !`${imported}/`.startsWith(`${systemFolder(file.path)}/`);
    expect(violations('libs/systems', forbidden)).toEqual([]);
  });

  it('keeps libs/client free of everything of ours and of Node: browsers load it, and it knows the API by HTTP alone', () => {
    const isOurs = isOneOf('libs/kernel', 'libs/formats', 'libs/systems', 'apps', 'tools', 'test');
    const forbidden = (imported: string): boolean => isOurs(imported) || imported.startsWith('node:');
    expect(violations('libs/client', forbidden)).toEqual([]);
  });

  for (const app of ['api', 'worker']) {
    it(`keeps the systems of apps/${app} apart from each other and from the other app`, () => {
      const other = app === 'api' ? 'apps/worker' : 'apps/api';
      const forbidden = (imported: string, file: SourceFile): boolean => {
        const [, system] = /systems\/([^/]+)\//.exec(file.path) ?? [];
        const [, otherSystem] =
          /(?:apps\/\w+|libs\/systems)\/src\/(?:systems\/)?([^/]+)/.exec(imported) ?? [];
        const isSystem = /^(apps\/\w+\/src\/systems\/|libs\/systems\/src\/)/.test(imported);
        return isOneOf(other)(imported) || (isSystem && otherSystem !== system);
      };
      expect(violations(`apps/${app}/src/systems/`, forbidden)).toEqual([]);
    });
  }

  it('keeps apps/cli free of everything of ours but the client: it knows the API by HTTP alone', () => {
    const isOurs = isOneOf('libs', 'apps/api', 'apps/worker', 'tools', 'test');
    const forbidden = (imported: string): boolean => isOurs(imported) && imported !== 'libs/client/src';
    expect(violations('apps/cli', forbidden)).toEqual([]);
  });

  it('keeps apps/console free of everything of ours but the client, and of Node', () => {
    const isOurs = isOneOf(
      'libs/kernel',
      'libs/formats',
      'libs/systems',
      'apps/api',
      'apps/worker',
      'apps/cli',
      'tools',
    );
    const forbidden = (imported: string): boolean => isOurs(imported) || imported.startsWith('node:');
    expect(violations('apps/console', forbidden)).toEqual([]);
  });

  it('lets only kernel/queue, the runner and tests of queues touch bullmq', () => {
    const isAllowed = (path: string): boolean =>
      path.startsWith('libs/kernel/src/queue/') || path === 'apps/worker/src/runner.ts';
    expect(violations('', (imported, file) => imported === 'bullmq' && !isAllowed(file.path))).toEqual([]);
  });

  it('lets only kernel/storage, threads, the reader of certificates and two files of the command touch the file system', () => {
    const isFs = isOneOf('node:fs', 'fs', 'node:fs/promises', 'fs/promises');
    const isAllowed = (path: string): boolean =>
      path.startsWith('libs/kernel/src/storage/') ||
      ['apps/cli/src/session-file.ts', 'apps/cli/src/local-files.ts'].includes(path) ||
      READS_FILES_OF_OURS.includes(path);
    expect(violations('', (imported, file) => isFs(imported) && !isAllowed(file.path))).toEqual([]);
  });

  it('lets only kernel/config read the environment, and one file of the command', () => {
    const readers = product.filter((file) => file.text.includes('process.env')).map((file) => file.path);
    expect(readers).toEqual(['libs/kernel/src/config/index.ts', 'apps/cli/src/environment.ts']);
  });

  it('keeps workers free of express and the API free of readers of images and codes', () => {
    expect(violations('apps/worker', isOneOf('express', 'multer', 'passport'))).toEqual([]);
    expect(violations('apps/api', isOneOf('sharp', 'jsqr', 'zxing-wasm', 'piscina'))).toEqual([]);
  });
});

/** What nobody writes or reads: `npm run client`. */
const MADE_FROM_THE_API = 'libs/client/src/schema.ts';

/** Files that read an asset out of an installed package, or what the configuration names; nothing of a user's. */
const READS_FILES_OF_OURS = [
  'apps/api/src/ops/console.ts',
  'libs/kernel/src/redis/redis-options.ts',
  'apps/worker/src/systems/omr/qr-thread.ts',
  'apps/worker/src/systems/omr/read-qr.ts',
];

describe('the version', () => {
  it('is the same everywhere', () => {
    const folders = [
      '.',
      'libs/kernel',
      'libs/formats',
      'libs/systems',
      'libs/client',
      'apps/api',
      'apps/worker',
      'apps/cli',
      'apps/console',
    ];
    const versions = folders.map((folder) => {
      const manifest = readFileSync(join(ROOT, folder, 'package.json'), 'utf8');
      return (JSON.parse(manifest) as { version: string }).version;
    });
    expect([...new Set([...versions, VERSION])]).toEqual([VERSION]);
  });
});

describe('how it is written', () => {
  it('has no file over 300 lines', () => {
    const written = product.filter((file) => file.path !== MADE_FROM_THE_API);
    const long = written.filter((file) => file.text.split('\n').length > 300).map((file) => file.path);
    expect(long).toEqual([]);
  });

  it('has no folder or file with a name that says nothing', () => {
    const vague = /(^|[/.-])(utils?|helpers?|common|shared|base|manager|misc)([/.-]|$)/;
    expect(product.map((file) => file.path).filter((path) => vague.test(path))).toEqual([]);
  });
});
