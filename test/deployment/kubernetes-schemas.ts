import { type Manifest } from './manifests';

type Validate = (data: unknown) => void;
type Model = new () => { validate(): void };

const CORE = 'v1';
const MODELS: Record<string, () => Promise<Record<string, unknown>>> = {
  [CORE]: () => import('kubernetes-models/v1'),
  'apps/v1': () => import('kubernetes-models/apps/v1'),
  'batch/v1': () => import('kubernetes-models/batch/v1'),
  'policy/v1': () => import('kubernetes-models/policy/v1'),
  'autoscaling/v2': () => import('kubernetes-models/autoscaling/v2'),
  'networking.k8s.io/v1': () => import('kubernetes-models/networking.k8s.io/v1'),
  'keda.sh/v1alpha1': () => import('@kubernetes-models/keda/keda.sh/v1alpha1'),
  'monitoring.coreos.com/v1': () => import('@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'),
};

/** @throws Error for an object of a kind that no schema is known of */
async function schemaOf({ apiVersion, kind }: Manifest): Promise<Validate> {
  const models = await MODELS[apiVersion]?.();
  const found = models?.[kind] as Model | undefined;
  if (!found) throw new Error(`No schema is known of ${apiVersion} ${kind}`);
  // Assigned, not given to the constructor, which would read it all.
  return (data) => Object.assign(new found(), data).validate();
}

/** The fields of an object itself; the model takes any. */
const OWN_FIELDS = [
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'data',
  'stringData',
  'type',
  'automountServiceAccountToken',
];

/**
 * @returns what is wrong with an object by the schemas of Kubernetes, KEDA and the Prometheus operator. They allow fields
 * that nobody knows, which an API server drops without a word: whatever a schema did not look at is told, too.
 */
export async function schemaFaults({ file, ...manifest }: Manifest): Promise<string[]> {
  const name = `${file}: ${manifest.kind} ${manifest.metadata.name}`;
  const validate = await schemaOf({ file, ...manifest });
  const unread = new Set<string>();
  const root = Object.entries(manifest).map(([key, value]) => [key, watched(value, key, unread)]);
  try {
    validate(Object.fromEntries(root));
  } catch (error) {
    return [`${name}: ${(error as Error).message}`];
  }
  const unknown = [...unread, ...Object.keys(manifest).filter((key) => !OWN_FIELDS.includes(key))];
  return unknown.map((path) => `${name}: ${path} is no field`);
}

/** The same value; `unread` holds the paths below it that nobody has looked at yet. */
function watched(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const inner = new Map<string | symbol, unknown>();
  for (const [key, part] of Object.entries(value)) {
    unread.add(`${path}.${key}`);
    inner.set(key, watched(part, `${path}.${key}`, unread));
  }
  return new Proxy(value, {
    get(target, key) {
      unread.delete(`${path}.${String(key)}`);
      return inner.has(key) ? inner.get(key) : (Reflect.get(target, key) as unknown);
    },
  });
}
