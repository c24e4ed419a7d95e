import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { type AppViewRoute } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import { AppError } from '@sluice/kernel/errors';
import { type Queues } from '@sluice/kernel/queue';
import { type Express, type Request, type RequestHandler } from 'express';
import { type Authenticator } from '../auth';
import { notAnOperator } from '../http/guard';
import { tokenOfCookie } from './queues-board-login';

const PATH = '/admin/queues';
const LOGIN = '/admin/login';

/** Its page sets styles on its elements and highlights JSON in a worker; nothing comes from elsewhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface QueuesBoardDeps {
  authenticator: Authenticator;
  queues: Queues;
  queueNames: string[];
}

/**
 * Bull Board for operators. It looks and does not touch, for everybody: what Redis holds is a copy of what
 * Postgres decided, so a job removed or retried there would be put back or refused. Jobs show ids only.
 */
export function mountQueuesBoard(app: Express, { authenticator, queues, queueNames }: QueuesBoardDeps): void {
  let board: RequestHandler | undefined;
  app.use(PATH, lookOnly, operatorsOnly(authenticator), (request, response, next) => {
    if (!queues.ready) {
      throw new AppError('unavailable', 503, 'Redis is away', { headers: { 'Retry-After': '2' } });
    }
    response.set({ 'Content-Security-Policy': CONTENT_SECURITY_POLICY, 'Cache-Control': 'no-store' });
    board ??= createBoard(queues, queueNames);
    return board(request, response, next);
  });
}

const lookOnly: RequestHandler = (request, response, next) => {
  response.locals['route'] = PATH;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new AppError('method_not_allowed', 405, 'The queues can be looked at, not changed', {
      headers: { Allow: 'GET, HEAD' },
    });
  }
  next();
};

/** People are sent to the login page, programs are told. */
function operatorsOnly(authenticator: Authenticator): RequestHandler {
  return async (request, response, next) => {
    try {
      const principal = await authenticator.authenticate(authorizationOf(request));
      response.locals['userId'] = principal.userId;
      if (!principal.isOperator) throw notAnOperator();
    } catch (error) {
      const isRefused = error instanceof AppError && error.status < 500;
      if (!isRefused || request.accepts(['json', 'html']) !== 'html') throw error;
      response.set('Cache-Control', 'no-store').redirect(303, LOGIN);
      return;
    }
    next();
  };
}

function authorizationOf(request: Request): string | undefined {
  const token = tokenOfCookie(request.get('Cookie'));
  return request.get('Authorization') ?? (token === undefined ? undefined : `Bearer ${token}`);
}

function createBoard(queues: Queues, queueNames: string[]): RequestHandler {
  const adapter = new OwnFilesAdapter();
  adapter.setBasePath(PATH);
  createBullBoard({
    queues: queues.forBoard(queueNames).map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: {
      uiConfig: {
        boardTitle: 'Sluice queues',
        hideDocsLink: true,
        hideRedisDetails: true,
        miscLinks: [{ text: 'Sign out', url: LOGIN }],
      },
    },
  });
  const board = adapter.getRouter() as Express;
  board.disable('x-powered-by');
  return board;
}

/** A reference to another host, as the page has to a font. */
const FOREIGN_LINK = /<link\b[^>]*\bhref="(?:https?:)?\/\/[^>]*>/g;

/** The board without what its page would load from elsewhere. */
class OwnFilesAdapter extends ExpressAdapter {
  override setEntryRoute(entry: AppViewRoute): ExpressAdapter {
    this.app.get(entry.route, (_request, response, next) => {
      const { name, params } = entry.handler({ basePath: this.basePath, uiConfig: this.uiConfig });
      this.app.render(name, params, (error: Error | null, html) => {
        if (error) return next(error);
        response.type('html').send(html.replace(FOREIGN_LINK, ''));
      });
    });
    return this;
  }
}
