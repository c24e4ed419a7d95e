import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@sluice/kernel/errors';
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';

const PATH = '/console';
/** What `npm run build -w apps/console` makes; from the sources as from the image. */
const SITE = join(__dirname, '../../../console/dist/site');
/** Stands in the built page wherever its nonce goes: apps/console/vite.config.ts. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
const NONCE_BYTES = 16;

/** Scripts of ours alone, and styles of ours or made by them; thumbnails and reports come as blobs. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * The console for people: files that anybody may read, and one page for all addresses below /console. What the page shows it
 * asks of the API, as whoever signs in there.
 */
export function mountConsole(app: Express): void {
  const page = readPage();
  const files = express.static(SITE, {
    index: false,
    redirect: false,
    // The names of built files change with what is in them.
    setHeaders: (response, path) =>
      response.set('Cache-Control', path.includes('/assets/') ? IMMUTABLE : 'public, max-age=3600'),
  });
  app.use(PATH, lookOnly, compression(), files, (request, response) => {
    if (page === undefined) throw notBuilt();
    if (request.path.startsWith('/assets/')) throw new AppError('not_found', 404, 'Not found');
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    response.set({ 'Content-Security-Policy': contentSecurityPolicy(nonce), 'Cache-Control': 'no-store' });
    response.type('html').send(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  });
}

const IMMUTABLE = 'public, max-age=31536000, immutable';

function readPage(): string | undefined {
  const path = join(SITE, 'index.html');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

const lookOnly: RequestHandler = (request, response, next) => {
  response.locals['route'] = PATH;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new AppError('method_not_allowed', 405, 'The console’s pages can be read only', {
      headers: { Allow: 'GET, HEAD' },
    });
  }
  next();
};

function notBuilt(): AppError {
  return new AppError('not_found', 404, 'The console is not built: npm run build -w apps/console');
}
