import { type Log } from '@sluice/kernel/log';
import { type RequestHandler } from 'express';
import { Gauge, Histogram } from 'prom-client';

const duration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from a request’s head to the end of its answer',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
});

const inFlight = new Gauge({
  name: 'http_requests_in_flight',
  help: 'Requests whose answer has not ended, event streams included',
});

/** A log line and a measurement for each request; routes by their pattern, so no id or query is kept. */
export function accessLog(log: Log): RequestHandler {
  return (request, response, next) => {
    const startedAt = process.hrtime.bigint();
    inFlight.inc();
    response.once('close', () => {
      inFlight.dec();
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      const route = (response.locals['route'] as string | undefined) ?? 'none';
      const status = response.writableFinished ? response.statusCode : 499;
      duration.observe({ method: request.method, route, status }, seconds);
      log.info('request', {
        method: request.method,
        route,
        status,
        ms: Math.round(seconds * 1000),
        requestId: response.locals['requestId'],
        userId: response.locals['userId'],
        ...(response.locals['trace'] as object | undefined),
      });
    });
    next();
  };
}
