import { Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { Factories } from '@cyclonedx/cyclonedx-library/Contrib/License';
import parseExpression from 'spdx-expression-parse';
import { distributedPackages, licenceOf, type LicenceRules, type Lock, packageName } from './locked-packages';

/** `sha512-<base64>` as lock files have it. */
const INTEGRITY = /^sha512-(.+)$/;
const VERSION = Spec.Spec1dot6;

/**
 * What an image is made of, in CycloneDX 1.6: every package that its programs can load, with version, licence, hash and
 * package URL, from the lock file alone. The same lock file makes the same text, but for the time.
 * @param image `api` or `worker`
 */
export function billOfMaterials(lock: Lock, rules: LicenceRules, image: string, madeAt: Date): string {
  const program = lock[`apps/${image}`];
  if (!program) throw new Error(`There is no image ${image}`);
  const bom = new Models.Bom();
  bom.metadata.timestamp = madeAt;
  bom.metadata.component = new Models.Component(Enums.ComponentType.Application, `sluice-${image}`, {
    bomRef: `sluice-${image}`,
    ...(program.version !== undefined && { version: program.version }),
  });
  for (const component of componentsOf(lock, rules, image)) bom.components.add(component);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(VERSION));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** @returns what the official schema has against it; empty when it is valid */
export async function faultsOfBill(text: string): Promise<string> {
  const fault = await new Validation.JsonStrictValidator(VERSION.version).validate(text);
  return fault === null ? '' : JSON.stringify(fault).slice(0, 2_000);
}

/** One for each version of a package, however often it lies in node_modules. Our own workspaces are the application. */
function componentsOf(lock: Lock, rules: LicenceRules, image: string): Models.Component[] {
  const licences = new Factories.LicenseFactory((text: string) => void parseExpression(text));
  const made = new Map<string, Models.Component>();
  for (const place of distributedPackages(lock, image)) {
    const { version, integrity } = lock[place] ?? {};
    const licence = licenceOf(lock, place, rules);
    if (!place.includes('node_modules/') || version === undefined) continue;
    const purl = `pkg:npm/${packageName(place).replace('@', '%40')}@${version}`;
    const component = new Models.Component(Enums.ComponentType.Library, packageName(place), {
      bomRef: purl,
      purl,
      version,
    });
    const [, hash] = INTEGRITY.exec(integrity ?? '') ?? [];
    if (hash !== undefined)
      component.hashes.set(Enums.HashAlgorithm['SHA-512'], Buffer.from(hash, 'base64').toString('hex'));
    if (licence !== undefined) component.licenses.add(licences.makeFromString(licence));
    made.set(purl, component);
  }
  return [...made.values()];
}
