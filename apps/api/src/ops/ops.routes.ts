import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { type FileStore } from '@sluice/kernel/storage';
import { type Redis } from 'ioredis';
import { defineRoute, type Route } from '../http/route';
import { METRICS_TYPE, metricsText } from './metrics';

export interface OpsDeps {
  config: Config;
  db: Database;
  redis: Redis;
  store: FileStore;
  /** True once shutdown has begun: balancers are told first. */
  isDraining: () => boolean;
}

const CHECK_TIMEOUT_MS = 2_000;

/** For orchestrators and Prometheus; open, because they hold no tenant's data. */
export function opsRoutes({ config, db, redis, store, isDraining }: OpsDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/healthz',
      summary: 'The process is alive',
      access: 'public',
      responses: { 200: { description: 'Alive' } },
      handler: async () => ({ status: 200, json: { status: 'ok' } }),
    }),
    defineRoute({
      method: 'get',
      path: '/readyz',
      summary: 'The process can take requests',
      access: 'public',
      responses: { 200: { description: 'Ready' }, 503: { description: 'Not ready, or shutting down' } },
      handler: async () => {
        const [postgres, cache, storage] = await Promise.all([
          stateOf(db.query('SELECT 1')),
          // Asked, too: of a network that swallows everything a connection that is not used tells nothing.
          stateOf(redis.ping()),
          stateOf(store.check()),
        ]);
        // Without Redis uploads are still accepted and polls answered, so the API stays ready.
        const ready = postgres === 'ok' && storage === 'ok' && !isDraining();
        // The chain is the workers' to reach.
        const chain = config.chain ? 'configured' : 'not configured';
        const checks = { postgres, redis: cache, storage, chain };
        const status = isDraining() ? 'draining' : ready ? 'ready' : 'not ready';
        return { status: ready ? 200 : 503, json: { status, ...checks } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/metrics',
      summary: 'Prometheus metrics',
      access: 'public',
      responses: { 200: { description: 'Metrics', contentType: METRICS_TYPE } },
      handler: async () => ({
        status: 200,
        text: await metricsText(),
        headers: { 'Content-Type': METRICS_TYPE },
      }),
    }),
  ];
}

async function stateOf(check: Promise<unknown>): Promise<'ok' | 'away'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'away'>((resolve) => {
    timer = setTimeout(() => resolve('away'), CHECK_TIMEOUT_MS);
  });
  const outcome = check.then(
    () => 'ok' as const,
    () => 'away' as const,
  );
  const state = await Promise.race([outcome, timeout]);
  clearTimeout(timer);
  return state;
}
