/** Where a server listens. */
export interface RedisAddress {
  host: string;
  port: number;
}

/** What `REDIS_URL` says: which servers there are, how they belong together, and how they let us in. */
export interface RedisTarget {
  /** One server; a set that Sentinels watch, whose master is asked for; or a cluster that shares out the keys. */
  form: 'single' | 'sentinel' | 'cluster';
  /** The server; the Sentinels; or some nodes of the cluster, which name the others. At least one. */
  addresses: RedisAddress[];
  username: string | undefined;
  password: string | undefined;
  /** Always 0 in a cluster. */
  db: number;
  /** Of a set that Sentinels watch. */
  sentinel: { masterName: string; username: string | undefined; password: string | undefined } | undefined;
  tls: RedisTls | undefined;
}

/** What of TLS is not left to Node's own rules; files are PEM. */
export interface RedisTls {
  /** Who signs the servers' certificates, instead of the authorities that Node knows. */
  caFile: string | undefined;
  /** What we show to servers that ask who we are; both or neither. */
  certFile: string | undefined;
  keyFile: string | undefined;
  /** The name that the certificates must bear; default: the host that is connected to. */
  serverName: string | undefined;
}

const PORTS = { single: 6379, sentinel: 26379, cluster: 6379 };

const FORMS = [
  'redis[s]://[user:password@]host[:port][/db]',
  'redis[s]+sentinel://[user:password@]host[:port],…/<name of the master>[?db=n]',
  'redis[s]+cluster://[user:password@]host[:port],…',
];

const URL_PARTS =
  /^redis(?<tls>s?)(?:\+(?<form>sentinel|cluster))?:\/\/(?:(?<user>[^@/?#]*)@)?(?<hosts>[^@/?#]+)(?:\/(?<path>[^/?#]*))?(?:\?(?<query>[^#]*))?$/i;
const HOST = /^(?<host>\[[0-9a-f:.]+\]|[^\s:[\]]+)(?::(?<port>\d{1,5}))?$/i;

/**
 * Reads a `REDIS_URL`.
 * @throws Error whose message says what is expected, and never quotes what may be a password
 */
export function parseRedisUrl(url: string): RedisTarget {
  const parts = URL_PARTS.exec(url)?.groups;
  if (!parts) throw new Error(`must be one of ${FORMS.join(', ')}`);
  const form = (parts['form']?.toLowerCase() ?? 'single') as RedisTarget['form'];
  const isEncrypted = parts['tls'] !== '';
  const path = decoded(parts['path'] ?? '', 'its path');
  const query = readQuery(parts['query'] ?? '', form, isEncrypted);
  const addresses = (parts['hosts'] as string).split(',').map((address) => readAddress(address, PORTS[form]));
  if (form === 'single' && addresses.length > 1) {
    throw new Error('names several servers: say redis+sentinel:// or redis+cluster://');
  }
  return {
    form,
    addresses,
    ...readUser(parts['user'] ?? ''),
    db: readDb(form, path, query.get('db')),
    sentinel: form === 'sentinel' ? readSentinel(path, query) : undefined,
    tls: isEncrypted ? readTls(query) : undefined,
  };
}

const TLS_PARAMETERS = ['ca', 'cert', 'key', 'servername'];

function readQuery(text: string, form: RedisTarget['form'], isEncrypted: boolean): Map<string, string> {
  const query = new Map(new URLSearchParams(text));
  const known = [
    ...(form === 'cluster' ? [] : ['db']),
    ...(form === 'sentinel' ? ['sentinel_username', 'sentinel_password'] : []),
    ...TLS_PARAMETERS,
  ];
  for (const name of query.keys()) {
    if (!known.includes(name)) throw new Error(`has a parameter that is not one of ${known.join(', ')}`);
    if (!isEncrypted && TLS_PARAMETERS.includes(name)) throw new Error(`has ${name}, which needs rediss://`);
  }
  return query;
}

function readAddress(text: string, defaultPort: number): RedisAddress {
  const parts = HOST.exec(text.trim())?.groups;
  const port = Number(parts?.['port'] ?? defaultPort);
  if (!parts || port < 1 || port > 65_535) {
    throw new Error(
      'has an address that is not host[:port]; in user and password, write @ / ? # as %40 %2F %3F %23',
    );
  }
  return { host: (parts['host'] as string).replace(/^\[|\]$/g, ''), port };
}

function readUser(text: string): Pick<RedisTarget, 'username' | 'password'> {
  const colon = text.indexOf(':');
  const username = decoded(colon < 0 ? text : text.slice(0, colon), 'its user');
  const password = colon < 0 ? '' : decoded(text.slice(colon + 1), 'its password');
  return { username: username || undefined, password: password || undefined };
}

function readDb(form: RedisTarget['form'], path: string, parameter: string | undefined): number {
  if (form === 'cluster' && path !== '') throw new Error('has a path, but a cluster has database 0 alone');
  const text = parameter ?? (form === 'single' && path !== '' ? path : '0');
  if (!/^\d{1,5}$/.test(text)) throw new Error('names a database that is no number');
  return Number(text);
}

function readSentinel(masterName: string, query: Map<string, string>): RedisTarget['sentinel'] {
  if (masterName === '') throw new Error('must end with the name of the master, such as /mymaster');
  return { masterName, username: query.get('sentinel_username'), password: query.get('sentinel_password') };
}

function readTls(query: Map<string, string>): RedisTls {
  const [caFile, certFile, keyFile, serverName] = TLS_PARAMETERS.map((name) => query.get(name));
  if ((certFile === undefined) !== (keyFile === undefined)) throw new Error('needs cert and key together');
  return { caFile, certFile, keyFile, serverName };
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(`has a % in ${what} that is not followed by two hex digits: write it as %25`);
  }
}
