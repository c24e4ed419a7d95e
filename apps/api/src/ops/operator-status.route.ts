import { type Config, VERSION } from '@sluice/kernel/config';
import { checkDependencies, type Dependencies } from '@sluice/kernel/health';
import { drainsInForce } from '@sluice/kernel/queue';
import { migrations } from '@sluice/systems/schema';
import { defineRoute, type Route } from '../http/route';
import { toSeconds } from '../http/timestamps';
import { readMigrations, readQueues, readWorkers } from './fleet-status.queries';
import { presentDrain } from './operator-drains.presenter';
import { statusAnswer } from './operator-status.schemas';

const MIGRATIONS = migrations.map((Migration) => new Migration().name);

export interface OperatorStatusDeps extends Dependencies {
  config: Config;
  /** The systems' queues. */
  queueNames: string[];
}

/** One look at everything. */
export function operatorStatusRoute(deps: OperatorStatusDeps): Route {
  const { config, db, queueNames } = deps;
  return defineRoute({
    method: 'get',
    path: '/api/ops/status',
    summary: 'Queues, workers, drains and the parts the service stands on',
    access: 'operators',
    responses: { 200: { description: 'The state of the fleet', schema: statusAnswer } },
    async handler() {
      const [dependencies, queues, workers, drains, schema] = await Promise.all([
        checkDependencies(deps),
        readQueues(db, queueNames),
        readWorkers(db),
        drainsInForce(db),
        readMigrations(db, MIGRATIONS),
      ]);
      const isDrained = (queue: string): boolean =>
        drains.some(({ scope, target }) => scope === 'all' || (scope === 'queue' && target === queue));
      return {
        status: 200,
        json: {
          at: toSeconds(new Date()),
          version: VERSION,
          ...dependencies,
          // The chain is the workers' to reach.
          chain: config.chain ? 'configured' : 'not configured',
          migrations: schema,
          leader: workers.find(({ leader }) => leader)?.id ?? null,
          queues: queues.map((queue) => ({ ...queue, drained: isDrained(queue.queue) })),
          workers: workers.map(({ started_at, ...worker }) => ({
            ...worker,
            started_at: toSeconds(started_at),
          })),
          drains: drains.map(presentDrain),
        },
      };
    },
  });
}
