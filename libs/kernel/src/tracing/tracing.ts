import { errorType } from '../errors';

/** Names, ids and figures of ours, never what users send: spans leave the house. Those undefined are left out. */
export type SpanAttributes = Record<string, string | number | boolean | undefined>;

/** Work that is timed. */
export interface Span {
  set(attributes: SpanAttributes): void;
  /** Marks it as failed. Only the kind of the error is told: messages may quote what users sent. */
  fail(kind: string): void;
}

/** What log lines carry. */
export interface TraceIds {
  trace_id: string;
  span_id: string;
}

export interface SpanOptions {
  /** `server` answers a request, `consumer` runs a job; default: something inside of those. */
  kind?: 'server' | 'consumer';
  /** `traceparent` of what caused it; one that is malformed counts as none. Default: the span under way here. */
  parent?: string | null | undefined;
  attributes?: SpanAttributes;
  /** It began so long before now. */
  startedAgoMs?: number;
  /** The spans of its items are counted, and only the first of them made: see {@link tracedItem}. */
  hasItems?: boolean;
}

/** A span whose end is told, for work that is no one function. */
export interface OpenSpan extends Span {
  readonly ids: TraceIds | undefined;
  rename(name: string): void;
  /** Runs something as a part of it. */
  run<T>(work: () => T): T;
  end(): void;
}

/** What OpenTelemetry does behind these functions, once it is loaded. */
export interface Tracer {
  /** @param isItem undefined is returned when the job has had enough of them */
  begin(name: string, options: SpanOptions, isItem: boolean): OpenSpan | undefined;
  traceparent(): string | undefined;
  ids(): TraceIds | undefined;
}

const NO_SPAN: OpenSpan = {
  ids: undefined,
  set: () => undefined,
  fail: () => undefined,
  rename: () => undefined,
  run: (work) => work(),
  end: () => undefined,
};

let tracer: Tracer | undefined;

/** For {@link startTracing} alone. */
export function useTracer(given: Tracer | undefined): void {
  tracer = given;
}

/** False unless tracing was started: then all of this does nothing. */
export function isTracing(): boolean {
  return tracer !== undefined;
}

/** Begins a span that is ended by hand. */
export function openSpan(name: string, options: SpanOptions = {}): OpenSpan {
  return tracer?.begin(name, options, false) ?? NO_SPAN;
}

/** Runs work in a span of its own; what it throws marks the span as failed. */
export function traced<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer ? runIn(openSpan(name, options), work) : work(NO_SPAN);
}

/**
 * Runs a part of a job (a sheet, a piece of rows, a chain call) in a span of its own. The first 256 of a run get one;
 * of more, the job's span tells the number, so that a million rows are not a million spans.
 */
export function tracedItem<T>(
  name: string,
  attributes: SpanAttributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer ? runIn(tracer.begin(name, { attributes }, true) ?? NO_SPAN, work) : work(NO_SPAN);
}

/** The span under way here, in the form that is kept with a job. */
export function currentTraceparent(): string | undefined {
  return tracer?.traceparent();
}

/** What a log line says about the span it was written in; nothing outside of one. */
export function traceFields(): TraceIds | undefined {
  return tracer?.ids();
}

async function runIn<T>(span: OpenSpan, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await span.run(() => work(span));
  } catch (error) {
    span.fail(errorType(error));
    throw error;
  } finally {
    span.end();
  }
}
