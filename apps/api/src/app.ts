import { AppError } from '@sluice/kernel/errors';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { authRoutes, createAuthenticator, userRoutes } from './auth';
import { accessLog } from './http/access-log';
import { createErrorHandler } from './http/error-handler';
import { lingerAfterEarlyAnswers } from './http/linger';
import { mountRoutes } from './http/mount';
import { requestId } from './http/request-id';
import { type Route } from './http/route';
import { UploadReader } from './http/uploads';
import { mountDocs } from './ops/docs';
import { opsRoutes } from './ops/ops.routes';
import { type ApiDeps, systemRoutes } from './systems';

export const API_VERSION = '0.1.0';

export interface AppDeps extends ApiDeps {
  isDraining: () => boolean;
}

/** Every route there is; what mounts them, documents them and tests them reads this list. */
export function allRoutes(deps: AppDeps): Route[] {
  return [...opsRoutes(deps), ...authRoutes(deps), ...userRoutes(deps), ...systemRoutes(deps)];
}

/** The application, not listening yet. */
export function createApp(deps: AppDeps): Express {
  const { config, log, store } = deps;
  const routes = allRoutes(deps);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustProxyHops);
  app.set('query parser', 'simple');

  app.use(requestId, lingerAfterEarlyAnswers, accessLog(log));
  app.use(helmet({ contentSecurityPolicy: { directives: CONTENT_SECURITY_POLICY } }));
  mountRoutes(app, routes, {
    authenticator: createAuthenticator(deps),
    uploads: new UploadReader(store, config.maxRequestBytes, log),
    maxRequestBytes: config.maxRequestBytes,
  });
  mountDocs(app, routes, API_VERSION);
  app.use(() => {
    throw new AppError('not_found', 404, 'Not found');
  });
  app.use(createErrorHandler(log));
  return app;
}

/** Nothing from elsewhere. Swagger UI draws its icons from data URLs and sets styles on its elements. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
  // Behind TLS the proxy says so; plain HTTP on a laptop must not be sent to https.
  upgradeInsecureRequests: null,
};
