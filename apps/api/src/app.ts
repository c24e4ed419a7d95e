import { type Config, VERSION } from '@sluice/kernel/config';
import { AppError } from '@sluice/kernel/errors';
import { type RedisFitness } from '@sluice/kernel/redis';
import { Drains } from '@sluice/kernel/queue';
import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { authRoutes, createAuthenticator, userRoutes } from './auth';
import { accessLog } from './http/access-log';
import { createErrorHandler } from './http/error-handler';
import { Idempotency } from './http/idempotency';
import { IdempotencyKeyTable } from './http/idempotency-keys';
import { lingerAfterEarlyAnswers } from './http/linger';
import { mountRoutes } from './http/mount';
import { refuseSecondHost } from './http/one-host';
import { RateLimits } from './http/rate-limits';
import { requestId } from './http/request-id';
import { type Route } from './http/route';
import { traceRequests } from './http/trace-requests';
import { UploadReader } from './http/uploads';
import { mountPolling } from './live';
import { auditRoutes } from './ops/audit.routes';
import { mountConsole } from './ops/console';
import { docsRoutes, mountDocsAssets } from './ops/docs';
import { operatorRoutes } from './ops/operator.routes';
import { opsRoutes } from './ops/ops.routes';
import { mountQueuesBoard } from './ops/queues-board';
import { boardLoginRoutes } from './ops/queues-board-login';
import { overviewRoutes } from './overview/overview.routes';
import { type ApiDeps, connectSystems, systemQueues } from './systems';
import { mountUploads } from './uploads';

export interface AppDeps extends ApiDeps {
  fitness: RedisFitness;
  isDraining: () => boolean;
}

/** Every route there is; what mounts them, documents them and tests them reads this list. */
export function allRoutes(deps: AppDeps): Route[] {
  const systems = connectSystems(deps);
  const routes = [
    ...opsRoutes(deps),
    ...auditRoutes(deps),
    ...operatorRoutes({ ...deps, ...systems, drains: new Drains(deps), queueNames: systemQueues }),
    ...boardLoginRoutes(deps),
    ...authRoutes(deps),
    ...userRoutes(deps),
    ...overviewRoutes({ ...deps, ...systems }),
    ...systems.routes,
  ];
  return [...routes, ...docsRoutes(routes, VERSION)];
}

/** The application, not listening yet. */
export function createApp(deps: AppDeps, routes: Route[] = allRoutes(deps)): Express {
  const { config, log, store } = deps;
  const rateLimits = new RateLimits(deps);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustProxyHops);
  app.set('query parser', 'simple');

  app.use(requestId, traceRequests, lingerAfterEarlyAnswers, accessLog(log));
  app.use(helmet({ contentSecurityPolicy: { directives: CONTENT_SECURITY_POLICY } }));
  if (config.corsOrigins.length > 0) app.use(crossOrigin(config.corsOrigins));
  app.use(refuseSecondHost);
  const authenticator = createAuthenticator(deps);
  mountUploads(app, deps, authenticator);
  mountRoutes(app, routes, {
    authenticator,
    uploads: new UploadReader(store, config.maxRequestBytes, log),
    idempotency: new Idempotency(new IdempotencyKeyTable(deps.db), log, signingSecretOf(config)),
    rateLimits,
    maxRequestBytes: config.maxRequestBytes,
  });
  mountPolling(app, deps.live.sockets);
  mountDocsAssets(app);
  mountConsole(app);
  mountQueuesBoard(app, { authenticator, queues: deps.queues, queueNames: systemQueues });
  app.use(rateLimits.anonymous, () => {
    throw new AppError('not_found', 404, 'Not found');
  });
  app.use(createErrorHandler(log));
  return app;
}

/** One of them is always there. */
function signingSecretOf({ jwt }: Config): string {
  return jwt.secret ?? jwt.privateKey ?? '';
}

/** Nothing from elsewhere. Swagger UI draws its icons from data URLs and sets styles on its elements. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'self'"],
  fontSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
  // Behind TLS the proxy says so; plain HTTP on a laptop must not be sent to https.
  upgradeInsecureRequests: null,
};

/** Headers of ours that scripts of other origins may read. */
const EXPOSED_HEADERS = [
  'X-Request-Id',
  'Location',
  'Link',
  'X-Total-Count',
  'Retry-After',
  'Preference-Applied',
  'Idempotency-Replayed',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'Tus-Resumable',
  'Tus-Version',
  'Tus-Extension',
  'Tus-Max-Size',
  'Upload-Offset',
  'Upload-Length',
  'Upload-Metadata',
  'Upload-Expires',
];
const PREFLIGHT_SECONDS = 600;

/** For front ends on other origins. Tokens come in a header, so no cookies are allowed along. */
function crossOrigin(origins: string[]): RequestHandler {
  return cors({
    origin: origins.includes('*') ? '*' : origins,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
    // OPTIONS is answered by the route, with its own `Allow`.
    preflightContinue: true,
  });
}
