import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { CONFIG_VARIABLES, loadConfig, parseStorageUrl } from '.';

const REQUIRED = {
  DATABASE_URL: 'postgres://sluice@127.0.0.1/sluice',
  REDIS_URL: 'redis://127.0.0.1:6379',
  STORAGE_URL: 'file:///var/lib/sluice',
  JWT_SECRET: 'a secret',
};
const STRONG_SECRET = 'k3Zr9vQ1xT7mB5nL8wY2cF6hJ4pD0sGa';

/** The message of a configuration that is refused. */
function refusal(env: Record<string, string | undefined>): string {
  try {
    loadConfig({ ...REQUIRED, ...env });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`Accepted: ${JSON.stringify(env)}`);
}

describe('the configuration', () => {
  it('needs to be told where Postgres, Redis and the store are, and a key; all else has a default', () => {
    expect(loadConfig(REQUIRED)).toMatchObject({
      nodeEnv: 'development',
      host: '127.0.0.1',
      port: 3000,
      workers: 2,
      redisPrefix: 'sluice',
      jwt: { secret: 'a secret', accessTtlSeconds: 1800, issuer: 'sluice', audience: 'sluice' },
      workerSystems: undefined,
      logLevel: 'info',
      devLogins: false,
      bootstrapAdmin: undefined,
      trustProxyHops: 0,
      corsOrigins: [],
      maxRequestBytes: 100 * 2 ** 20,
      leaseMs: 10_000,
      sweepsFiles: true,
    });
    expect(loadConfig({ ...REQUIRED, FILE_SWEEP: 'off' }).sweepsFiles).toBe(false);
  });

  it('has traces when it is told where to, unless it is told that there are none', () => {
    const tracing = (env: Record<string, string>): unknown => loadConfig({ ...REQUIRED, ...env }).tracing;
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318';
    expect(tracing({})).toBeUndefined();
    expect(tracing({ OTEL_EXPORTER_OTLP_ENDPOINT })).toEqual({ protocol: 'http/protobuf' });
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' };
    expect(tracing({ ...own, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' })).toEqual({ protocol: 'http/json' });
    expect(tracing({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    expect(tracing({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
  });

  it('says which forms the URL of Redis may have, and does not quote it', () => {
    const message = refusal({ REDIS_URL: 'http://:hunter2@cache' });
    expect(message).toMatch(/^ {2}- "REDIS_URL" must be one of redis\[s\]:\/\//m);
    expect(message).not.toMatch(/hunter2/);
  });

  it('reads what it is given as what it is', () => {
    const config = loadConfig({
      ...REQUIRED,
      PORT: '0',
      WORKER_SYSTEMS: 'omr, revenue',
      DEV_LOGINS: 'true',
      CORS_ORIGINS: 'https://a.example.org, http://localhost:5173',
      BOOTSTRAP_ADMIN_USERNAME: 'root',
      BOOTSTRAP_ADMIN_PASSWORD: 'a long password',
    });
    expect(config).toMatchObject({
      port: 0,
      workerSystems: ['omr', 'revenue'],
      devLogins: true,
      corsOrigins: ['https://a.example.org', 'http://localhost:5173'],
      bootstrapAdmin: { username: 'root', password: 'a long password' },
    });
    expect(loadConfig({ ...REQUIRED, CORS_ORIGINS: '*' }).corsOrigins).toEqual(['*']);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ ...REQUIRED, PORT: '', WORKER_SYSTEMS: '', CORS_ORIGINS: '' })).toMatchObject({
      port: 3000,
      workerSystems: undefined,
      corsOrigins: [],
    });
  });

  it('takes no notice of other variables', () => {
    expect(() => loadConfig({ ...REQUIRED, HOME: '/root', PORTS: 'x' })).not.toThrow();
  });

  const wrong: Record<string, string[]> = {
    NODE_ENV: ['prod'],
    PORT: ['http', '-1', '65536', '1.5'],
    HOST: ['not a host'],
    WORKERS: ['-1', 'two', '1000'],
    DATABASE_URL: ['', 'mysql://x', 'nonsense'],
    DATABASE_POOL_SIZE: ['1', 'x'],
    REDIS_URL: ['', 'http://x', 'nonsense'],
    REDIS_PREFIX: ['a:b', 'a b'],
    STORAGE_URL: [
      '',
      '/var/lib',
      'ftp://x/y',
      'file://elsewhere/files',
      's3://',
      's3://Bucket',
      's3://key:secret@bucket',
      's3://bucket/.growing',
      's3://bucket?endpoint=minio:9000',
      's3://bucket?endpoint=http://minio/path',
      's3://bucket?region=Frankfurt am Main',
      's3://bucket?Region=eu-central-1',
      's3://bucket?region=a-1&region=b-1',
    ],
    JWT_ACCESS_TTL_SECONDS: ['0', 'x'],
    JWT_REFRESH_TTL_SECONDS: ['0', 'x'],
    WORKER_CONCURRENCY: ['0', '1000'],
    WORKER_HTTP_PORT: ['x'],
    QR_THREADS: ['0', 'x'],
    LOG_LEVEL: ['loud'],
    DEV_LOGINS: ['perhaps'],
    TRUST_PROXY_HOPS: ['true', '-1'],
    CORS_ORIGINS: ['example.org', 'https://a.example.org/', 'https://a, ,https://b', 'https://a *'],
    MAX_REQUEST_BYTES: ['0', '100MB'],
    LEASE_MS: ['1', '60000'],
    JOBS_PER_OWNER: ['0'],
    SHUTDOWN_GRACE_MS: ['0', 'x'],
    SHUTDOWN_DELAY_MS: ['-1', 'x', '9000'],
  };
  for (const [name, values] of Object.entries(wrong)) {
    it(`refuses a wrong ${name} and names it`, () => {
      for (const value of values) expect(refusal({ [name]: value })).toContain(`"${name}"`);
    });
  }

  it('says what is wrong with the address of a store', () => {
    expect(refusal({ STORAGE_URL: 's3://bucket?endpoint=minio:9000' })).toContain(
      '"STORAGE_URL" must have an endpoint such as https://minio.example.org:9000, without a path',
    );
    expect(refusal({ STORAGE_URL: 's3://AKIA:hush-hush@bucket' })).toMatch(
      /"STORAGE_URL" must be s3:.* credentials go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY$/,
    );
  });

  it('reads the address of a store', () => {
    expect(parseStorageUrl('file:///var/lib/sluice')).toEqual({ kind: 'disk', path: '/var/lib/sluice' });
    expect(parseStorageUrl('s3://bucket?region=eu-central-1')).toEqual({
      kind: 's3',
      bucket: 'bucket',
      prefix: '',
      endpoint: undefined,
      region: 'eu-central-1',
    });
    expect(parseStorageUrl('s3://my.bucket-1/a/b/?endpoint=http://minio:9000')).toEqual({
      kind: 's3',
      bucket: 'my.bucket-1',
      prefix: 'a/b/',
      endpoint: 'http://minio:9000',
      region: 'us-east-1',
    });
  });

  it('names all that is wrong at once', () => {
    const message = refusal({ PORT: 'x', LOG_LEVEL: 'loud', REDIS_URL: undefined });
    for (const name of ['PORT', 'LOG_LEVEL', 'REDIS_URL']) expect(message).toContain(`"${name}"`);
    expect(message.split('\n')).toHaveLength(4);
  });

  it('wants a secret or a pair of keys, not both and not half a pair', () => {
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const keys = { JWT_PRIVATE_KEY: pair.privateKey, JWT_PUBLIC_KEY: pair.publicKey };
    expect(loadConfig({ ...REQUIRED, JWT_SECRET: undefined, ...keys }).jwt.secret).toBeUndefined();
    expect(refusal({ JWT_SECRET: undefined })).toMatch(/JWT_SECRET/);
    expect(refusal(keys)).toMatch(/JWT_SECRET/);
    expect(refusal({ JWT_SECRET: undefined, JWT_PRIVATE_KEY: pair.privateKey })).toMatch(/JWT_PUBLIC_KEY/);
  });

  it('wants a name and a long password for the first admin, or neither', () => {
    expect(refusal({ BOOTSTRAP_ADMIN_USERNAME: 'root' })).toMatch(/BOOTSTRAP_ADMIN_PASSWORD/);
    expect(refusal({ BOOTSTRAP_ADMIN_USERNAME: 'root', BOOTSTRAP_ADMIN_PASSWORD: 'short' })).toMatch(
      /"BOOTSTRAP_ADMIN_PASSWORD"/,
    );
  });

  it('never quotes a secret that is wrong', () => {
    const secret = 'hush-hush';
    const message = refusal({
      JWT_SECRET: undefined,
      JWT_PRIVATE_KEY: secret,
      JWT_PUBLIC_KEY: secret,
      DATABASE_URL: secret,
      REDIS_URL: secret,
      BOOTSTRAP_ADMIN_USERNAME: 'root',
      BOOTSTRAP_ADMIN_PASSWORD: secret,
    });
    expect(message).toMatch(/"JWT_PRIVATE_KEY" must be PEM text/);
    expect(message).not.toContain(secret);
  });

  describe('of production', () => {
    const production = { NODE_ENV: 'production', JWT_SECRET: STRONG_SECRET };

    it('listens to everyone unless told otherwise', () => {
      expect(loadConfig({ ...REQUIRED, ...production }).host).toBe('0.0.0.0');
      expect(loadConfig({ ...REQUIRED, ...production, HOST: '10.0.0.1' }).host).toBe('10.0.0.1');
    });

    it('serves on for a part of its grace after SIGTERM, elsewhere not at all', () => {
      const delay = (env: NodeJS.ProcessEnv): number => loadConfig({ ...REQUIRED, ...env }).shutdownDelayMs;
      expect(delay({})).toBe(0);
      expect(delay(production)).toBe(3_000);
      expect(delay({ ...production, SHUTDOWN_GRACE_MS: '1500' })).toBe(500);
      expect(delay({ ...production, SHUTDOWN_DELAY_MS: '0' })).toBe(0);
    });

    it('is refused without a secret, with a short one and with one that repeats itself', () => {
      for (const secret of [undefined, 'short', 'ab'.repeat(32), STRONG_SECRET.slice(1)]) {
        expect(refusal({ ...production, JWT_SECRET: secret })).toMatch(/JWT_SECRET/);
      }
    });

    it('is refused with the development logins', () => {
      expect(refusal({ ...production, DEV_LOGINS: 'true' })).toMatch(/"DEV_LOGINS"/);
    });
  });

  it('lists its variables for the documentation', () => {
    expect(CONFIG_VARIABLES).toEqual(
      expect.arrayContaining([...Object.keys(REQUIRED), ...Object.keys(wrong)]),
    );
  });
});
