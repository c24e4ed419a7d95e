import { type IncomingMessage, type Server } from 'node:http';
import { type Duplex } from 'node:stream';
import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type SocketIoDoor } from './socket-io-door';
import { type RawDoor } from './socket-raw-door';
import { refuseUpgrade } from './socket-refusal';

export interface Doors {
  raw: RawDoor;
  socketIo: SocketIoDoor;
  log: Log;
}

/**
 * Sends requests for a WebSocket through the door of their path: `/socket.io` is socket.io, `/ws` is socket.io for
 * its clients, which send their protocol's version as `EIO`, and a plain WebSocket for others.
 */
export function attachUpgrades(server: Server, { raw, socketIo, log }: Doors): void {
  server.on('upgrade', (request, socket, head) => {
    // Connections are broken off at any moment; who still needs this one finds it destroyed.
    socket.on('error', () => socket.destroy());
    if (!asksForWebSocket(request)) return serveAsPlain(server, request, socket, head);
    const [path = '', search] = (request.url ?? '').split('?', 2);
    const query = new URLSearchParams(search);
    try {
      if (isAt('/socket.io', path) || (isAt('/ws', path) && query.has('EIO'))) {
        socketIo.upgrade(request, socket, head);
      } else if (isAt('/ws', path)) void raw.upgrade(request, socket, head, query);
      else throw new AppError('not_found', 404, 'Not found');
    } catch (error) {
      refuseUpgrade(socket, error, log);
    }
  });
}

function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return /(^|[\s,])websocket($|[\s,/])/i.test(headers.upgrade ?? '');
}

function isAt(door: string, path: string): boolean {
  return path === door || path === `${door}/`;
}

const HEADERS_OF_UPGRADES = ['upgrade', 'http2-settings'];

/**
 * RFC 9110 §7.8: "A server MAY ignore a received Upgrade header field". Some clients offer `h2c` with each request;
 * Node would have answered those, had we not asked for upgrades. Its parser has let go of the connection, so it
 * begins anew with the same request, which offers nothing now.
 */
function serveAsPlain(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let n = 0; n < request.rawHeaders.length; n += 2) {
    const [name = '', value] = request.rawHeaders.slice(n, n + 2);
    if (!HEADERS_OF_UPGRADES.includes(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
