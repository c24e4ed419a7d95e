import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { billOfMaterials, faultsOfBill } from './images/bill-of-materials';
import { type LicenceRules, type Lock } from './images/locked-packages';
import { CLONE_ROOT } from './paths';
import { runMain } from './run-main';
import { SetupError } from './setup-error';

/**
 * `npm run sbom [-- <folder>]`: a bill of materials of each image, in CycloneDX, into `.data/sbom` or the folder.
 * @returns the exit status
 */
async function main(): Promise<number> {
  const [folder = join(CLONE_ROOT, '.data', 'sbom')] = process.argv.slice(2);
  const { packages } = readJson<{ packages: Lock }>('package-lock.json');
  const rules = readJson<LicenceRules>('security', 'licences.json');
  mkdirSync(resolve(folder), { recursive: true });
  for (const image of ['api', 'worker']) {
    const text = billOfMaterials(packages, rules, image, new Date());
    const faults = await faultsOfBill(text);
    if (faults !== '') throw new SetupError(`The bill of materials of ${image} is not valid: ${faults}`);
    const path = resolve(folder, `sluice-${image}.cdx.json`);
    writeFileSync(path, text);
    const { components } = JSON.parse(text) as { components: unknown[] };
    console.log(`${path}: ${components.length} packages`);
  }
  return 0;
}

function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(CLONE_ROOT, ...path), 'utf8')) as T;
}

runMain(main);
