import { fileURLToPath } from 'node:url';

/** Where files are kept. */
export type StorageLocation =
  | { kind: 'disk'; path: string }
  | {
      kind: 's3';
      bucket: string;
      /** First part of all keys, ending in `/`; empty for none. */
      prefix: string;
      /** Of a store that is not Amazon's; buckets are then part of the path, not of the host. */
      endpoint: string | undefined;
      /** Undefined: what the SDK finds (`AWS_REGION`, its configuration file). */
      region: string | undefined;
    };

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const REGION = /^[a-z0-9-]{2,40}$/;
const OPTIONS = ['endpoint', 'region'];
/** Stores of others do not care, but the signature must name one. */
const ANY_REGION = 'us-east-1';

/**
 * Reads `file:///path` or `s3://bucket[/prefix][?endpoint=…&region=…]`.
 * @throws Error saying what is wrong with it, without quoting it: it might hold a password
 */
export function parseStorageUrl(text: string): StorageLocation {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'file:') return { kind: 'disk', path: diskPath(url) };
  if (url?.protocol === 's3:') return s3Location(url);
  throw new Error('must be file:///path or s3://bucket[/prefix][?endpoint=…&region=…]');
}

function diskPath(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new Error('must name a folder of this machine, such as file:///var/lib/sluice');
  }
}

function s3Location(url: URL): StorageLocation {
  if (url.username !== '' || url.password !== '' || url.port !== '' || url.hash !== '') {
    throw new Error(
      'must be s3://bucket[/prefix][?endpoint=…&region=…]; credentials go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  }
  if (!BUCKET.test(url.hostname)) {
    throw new Error('must name a bucket: 3 to 63 lower-case letters, digits, dots and hyphens');
  }
  const folder = url.pathname.replace(/^\/|\/$/g, '');
  if (folder !== '' && !PREFIX.test(folder)) {
    throw new Error('may have a prefix of letters, digits, ".", "_" and "-", in parts separated by "/"');
  }
  const names = [...url.searchParams.keys()];
  if (names.some((name) => !OPTIONS.includes(name)) || new Set(names).size < names.length) {
    throw new Error(`of S3 takes ${OPTIONS.join(' and ')} behind the "?", each once, and nothing else`);
  }
  const endpoint = endpointOf(url.searchParams.get('endpoint'));
  const region = url.searchParams.get('region') ?? (endpoint === undefined ? undefined : ANY_REGION);
  if (region !== undefined && !REGION.test(region)) {
    throw new Error('must have a region such as eu-central-1');
  }
  return {
    kind: 's3',
    bucket: url.hostname,
    prefix: folder === '' ? '' : `${folder}/`,
    endpoint,
    region,
  };
}

function endpointOf(text: string | null): string | undefined {
  if (text === null) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/';
  if (!isPlain || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new Error('must have an endpoint such as https://minio.example.org:9000, without a path');
  }
  return url.origin;
}
