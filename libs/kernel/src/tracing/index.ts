export { startTracing, type TracingOptions } from './start-tracing';
export {
  currentTraceparent,
  isTracing,
  type OpenSpan,
  openSpan,
  type Span,
  type SpanAttributes,
  type SpanOptions,
  traced,
  tracedItem,
  traceFields,
  type TraceIds,
} from './tracing';
