import { type Dependencies, measureDependencies } from '@sluice/kernel/health';
import { type Log } from '@sluice/kernel/log';
import { measureQueues } from '@sluice/kernel/queue';
import { collectDefaultMetrics, register } from 'prom-client';

/** Process metrics, what the process stands on, and the queues: every API process tells of them. */
export function registerMetrics(deps: Dependencies & { log: Log }, queueNames: string[]): void {
  collectDefaultMetrics();
  measureDependencies(deps);
  measureQueues({ ...deps, queueNames });
}

export function metricsText(): Promise<string> {
  return register.metrics();
}

export const METRICS_TYPE = register.contentType;
