import { type Config } from '@sluice/kernel/config';
import { checkDependencies, type Dependencies } from '@sluice/kernel/health';
import { defineRoute, type Route } from '../http/route';
import { METRICS_TYPE, metricsText } from './metrics';

export interface OpsDeps extends Dependencies {
  config: Config;
  /** True once shutdown has begun: balancers are told first. */
  isDraining: () => boolean;
}

/** For orchestrators and Prometheus; open, because they hold no tenant's data. */
export function opsRoutes({ config, isDraining, ...dependencies }: OpsDeps): Route[] {
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
        const { postgres, redis, storage } = await checkDependencies(dependencies);
        // Without Redis uploads are still accepted and polls answered, so the API stays ready.
        const ready = postgres === 'ok' && storage === 'ok' && !isDraining();
        // The chain is the workers' to reach.
        const chain = config.chain ? 'configured' : 'not configured';
        const status = isDraining() ? 'draining' : ready ? 'ready' : 'not ready';
        return { status: ready ? 200 : 503, json: { status, postgres, redis, storage, chain } };
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
