import {
  type Context,
  context,
  createContextKey,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer as OtelTracer,
} from '@opentelemetry/api';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { type TracingConfig } from '../config';
import { messageOf } from '../errors';
import { type Log } from '../log';
import { createExporter } from './exporter';
import { type OpenSpan, type SpanAttributes, type SpanOptions, type TraceIds, type Tracer } from './tracing';

/** Spans of items that one run of a job may have. */
const ITEMS_PER_RUN = 256;
const ITEMS = createContextKey('items of this run');
const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER };

/** How many items of a run have been met. */
interface ItemCount {
  met: number;
}

export interface OpenTelemetry {
  tracer: Tracer;
  /** Sends what is left and ends. */
  shutdown(): Promise<void>;
}

/**
 * The SDK, with what the standard variables say: exporter (`OTEL_EXPORTER_OTLP_*`), batches (`OTEL_BSP_*`), sampling
 * (`OTEL_TRACES_SAMPLER*`), limits (`OTEL_SPAN_*`), resource (`OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`).
 */
export async function createOpenTelemetry(
  config: TracingConfig,
  service: string,
  log: Log,
): Promise<OpenTelemetry> {
  // Of an exporter that can't be reached the log hears once, from the exporter itself.
  setGlobalErrorHandler((error) => log.debug('tracing met an error', { error: messageOf(error) }));
  const resource = resourceFromAttributes({ 'service.name': service }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(await createExporter(config, log))],
  });
  // Baggage is not carried on: it is free text of clients.
  provider.register({ propagator: new W3CTraceContextPropagator() });
  return {
    tracer: new SdkTracer(provider.getTracer('sluice')),
    shutdown: () => provider.shutdown(),
  };
}

class SdkTracer implements Tracer {
  private readonly propagator = new W3CTraceContextPropagator();

  constructor(private readonly tracer: OtelTracer) {}

  begin(name: string, options: SpanOptions, isItem: boolean): OpenSpan | undefined {
    const { parent, kind, attributes, startedAgoMs, hasItems } = options;
    const around = parent === undefined ? context.active() : this.contextOf(parent);
    if (isItem && !mayHaveAnother(around)) return undefined;
    const span = this.tracer.startSpan(
      name,
      {
        kind: kind === undefined ? SpanKind.INTERNAL : KINDS[kind],
        attributes: attributes ?? {},
        ...(startedAgoMs !== undefined && { startTime: Date.now() - Math.max(0, startedAgoMs) }),
      },
      around,
    );
    const items = hasItems ? { met: 0 } : undefined;
    const inside = trace.setSpan(items ? around.setValue(ITEMS, items) : around, span);
    return new SdkSpan(span, inside, items);
  }

  traceparent(): string | undefined {
    const active = trace.getSpanContext(context.active());
    if (!active) return undefined;
    // Its state, free text of a client, is left behind.
    const flags = active.traceFlags & TraceFlags.SAMPLED ? '01' : '00';
    return `00-${active.traceId}-${active.spanId}-${flags}`;
  }

  ids(): TraceIds | undefined {
    return idsOf(trace.getSpanContext(context.active()));
  }

  private contextOf(traceparent: string | null): Context {
    return this.propagator.extract(ROOT_CONTEXT, { traceparent: traceparent ?? '' }, defaultTextMapGetter);
  }
}

class SdkSpan implements OpenSpan {
  readonly ids: TraceIds | undefined;

  constructor(
    private readonly span: OtelSpan,
    private readonly inside: Context,
    private readonly items: ItemCount | undefined,
  ) {
    this.ids = idsOf(span.spanContext());
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  fail(kind: string): void {
    this.span.setAttribute('error.type', kind).setStatus({ code: SpanStatusCode.ERROR });
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  run<T>(work: () => T): T {
    return context.with(this.inside, work);
  }

  end(): void {
    const untold = (this.items?.met ?? 0) - ITEMS_PER_RUN;
    if (untold > 0) this.span.setAttribute('sluice.items_not_traced', untold);
    this.span.end();
  }
}

/** Outside of a run nobody counts. */
function mayHaveAnother(around: Context): boolean {
  const items = around.getValue(ITEMS) as ItemCount | undefined;
  if (!items) return true;
  items.met += 1;
  return items.met <= ITEMS_PER_RUN;
}

function idsOf(span: { traceId: string; spanId: string } | undefined): TraceIds | undefined {
  return span && { trace_id: span.traceId, span_id: span.spanId };
}
