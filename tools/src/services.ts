import { startPostgres, type ServerPlace } from './postgres';
import { startRedis } from './redis';
import { externalService, type Service } from './service';

/** The two servers everything stands on. */
export interface Services {
  databaseUrl: string;
  redisUrl: string;
  postgres: Service;
  redis: Service;
  /** Redis first, then Postgres; servers that are not ours are left alone. */
  stop(): Promise<void>;
}

export interface ServicesOptions extends Omit<ServerPlace, 'host'> {
  /** Addresses that servers of our own listen on; default: 127.0.0.1. */
  hosts?: ServerHosts;
  /** Servers to use instead of starting our own; default: `DATABASE_URL` and `REDIS_URL` of the environment. */
  given?: { databaseUrl?: string | undefined; redisUrl?: string | undefined };
}

export interface ServerHosts {
  postgres: string;
  redis: string;
  /** Of an object store, where there is one. */
  storage: string;
}

/** The servers that the environment points at. */
export function givenServers(env: NodeJS.ProcessEnv = process.env) {
  return { databaseUrl: env['DATABASE_URL'] || undefined, redisUrl: env['REDIS_URL'] || undefined };
}

/**
 * Starts Postgres and Redis side by side, each unless one was given.
 * @throws SetupError when one can't be; the other is stopped again then
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const given = options.given ?? givenServers();
  const outcomes = await Promise.allSettled([
    given.databaseUrl
      ? externalService(given.databaseUrl)
      : startPostgres({ ...options, ...hostOf(options.hosts?.postgres) }),
    given.redisUrl
      ? externalService(given.redisUrl)
      : startRedis({ ...options, ...hostOf(options.hosts?.redis) }),
  ]);
  const [postgres, redis] = outcomes;
  if (postgres.status === 'rejected' || redis.status === 'rejected') {
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.stop();
    throw postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason;
  }
  return {
    databaseUrl: postgres.value.url,
    redisUrl: redis.value.url,
    postgres: postgres.value,
    redis: redis.value,
    async stop() {
      await redis.value.stop();
      await postgres.value.stop();
    },
  };
}

function hostOf(host: string | undefined): { host?: string } {
  return host === undefined ? {} : { host };
}
