import Joi from 'joi';

/** Everything the environment decides, read and validated once at start. Units are in the names. */
export interface Config {
  nodeEnv: 'development' | 'test' | 'production';
  /** Address and port the API listens on; port 0 takes any free one. */
  host: string;
  port: number;
  /** Worker processes that `npm start` runs. */
  workers: number;
  databaseUrl: string;
  databasePoolSize: number;
  redisUrl: string;
  /** First part of every Redis key, BullMQ's included. */
  redisPrefix: string;
  storageUrl: string;
  jwt: {
    /** HS256 secret; undefined when a key pair is given. */
    secret: string | undefined;
    /** PEM texts for RS256. */
    privateKey: string | undefined;
    publicKey: string | undefined;
    issuer: string;
    audience: string;
    accessTtlSeconds: number;
    refreshTtlSeconds: number;
  };
  /** Systems whose jobs this worker takes; undefined is all of them. */
  workerSystems: string[] | undefined;
  /** Jobs a worker process runs at once, per system. */
  workerConcurrency: number;
  /** QR-reading threads of one worker process. */
  qrThreads: number;
  /** Port for /healthz, /readyz and /metrics of a worker; 0 takes any free one. */
  workerHttpPort: number;
  logLevel: 'error' | 'warn' | 'info' | 'debug';
  /** Creates the well-known development logins at start; refused in production. */
  devLogins: boolean;
  /** The first admin, created at start while there are no users at all. */
  bootstrapAdmin: { username: string; password: string } | undefined;
  /** Number of reverse proxies in front whose X-Forwarded-For is believed. */
  trustProxyHops: number;
  /** Origins whose front ends may call the API from a browser; `*` is any, none is none. */
  corsOrigins: string[];
  /** Largest request body the API reads. */
  maxRequestBytes: number;
  rateLimits: RateLimits;
  /** Largest CSV that migration takes. */
  migrationMaxFileBytes: number;
  /** Imports of migration that a tenant may have under way at once. */
  importsPerTenant: number;
  /** Records that one JSON body of audience may have. */
  maxBatchSize: number;
  /** The chain that prices of content are set on; undefined: prices are set in the database only. */
  chain: ChainConfig | undefined;
  /** A job whose worker has not renewed its lease for so long is given to another. */
  leaseMs: number;
  /** Jobs of one owner that may be in Redis or running at once, per system. */
  jobsPerOwner: number;
  /** Time a process has to finish or hand back its work on SIGTERM. */
  shutdownGraceMs: number;
}

/** A Stacks node and the contract that is called there. */
export interface ChainConfig {
  nodeUrl: string;
  /** `<address>.<name>`; the address tells mainnet (SP, SM) from testnet (ST, SN). */
  contract: string;
  /** Private key that signs the calls, hex; workers need it. */
  operatorKey: string | undefined;
  /** When a price counts as set: once the node has accepted the call, or once a block confirms it. */
  confirm: 'broadcast' | 'confirmed';
  /** Most that one call may cost, in micro-STX. */
  maxFee: number;
  /** Longest wait for an answer of the node. */
  timeoutMs: number;
}

/** Requests that pass in any 60 s, counted for all API processes together; 0 is no limit. */
export interface RateLimits {
  /** Everything under /api/v1/onboarding, a user. */
  migration: number;
  /** Batch uploads of revenue, a user. */
  revenueUploads: number;
  /** Reads of contents and their batches without a token, an address. */
  contentReads: number;
  /** Uploads of omr, a user. */
  omrUploads: number;
}

const pem = Joi.string().pattern(/^-----BEGIN [A-Z ]+-----/, 'PEM text');

/** `https://app.example.org`, without a path. */
const ORIGIN = '[a-z][a-z0-9+.-]*://[^\\s,/?#@]+';

