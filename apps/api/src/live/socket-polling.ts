import { AppError } from '@sluice/kernel/errors';
import { type Express } from 'express';
import { type Sockets } from './sockets';

const ALLOWED = 'GET, POST, OPTIONS';

/** socket.io's clients begin with plain requests, under the same paths as their WebSockets. */
export function mountPolling(app: Express, { socketIo }: Sockets): void {
  for (const path of ['/socket.io', '/ws']) {
    app.all([path, `${path}/`], (request, response) => {
      response.locals['route'] = path;
      if (request.method === 'OPTIONS') {
        response.status(204).set('Allow', ALLOWED).end();
        return;
      }
      if (request.method !== 'GET' && request.method !== 'POST') {
        throw new AppError('method_not_allowed', 405, `${request.method} is not allowed here`, {
          headers: { Allow: ALLOWED },
        });
      }
      if (request.query['EIO'] === undefined) {
        throw new AppError('upgrade_required', 426, 'This is for WebSockets and socket.io', {
          headers: { Upgrade: 'websocket', Connection: 'Upgrade' },
        });
      }
      response.set('Cache-Control', 'no-store');
      socketIo.request(request, response);
    });
  }
}
