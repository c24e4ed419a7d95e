import Joi from 'joi';
import { parseRedisUrl } from './redis-url';
import { parseStorageUrl } from './storage-url';

const pem = Joi.string().pattern(/^-----BEGIN [A-Z ]+-----/, 'PEM text');

/** `https://app.example.org`, without a path. */
const ORIGIN = '[a-z][a-z0-9+.-]*://[^\\s,/?#@]+';

/** What each variable may be; units are in the names. */
export const environment = Joi.object({
  NODE_ENV: Joi.string().valid('development', 'test', 'production').default('development'),
  PORT: Joi.number().port().default(3000),
  HOST: Joi.string().hostname(),
  WORKERS: Joi.number().integer().min(0).max(256).default(2),
  DATABASE_URL: Joi.string()
    .uri({ scheme: ['postgres', 'postgresql'] })
    .required(),
  DATABASE_POOL_SIZE: Joi.number().integer().min(2).max(200).default(10),
  DATABASE_WAIT_MS: Joi.number().integer().min(0).max(600_000).default(30_000),
  REDIS_URL: Joi.string().custom(checkedBy(parseRedisUrl)).required(),
  REDIS_PREFIX: Joi.string()
    .pattern(/^[A-Za-z0-9_-]+$/, 'letters, digits, _ and -')
    .default('sluice'),
  STORAGE_URL: Joi.string().custom(checkedBy(parseStorageUrl)).required(),
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
  JOBS_PER_OWNER: Joi.number().integer().min(1).max(10_000),
  FILE_SWEEP: Joi.string().valid('on', 'off').default('on'),
  OTEL_EXPORTER_OTLP_ENDPOINT: Joi.string().uri({ scheme: ['http', 'https'] }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Joi.string().uri({ scheme: ['http', 'https'] }),
  OTEL_EXPORTER_OTLP_PROTOCOL: Joi.string().valid('http/protobuf', 'http/json').default('http/protobuf'),
  OTEL_TRACES_EXPORTER: Joi.string().valid('otlp', 'none').default('otlp'),
  OTEL_SDK_DISABLED: Joi.boolean().default(false),
  SHUTDOWN_GRACE_MS: Joi.number().integer().min(100).max(3_600_000).default(9_000),
  SHUTDOWN_DELAY_MS: Joi.number().integer().min(0).max(3_600_000),
})
  .and('JWT_PRIVATE_KEY', 'JWT_PUBLIC_KEY')
  .and('BOOTSTRAP_ADMIN_USERNAME', 'BOOTSTRAP_ADMIN_PASSWORD')
  .and('STACKS_NODE_URL', 'STACKS_CONTRACT')
  .oxor('JWT_SECRET', 'JWT_PRIVATE_KEY')
  // Joi's own message would quote the value, which may be a key.
  .messages({
    'string.pattern.name': '{{#label}} must be {{#name}}',
    'any.custom': '{{#label}} {{#error.message}}',
  });

/** Of a URL's own parser. @throws Error saying what is wrong with it */
function checkedBy(parse: (url: string) => unknown): (url: string) => string {
  return (url) => {
    parse(url);
    return url;
  };
}

/** Whoever passes is remembered for a minute, one number each: the limit bounds that. */
function perMinute(requests: number): Joi.NumberSchema {
  return Joi.number().integer().min(0).max(10_000).default(requests);
}