const schema = Joi.object({
  NODE_ENV: Joi.string().valid('development', 'test', 'production').default('development'),
  PORT: Joi.number().port().default(3000),
  HOST: Joi.string().hostname(),
  WORKERS: Joi.number().integer().min(0).max(256).default(2),
  DATABASE_URL: Joi.string()
    .uri({ scheme: ['postgres', 'postgresql'] })
    .required(),
  DATABASE_POOL_SIZE: Joi.number().integer().min(2).max(200).default(10),
  REDIS_URL: Joi.string()
    .uri({ scheme: ['redis', 'rediss'] })
    .required(),
  REDIS_PREFIX: Joi.string()
    .pattern(/^[A-Za-z0-9_-]+$/, 'letters, digits, _ and -')
    .default('sluice'),
  STORAGE_URL: Joi.string()
    .uri({ scheme: ['file'] })
    .required(),
  JWT_SECRET: Joi.string(),
  JWT_PRIVATE_KEY: pem,
  JWT_PUBLIC_KEY: pem,
  JWT_ISSUER: Joi.string().default('sluice'),
  JWT_AUDIENCE: Joi.string().default('sluice'),
  JWT_ACCESS_TTL_SECONDS: Joi.number().integer().min(1).default(1800),
  JWT_REFRESH_TTL_SECONDS: Joi.number()
    .integer()
    .min(1)
    .default(30 * 24 * 3600),
  WORKER_SYSTEMS: Joi.string(),
  WORKER_CONCURRENCY: Joi.number().integer().min(1).max(64).default(2),
  WORKER_HTTP_PORT: Joi.number().port().default(0),
  QR_THREADS: Joi.number().integer().min(1).max(64).default(1),
  LOG_LEVEL: Joi.string().valid('error', 'warn', 'info', 'debug').default('info'),
  DEV_LOGINS: Joi.boolean().default(false),
  BOOTSTRAP_ADMIN_USERNAME: Joi.string()
    .trim()
    .normalize('NFC')
    .max(100)
    .pattern(/^\P{C}+$/u, 'printable text'),
  BOOTSTRAP_ADMIN_PASSWORD: Joi.string().min(12).max(200),
  TRUST_PROXY_HOPS: Joi.number().integer().min(0).max(16).default(0),
  CORS_ORIGINS: Joi.string().pattern(
    new RegExp(`^\\s*(\\*|${ORIGIN}(\\s*,\\s*${ORIGIN})*)\\s*$`),
    'origins such as https://app.example.org, separated by commas, or *',
  ),
  MAX_REQUEST_BYTES: Joi.number()
    .integer()
    .min(1024)
    .default(100 * 1024 * 1024),
  RATE_LIMIT_MIGRATION: perMinute(100),
  RATE_LIMIT_REVENUE_UPLOADS: perMinute(30),
  RATE_LIMIT_CONTENT_READS: perMinute(60),
  RATE_LIMIT_OMR_UPLOADS: perMinute(0),
  MIGRATION_MAX_FILE_BYTES: Joi.number()
    .integer()
    .min(1024)
    .max(10 * 1024 ** 3)
    .default(10 * 1024 * 1024),
  MAX_BATCH_SIZE: Joi.number().integer().min(1).max(10_000_000).default(50_000),
  STACKS_NODE_URL: Joi.string().uri({ scheme: ['http', 'https'] }),
  STACKS_CONTRACT: Joi.string().pattern(
    /^S[PMTN][0-9A-Z]{38,40}\.[a-zA-Z][a-zA-Z0-9_-]{0,127}$/,
    'a contract such as ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG.content-registry',
  ),
  STACKS_OPERATOR_KEY: Joi.string().pattern(/^[0-9a-fA-F]{64}(01)?$/, 'a private key of 64 hex digits'),
  STACKS_CONFIRM: Joi.string().valid('broadcast', 'confirmed').default('broadcast'),
  STACKS_MAX_FEE: Joi.number().integer().min(0).max(1_000_000_000).default(50_000),
  STACKS_TIMEOUT_MS: Joi.number().integer().min(100).max(60_000).default(10_000),
  IMPORTS_PER_TENANT: Joi.number().integer().min(1).max(10_000).default(10),
  LEASE_MS: Joi.number().integer().min(1000).max(20_000).default(10_000),
  JOBS_PER_OWNER: Joi.number().integer().min(1).max(10_000).default(16),
  SHUTDOWN_GRACE_MS: Joi.number().integer().min(100).max(60_000).default(9_000),
})
  .and('JWT_PRIVATE_KEY', 'JWT_PUBLIC_KEY')
  .and('BOOTSTRAP_ADMIN_USERNAME', 'BOOTSTRAP_ADMIN_PASSWORD')
  .and('STACKS_NODE_URL', 'STACKS_CONTRACT')
  .oxor('JWT_SECRET', 'JWT_PRIVATE_KEY')
  // Joi's own message would quote the value, which may be a key.
  .messages({ 'string.pattern.name': '{{#label}} must be {{#name}}' });

const MIN_SECRET_LENGTH = 32;

/** The names of all variables {@link loadConfig} reads; the README's table is checked against them. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(schema.describe()['keys'] as object);

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
  const { value, error } = schema.validate(given, { abortEarly: false });
  const problems = error ? error.details.map((detail) => detail.message) : [];
  if (!error && signsTokens && !value.JWT_SECRET && !value.JWT_PRIVATE_KEY) {
    problems.push('"JWT_SECRET" is required, or "JWT_PRIVATE_KEY" with "JWT_PUBLIC_KEY"');
  }
  if (!error && value.NODE_ENV === 'production') problems.push(...productionProblems(value));
  if (problems.length > 0) {
    throw new Error(`The configuration is wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  }
  return {
    nodeEnv: value.NODE_ENV,
    host: value.HOST ?? (value.NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1'),
    port: value.PORT,
    workers: value.WORKERS,
    databaseUrl: value.DATABASE_URL,
    databasePoolSize: value.DATABASE_POOL_SIZE,
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
    leaseMs: value.LEASE_MS,
    jobsPerOwner: value.JOBS_PER_OWNER,
    shutdownGraceMs: value.SHUTDOWN_GRACE_MS,
  };
}

function separated(list: string | undefined): string[] | undefined {
  return list?.split(',').map((item) => item.trim());
}

/** Whoever passes is remembered for a minute, one number each: the limit bounds that. */
function perMinute(requests: number): Joi.NumberSchema {
  return Joi.number().integer().min(0).max(10_000).default(requests);
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
