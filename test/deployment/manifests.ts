import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { readText, ROOT } from './project-files';

/** Any Kubernetes object, as far as the rules here look at it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  /** Where it stands. */
  file: string;
}

export interface PodSpec {
  terminationGracePeriodSeconds?: number;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  securityContext?: { runAsNonRoot?: boolean; runAsUser?: number; seccompProfile?: { type: string } };
  containers: Container[];
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  env?: { name: string }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string; optional?: boolean } }[];
  ports?: { name: string; containerPort: number }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
}

interface Probe {
  httpGet: { path: string; port: string };
}

export interface Kustomization {
  resources: string[];
  images?: { name: string; newName: string; newTag: string }[];
}

export const FOLDER = 'deploy/kubernetes';

/** The folders that are applied one after the other, each a kustomization. */
export const STEPS = readdirSync(join(ROOT, FOLDER), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

export function readKustomization(step: string): Kustomization {
  return documentsOf<Kustomization>(`${FOLDER}/${step}/kustomization.yaml`)[0] as Kustomization;
}

/** All objects of a folder, those that kustomize leaves out included. */
export function readManifests(step: string): Manifest[] {
  return readdirSync(join(ROOT, FOLDER, step))
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .map((name) => `${FOLDER}/${step}/${name}`)
    .flatMap((file) => documentsOf<Manifest>(file).map((manifest) => ({ ...manifest, file })));
}

function documentsOf<Document>(file: string): Document[] {
  return parseAllDocuments(readText(file), { uniqueKeys: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.join('; ')}`);
    return document.toJS() as Document;
  });
}

/** The pod that a Deployment or Job makes. */
export function podOf(manifest: Manifest): { labels: Record<string, string>; spec: PodSpec } {
  const { metadata, spec } = manifest.spec?.['template'] as {
    metadata: { labels: Record<string, string> };
    spec: PodSpec;
  };
  return { labels: metadata.labels, spec };
}
