import { ExportResultCode } from '@opentelemetry/core';
import { type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { type TracingConfig } from '../config';
import { messageOf } from '../errors';
import { type Log } from '../log';

/**
 * Sends spans by OTLP over HTTP. Where they go, with which headers and how long is waited, the library reads from
 * `OTEL_EXPORTER_OTLP_*`. What can't be sent is thrown away; the log says when that begins and when it is over.
 */
export async function createExporter({ protocol }: TracingConfig, log: Log): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const exporter: SpanExporter = new OTLPTraceExporter();
  let isAway = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !isAway) {
          log.warn('traces can not be sent and are thrown away', { error: messageOf(result.error) });
        }
        if (!failed && isAway) log.info('traces are sent again');
        isAway = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
