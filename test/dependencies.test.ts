import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  distributedPackages,
  licenceOf,
  type LicenceRules,
  type Lock,
  packageName,
} from '@sluice/tools/images/locked-packages';
import { CLONE_ROOT } from '@sluice/tools/paths';
import { expect } from 'expect';
import { satisfies } from 'semver';

/** `security/min-versions.json`. */
interface Rules {
  packages: Record<string, { range: string; reason: string }>;
  /** Packages that want to run something when they are installed, and why that is no harm. */
  installScripts: Record<string, string>;
}

function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(CLONE_ROOT, ...path), 'utf8')) as T;
}

const rules = readJson<Rules>('security', 'min-versions.json');
const licences = readJson<LicenceRules>('security', 'licences.json');
const { packages: lock } = readJson<{ packages: Lock }>('package-lock.json');
/** Every copy of every package, nested ones too. */
const installed = Object.entries(lock).filter(
  ([place, { link }]) => place.includes('node_modules/') && !link,
);

/** A sentence for each copy that is out of its range. */
function outOfRange(copies: typeof installed, { packages }: Rules): string[] {
  return copies.flatMap(([place, { version = 'none' }]) => {
    const rule = packages[packageName(place)];
    if (!rule || satisfies(version, rule.range)) return [];
    return [`${packageName(place)} is ${version} at ${place}, ${rule.range} is asked for: ${rule.reason}`];
  });
}

describe('what is installed from elsewhere', () => {
  it('is nowhere older than the faults that are known of it', () => {
    expect(outOfRange(installed, rules)).toEqual([]);
    const names = new Set(installed.map(([place]) => packageName(place)));
    const unused = Object.keys(rules.packages).filter((name) => !names.has(name));
    // A rule about nothing is a name that was misspelt, or a package that has gone.
    expect(unused).toEqual([]);
  });

  it('is found to be too old by name, version, range and reason', () => {
    const old: typeof installed = [['node_modules/x/node_modules/multer', { version: '1.4.4' }]];
    expect(outOfRange(old, rules)).toEqual([
      expect.stringMatching(
        /^multer is 1\.4\.4 at node_modules\/x\/node_modules\/multer, >=2\.5\.0 is asked for: denials/,
      ),
    ]);
  });

  it('comes from the registry, and is what it was when it was locked', () => {
    const elsewhere = installed.filter(
      ([, { resolved }]) => resolved !== undefined && !/^https:\/\/[^/]+\/.+\.tgz$/.test(resolved),
    );
    expect(elsewhere.map(([place]) => place)).toEqual([]);
    const unsealed = installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(unsealed.map(([place]) => place)).toEqual([]);
  });

  it('runs nothing when it is installed, but for what is known to be no harm', () => {
    const isKnown = (name: string): boolean =>
      Object.keys(rules.installScripts).some(
        (known) => known === name || (known.endsWith('/*') && name.startsWith(known.slice(0, -1))),
      );
    const unknown = installed.filter(
      ([place, { hasInstallScript }]) => hasInstallScript && !isKnown(packageName(place)),
    );
    expect(unknown.map(([place]) => packageName(place))).toEqual([]);
  });

  for (const image of ['api', 'worker'])
    it(`is under a licence that the image of the ${image} may hold`, () => {
      const held = distributedPackages(lock, image).filter((place) => place.includes('node_modules/'));
      expect(held.length).toBeGreaterThan(50);
      const others = held.filter(
        (place) => !licences.allowed.includes(licenceOf(lock, place, licences) ?? 'none'),
      );
      expect(others.map((place) => `${packageName(place)}: ${licenceOf(lock, place, licences)}`)).toEqual([]);
    });
});
