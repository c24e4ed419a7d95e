import { type Config, type TracingConfig } from './config';
import { environment } from './environment';

export { type ChainConfig, type Config, type RateLimits, type TracingConfig } from './config';
export { parseRedisUrl, type RedisAddress, type RedisTarget, type RedisTls } from './redis-url';
export { parseStorageUrl, type StorageLocation } from './storage-url';
export { VERSION } from './version';

const MIN_SECRET_LENGTH = 32;
/** In production, three probes of a balancer that looks every second; of a short grace no more than a third. */
const PRODUCTION_SHUTDOWN_DELAY_MS = 3_000;

/** The names of all variables {@link loadConfig} reads; the README's table is checked against them. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(environment.describe()['keys'] as object);

/**
 * Reads and validates the environment.
 * @param signsTokens false for programs that need no key to sign with, and so should not be given one
 * @throws Error naming every variable that is wrong and what was expected of it.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, signsTokens = true): Config {
  const given = Object.fromEntries(
    CONFIG_VARIABLES.filter((name) => env[name] !== undefined && env[name] !== '').map((name) => [
      name,
      env[name],
    ]),
  );
  const { value, error } = environment.validate(given, { abortEarly: false });
  const problems = error ? error.details.map((detail) => detail.message) : [];
  if (!error && signsTokens && !value.JWT_SECRET && !value.JWT_PRIVATE_KEY) {
    problems.push('"JWT_SECRET" is required, or "JWT_PRIVATE_KEY" with "JWT_PUBLIC_KEY"');
  }
  const isProduction = value.NODE_ENV === 'production';
  if (!error && isProduction) problems.push(...productionProblems(value));
  if (!error && value.SHUTDOWN_DELAY_MS >= value.SHUTDOWN_GRACE_MS) {
    problems.push('"SHUTDOWN_DELAY_MS" must be less than "SHUTDOWN_GRACE_MS"');
  }
  if (problems.length > 0) {
    throw new Error(`The configuration is wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  }
  return {
    nodeEnv: value.NODE_ENV,
    host: value.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
    port: value.PORT,
    workers: value.WORKERS,
    databaseUrl: value.DATABASE_URL,
    databasePoolSize: value.DATABASE_POOL_SIZE,
    databaseWaitMs: value.DATABASE_WAIT_MS,
    redisUrl: value.REDIS_URL,
    redisPrefix: value.REDIS_PREFIX,
    storageUrl: value.STORAGE_URL,
    jwt: {
      secret: value.JWT_SECRET,
      privateKey: value.JWT_PRIVATE_KEY,
      publicKey: value.JWT_PUBLIC_KEY,
      issuer: value.JWT_ISSUER,
      audience: value.JWT_AUDIENCE,
      accessTtlSeconds: value.JWT_ACCESS_TTL_SECONDS,
      refreshTtlSeconds: value.JWT_REFRESH_TTL_SECONDS,
    },
    workerSystems: separated(value.WORKER_SYSTEMS),
    workerConcurrency: value.WORKER_CONCURRENCY,
    qrThreads: value.QR_THREADS,
    workerHttpPort: value.WORKER_HTTP_PORT,
    logLevel: value.LOG_LEVEL,
    devLogins: value.DEV_LOGINS,
    bootstrapAdmin:
      value.BOOTSTRAP_ADMIN_USERNAME === undefined
        ? undefined
        : { username: value.BOOTSTRAP_ADMIN_USERNAME, password: value.BOOTSTRAP_ADMIN_PASSWORD },
    trustProxyHops: value.TRUST_PROXY_HOPS,
    corsOrigins: separated(value.CORS_ORIGINS) ?? [],
    maxRequestBytes: value.MAX_REQUEST_BYTES,
    rateLimits: {
      migration: value.RATE_LIMIT_MIGRATION,
      revenueUploads: value.RATE_LIMIT_REVENUE_UPLOADS,
      contentReads: value.RATE_LIMIT_CONTENT_READS,
      omrUploads: value.RATE_LIMIT_OMR_UPLOADS,
    },
    migrationMaxFileBytes: value.MIGRATION_MAX_FILE_BYTES,
    importsPerTenant: value.IMPORTS_PER_TENANT,
    maxBatchSize: value.MAX_BATCH_SIZE,
    chain: value.STACKS_NODE_URL && {
      nodeUrl: value.STACKS_NODE_URL,
      contract: value.STACKS_CONTRACT,
      operatorKey: value.STACKS_OPERATOR_KEY,
      confirm: value.STACKS_CONFIRM,
      maxFee: value.STACKS_MAX_FEE,
      timeoutMs: value.STACKS_TIMEOUT_MS,
    },
    tracing: tracingOf(value),
    sweepsFiles: value.FILE_SWEEP === 'on',
    leaseMs: value.LEASE_MS,
    jobsPerOwner: value.JOBS_PER_OWNER,
    shutdownGraceMs: value.SHUTDOWN_GRACE_MS,
    shutdownDelayMs: value.SHUTDOWN_DELAY_MS ?? (isProduction ? productionDelayMs(value) : 0),
  };
}

function tracingOf(value: {
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;
  OTEL_EXPORTER_OTLP_PROTOCOL: TracingConfig['protocol'];
  OTEL_TRACES_EXPORTER: 'otlp' | 'none';
  OTEL_SDK_DISABLED: boolean;
}): TracingConfig | undefined {
  const endpoint = value.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? value.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || value.OTEL_SDK_DISABLED || value.OTEL_TRACES_EXPORTER === 'none')
    return undefined;
  return { protocol: value.OTEL_EXPORTER_OTLP_PROTOCOL };
}

function productionDelayMs({ SHUTDOWN_GRACE_MS }: { SHUTDOWN_GRACE_MS: number }): number {
  return Math.min(PRODUCTION_SHUTDOWN_DELAY_MS, Math.floor(SHUTDOWN_GRACE_MS / 3));
}

function separated(list: string | undefined): string[] | undefined {
  return list?.split(',').map((item) => item.trim());
}

/** The configuration of workers and migrations, which sign no tokens. */
export function loadWorkerConfig(): Config {
  return loadConfig(process.env, false);
}

function productionProblems(value: { JWT_SECRET?: string; DEV_LOGINS: boolean }): string[] {
  const problems: string[] = [];
  const secret = value.JWT_SECRET;
  if (secret !== undefined && (secret.length < MIN_SECRET_LENGTH || new Set(secret).size < 10)) {
    problems.push(
      `"JWT_SECRET" is too weak for production: give at least ${MIN_SECRET_LENGTH} random characters`,
    );
  }
  if (value.DEV_LOGINS) problems.push('"DEV_LOGINS" must not be set in production');
  return problems;
}

/** The servers that the test runner started. @throws Error saying how to run tests when they are missing. */
export function testServers(env: NodeJS.ProcessEnv = process.env): { databaseUrl: string; redisUrl: string } {
  const databaseUrl = env['SLUICE_TEST_DATABASE_URL'];
  const redisUrl = env['SLUICE_TEST_REDIS_URL'];
  if (!databaseUrl || !redisUrl) {
    throw new Error('Tests need Postgres and Redis: run them with `npm test`, which starts both');
  }
  return { databaseUrl, redisUrl };
}
