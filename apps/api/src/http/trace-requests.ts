import { isTracing, openSpan } from '@sluice/kernel/tracing';
import { type Request, type RequestHandler } from 'express';

/** Asked for all day by machines that look after the process. */
const NOT_TRACED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * A span for each request, in the client's trace when it names one. It tells the route's pattern, the status and the
 * request id: no path, query, header, body or address.
 */
export const traceRequests: RequestHandler = (request, response, next) => {
  if (!isTracing() || NOT_TRACED.has(request.path)) return next();
  const { method } = request;
  const span = openSpan(method, {
    kind: 'server',
    parent: traceparentOf(request),
    attributes: {
      'http.request.method': method,
      'sluice.request.id': response.locals['requestId'] as string,
    },
  });
  response.locals['trace'] = span.ids;
  response.once('close', () => {
    const route = response.locals['route'] as string | undefined;
    if (route !== undefined) span.rename(`${method} ${route}`);
    span.set({ 'http.route': route });
    if (response.writableFinished) span.set({ 'http.response.status_code': response.statusCode });
    else span.fail('hung_up');
    if (response.statusCode >= 500) span.fail(String(response.statusCode));
    span.end();
  });
  span.run(next);
};

/** Of several, which no sane client sends, none: null begins a trace of its own. */
function traceparentOf(request: Request): string | null {
  return request.get('traceparent') ?? null;
}
