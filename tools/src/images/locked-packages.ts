/** What `package-lock.json` says of a place in node_modules, or of a workspace's folder. */
export interface LockedPackage {
  version?: string;
  license?: string;
  /** Hash of its archive, as `sha512-<base64>`. */
  integrity?: string;
  hasInstallScript?: boolean;
  /** A link to a workspace; `resolved` is its folder. */
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

export type Lock = Record<string, LockedPackage>;

/** Whose programs an image holds, by its name: the operator's command lies beside the API. */
const IN_IMAGE: Record<string, string[]> = { api: ['apps/api', 'apps/cli'], worker: ['apps/worker'] };
/** Whose code lies in an image as one bundle, without a node_modules of its own: what the API sends to browsers. */
const BUNDLED_IN_IMAGE: Record<string, string[]> = { api: ['apps/console'], worker: [] };

/**
 * The places (`node_modules/express`, `libs/kernel`) of all packages that the programs of an image can load: their
 * dependencies and theirs, without anybody's development dependencies. Prebuilt parts of other platforms are among them.
 */
export function productionPackages(lock: Lock, image: string): string[] {
  return packagesBelow(lock, IN_IMAGE[image] ?? []);
}

/** The places of those, too, of which the code or parts of it are bundled into what the image holds. */
export function distributedPackages(lock: Lock, image: string): string[] {
  return packagesBelow(lock, [...(IN_IMAGE[image] ?? []), ...(BUNDLED_IN_IMAGE[image] ?? [])]);
}

function packagesBelow(lock: Lock, workspaces: string[]): string[] {
  const found = new Set<string>();
  const visit = (place: string): void => {
    if (found.has(place)) return;
    found.add(place);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = lock[place] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      if (peerDependenciesMeta?.[name]?.optional) continue;
      const target = locate(lock, place, name);
      if (target !== undefined) visit(target);
    }
  };
  for (const workspace of workspaces) visit(workspace);
  return [...found].sort();
}

/** Where Node finds a package that is asked for from `place`, links followed; undefined when it is not installed. */
function locate(lock: Lock, place: string, name: string): string | undefined {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const entry = lock[candidate];
    if (entry) return entry.link ? entry.resolved : candidate;
    if (folder === '') return undefined;
  }
}

/** `security/licences.json`. */
export interface LicenceRules {
  /** Of what images may hold, in the words of SPDX. */
  allowed: string[];
  /** Of packages whose package.json does not say it in the usual place, as their licence files have it. */
  stated: Record<string, string>;
}

/** The licence of a package; undefined when nobody has said it. */
export function licenceOf(lock: Lock, place: string, { stated }: LicenceRules): string | undefined {
  return lock[place]?.license ?? stated[packageName(place)];
}

/** `@img/colour` of `node_modules/sharp/node_modules/@img/colour`. */
export function packageName(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
