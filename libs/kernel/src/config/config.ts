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
  /** Longest that a program that starts waits for a Postgres that is away. */
  databaseWaitMs: number;
  /** See {@link parseRedisUrl} for its forms. */
  redisUrl: string;
  /** First part of every Redis key, BullMQ's included. */
  redisPrefix: string;
  /** `file:///path` or `s3://bucket…`, see {@link parseStorageUrl}. */
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
  /** Where traces go; undefined: there are none. */
  tracing: TracingConfig | undefined;
  /** False: nothing is deleted from the store for its age or because no row names it. */
  sweepsFiles: boolean;
  /** A job whose worker has not renewed its lease for so long is given to another. */
  leaseMs: number;
  /** Jobs of one owner that may be in Redis or running at once, per system. */
  jobsPerOwner: number | undefined;
  /** Time a process has from SIGTERM to its end, to finish or hand back its work. */
  shutdownGraceMs: number;
  /** How much of it the API goes on serving everybody, no longer ready, until balancers have seen that. */
  shutdownDelayMs: number;
}

/** How traces are sent. Where to, how often and how many, OpenTelemetry reads from its own variables. */
export interface TracingConfig {
  protocol: 'http/protobuf' | 'http/json';
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
