import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { CLONE_ROOT } from '../paths';
import { billOfMaterials, faultsOfBill } from './bill-of-materials';
import { type LicenceRules, type Lock, packageName, distributedPackages } from './locked-packages';

function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(CLONE_ROOT, ...path), 'utf8')) as T;
}

interface Bill {
  metadata: { component: { name: string; version: string } };
  components: {
    name: string;
    group?: string;
    version: string;
    purl: string;
    hashes?: unknown[];
    licenses?: unknown[];
  }[];
}

const { packages } = readJson<{ packages: Lock }>('package-lock.json');
const rules = readJson<LicenceRules>('security', 'licences.json');

describe('the bill of materials', () => {
  for (const image of ['api', 'worker']) {
    it(`of the ${image} is valid CycloneDX and names what its image installs and bundles, and nothing else`, async () => {
      const text = billOfMaterials(packages, rules, image, new Date());
      expect(await faultsOfBill(text)).toBe('');
      const { metadata, components } = JSON.parse(text) as Bill;
      expect(metadata.component).toMatchObject({
        name: `sluice-${image}`,
        version: packages[`apps/${image}`]?.version,
      });
      const installed = distributedPackages(packages, image).filter((place) =>
        place.includes('node_modules/'),
      );
      const expected = installed.map(
        (place) => `pkg:npm/${packageName(place).replace('@', '%40')}@${packages[place]?.version}`,
      );
      expect(components.map(({ purl }) => purl).sort()).toEqual([...new Set(expected)].sort());
      expect(components.filter(({ hashes, licenses }) => !hashes || !licenses)).toEqual([]);
    });
  }

  it('that is wrong is found to be so', async () => {
    const bill = JSON.parse(billOfMaterials(packages, rules, 'api', new Date())) as {
      specVersion: string;
      components: object[];
    };
    bill.components.push({ type: 'nonsense' });
    expect(await faultsOfBill(JSON.stringify(bill))).not.toBe('');
  });
});
