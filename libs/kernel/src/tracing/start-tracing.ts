import { type TracingConfig } from '../config';
import { type Log } from '../log';
import { useTracer } from './tracing';

export interface TracingOptions {
  /** Undefined: there is no tracing, and nothing of it is loaded. */
  config: TracingConfig | undefined;
  /** `sluice-api`; `OTEL_SERVICE_NAME` wins. */
  service: string;
  log: Log;
}

/** Longest that the last spans may take to be sent: the process has its own end to keep. */
const LAST_WORDS_MS = 1_500;

/**
 * Loads OpenTelemetry and sends spans from now on, if that is configured.
 * @returns what sends the last spans, for the end of the process; never rejects, takes 1.5 s at most
 */
export async function startTracing({ config, service, log }: TracingOptions): Promise<() => Promise<void>> {
  if (!config) return () => Promise.resolve();
  const { createOpenTelemetry } = await import('./open-telemetry.js');
  const { tracer, shutdown } = await createOpenTelemetry(config, service, log);
  useTracer(tracer);
  log.info('traces are sent', { protocol: config.protocol });
  return async () => {
    useTracer(undefined);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_WORDS_MS)));
    await Promise.race([shutdown().catch(() => undefined), timeout]);
    clearTimeout(timer);
  };
}
