import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { MIGRATE_COMMAND } from '@sluice/tools/images/image';
import { expect } from 'expect';
import { schemaFaults } from './kubernetes-schemas';
import {
  type Container,
  FOLDER,
  type Manifest,
  podOf,
  readKustomization,
  readManifests,
  STEPS,
} from './manifests';
import {
  APPS,
  heapMib,
  imageEnvironment,
  readText,
  ROOT,
  shutdownMs,
  unknownVariables,
  VERSION,
} from './project-files';

const manifests = STEPS.flatMap(readManifests);
const ofKind = (kind: string): Manifest[] => manifests.filter((manifest) => manifest.kind === kind);
const named = (kind: string, name: string): Manifest => {
  const found = ofKind(kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}`);
  return found;
};
const workloads = [...ofKind('Deployment'), ...ofKind('Job')];
const containerOf = (manifest: Manifest): Container => podOf(manifest).spec.containers[0] as Container;
const settings = named('ConfigMap', 'sluice').data ?? {};

/** All of the code that a metric can come from. */
function productSources(): string {
  const files = ['apps/api/src', 'libs/kernel/src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(readText)
    .join('\n');
}

describe('deploy/kubernetes', () => {
  it('keeps to the schemas of what it uses, with no field that they do not know', async () => {
    expect(manifests.length).toBeGreaterThan(15);
    expect((await Promise.all(manifests.map(schemaFaults))).flat()).toEqual([]);
  });

  it('would be told of a field that is misspelt, and of a value of the wrong kind', async () => {
    const api = named('Deployment', 'api');
    const misspelt = { ...api, spec: { ...api.spec, minReadySecond: 1 } };
    expect(await schemaFaults(misspelt)).toEqual([
      expect.stringContaining('spec.minReadySecond is no field'),
    ]);
    const wrong = { ...api, spec: { ...api.spec, minReadySeconds: 'soon' } };
    expect(await schemaFaults(wrong)).toEqual([expect.stringContaining('/spec/minReadySeconds')]);
  });

  it('has every file in a kustomization but the example of the secrets', () => {
    for (const step of STEPS) {
      const files = readdirSync(join(ROOT, FOLDER, step)).filter((name) => name !== 'kustomization.yaml');
      const listed = readKustomization(step).resources;
      expect(files.filter((name) => name !== 'secrets.example.yaml').sort()).toEqual([...listed].sort());
    }
  });

  it('is all in one namespace', () => {
    const elsewhere = manifests.filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'sluice',
    );
    expect(elsewhere).toEqual([]);
  });

  it('runs our images, in the version of the project, with a tag in one place', () => {
    for (const [step, images] of [
      ['migrate', ['sluice-api']],
      ['app', ['sluice-api', 'sluice-worker']],
    ] as const) {
      const entries = images.map((name) => ({ name, newName: name, newTag: VERSION }));
      expect(readKustomization(step).images).toEqual(entries);
    }
    expect(workloads.map((workload) => containerOf(workload).image)).toEqual([
      'sluice-api',
      'sluice-worker',
      'sluice-api',
    ]);
    expect(containerOf(named('Job', 'migrate')).command).toEqual(MIGRATE_COMMAND);
  });

  it('keeps to the restricted profile, and gives no pod a token', () => {
    for (const workload of workloads) {
      const { spec } = podOf(workload);
      expect(spec).toMatchObject({
        serviceAccountName: named('ServiceAccount', 'sluice').metadata.name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(containerOf(workload)).toMatchObject({
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      });
    }
  });

  it('asks each program at the port its image sets', () => {
    for (const [app, port] of [
      ['api', 'PORT'],
      ['worker', 'WORKER_HTTP_PORT'],
    ] as const) {
      const {
        ports = [],
        startupProbe,
        livenessProbe,
        readinessProbe,
      } = containerOf(named('Deployment', app));
      expect(ports.map(({ containerPort }) => String(containerPort))).toEqual([imageEnvironment(app)[port]]);
      const at = (path: string) => ({ httpGet: { path, port: ports[0]?.name } });
      expect(startupProbe).toMatchObject(at('/healthz'));
      expect(livenessProbe).toMatchObject(at('/healthz'));
      expect(readinessProbe).toMatchObject(at('/readyz'));
    }
  });

  it('gives programs more time to end than they take, and more memory than their heap', () => {
    for (const app of APPS) {
      const deployment = named('Deployment', app);
      const graceMs = (podOf(deployment).spec.terminationGracePeriodSeconds ?? 0) * 1000;
      expect(graceMs).toBeGreaterThan(shutdownMs(settings));
      const [, amount, unit] =
        /^(\d+)([MG])i$/.exec(containerOf(deployment).resources?.limits?.['memory'] ?? '') ?? [];
      expect(Number(amount) * (unit === 'G' ? 1024 : 1)).toBeGreaterThanOrEqual(2 * heapMib(app));
    }
  });

  it('tells programs nothing that they do not read, and only what is there', () => {
    const secrets = ofKind('Secret');
    const variables = [settings, ...secrets.map(({ stringData }) => stringData ?? {})].flatMap(Object.keys);
    expect(unknownVariables(variables)).toEqual([]);
    for (const workload of workloads) {
      for (const { configMapRef, secretRef } of containerOf(workload).envFrom ?? []) {
        if (configMapRef) named('ConfigMap', configMapRef.name);
        if (secretRef) named('Secret', secretRef.name);
      }
    }
  });

  it('holds no secret', () => {
    const values = ofKind('Secret').flatMap(({ stringData, data }) =>
      Object.values({ ...stringData, ...data }),
    );
    expect(values.length).toBeGreaterThan(5);
    expect(values.filter((value) => value !== '')).toEqual([]);
  });

  it('selects pods that exist, by labels that they have', () => {
    const pods = workloads.map((workload) => podOf(workload).labels);
    const selectors = [
      ...[...ofKind('Deployment'), ...ofKind('PodDisruptionBudget'), ...ofKind('PodMonitor')].map(
        ({ spec }) => (spec?.['selector'] as { matchLabels: Record<string, string> }).matchLabels,
      ),
      ...ofKind('Service').map(({ spec }) => spec?.['selector'] as Record<string, string>),
      ...ofKind('NetworkPolicy').map(
        ({ spec }) => (spec?.['podSelector'] as { matchLabels?: Record<string, string> }).matchLabels ?? {},
      ),
    ];
    expect(selectors.length).toBe(10);
    for (const selector of selectors) {
      const isSelected = (labels: Record<string, string>): boolean =>
        Object.entries(selector).every(([name, value]) => labels[name] === value);
      expect(pods.filter(isSelected).length).toBeGreaterThan(0);
    }
  });

  it('scales and sends traffic to what exists', () => {
    const target = (manifest: Manifest): string =>
      (manifest.spec?.['scaleTargetRef'] as { name: string }).name;
    for (const scaler of [...ofKind('HorizontalPodAutoscaler'), ...ofKind('ScaledObject')]) {
      // An apply must not set back what the autoscaler has decided.
      expect(named('Deployment', target(scaler)).spec).not.toHaveProperty('replicas');
    }
    expect(JSON.stringify(named('Ingress', 'api').spec)).toContain(
      '"service":{"name":"api","port":{"name":"http"}}',
    );
    expect(named('Service', 'api').spec?.['ports']).toMatchObject([{ name: 'http', targetPort: 'http' }]);
  });

  it('measures by metrics and states that the programs tell', () => {
    const source = productSources();
    const { minReplicaCount, triggers } = named('ScaledObject', 'worker').spec as {
      minReplicaCount: number;
      triggers: { metadata: { query: string; threshold: string } }[];
    };
    const queries = triggers.map(({ metadata }) => metadata.query).join('\n');
    const metrics = [...queries.matchAll(/\bsluice_\w+/g)].map(([name]) => name);
    const states = [...queries.matchAll(/state=~?"([\w|]+)"/g)].flatMap((match) =>
      (match[1] as string).split('|'),
    );
    expect(new Set(metrics).size).toBe(3);
    expect(metrics.filter((name) => !source.includes(`'${name}'`))).toEqual([]);
    expect(states.filter((state) => !source.includes(`'${state}'`))).toEqual([]);
    // Without a worker nobody admits what waits.
    expect(minReplicaCount).toBeGreaterThan(0);
  });
});
