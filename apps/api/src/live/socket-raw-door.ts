import { type IncomingMessage } from 'node:http';
import { type Duplex } from 'node:stream';
import { type Log } from '@sluice/kernel/log';
import { type WebSocket, WebSocketServer } from 'ws';
import { authorizationOf } from './socket-authorization';
import { type SocketConnection, type SocketEnding } from './socket-client';
import { WS_OPTIONS } from './socket-limits';
import { refuseUpgrade } from './socket-refusal';
import { type Sockets } from './sockets';

/** RFC 6455 §7.4: 1001 is "going away"; 4000–4999 are for applications, ours are 4000 and the HTTP status. */
const CLOSE_CODES: Record<SocketEnding, [code: number, reason: string]> = {
  draining: [1001, 'This process is about to end'],
  unauthorized: [4401, 'Unauthorized'],
};

/** Plain WebSockets: each notice is a text frame `{"event":…,"data":…}`. What clients send is not looked at. */
export class RawDoor {
  private readonly server = new WebSocketServer(WS_OPTIONS);

  constructor(
    private readonly sockets: Sockets,
    private readonly log: Log,
  ) {}

  /** Turns a request into a WebSocket, or answers 401, 403 or 503. */
  async upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    query: URLSearchParams,
  ): Promise<void> {
    try {
      const header = request.headers.authorization;
      const client = await this.sockets.admit(authorizationOf({ header, query: query.get('token') }));
      // Whatever becomes of the handshake.
      socket.once('close', () => client.end());
      if (socket.destroyed) return client.end();
      this.server.handleUpgrade(request, socket, head, (websocket) => {
        this.log.info('a WebSocket was opened', { userId: client.principal.userId });
        client.connect(connectionOf(websocket));
      });
    } catch (error) {
      refuseUpgrade(socket, error, this.log);
    }
  }
}

function connectionOf(websocket: WebSocket): SocketConnection {
  let isThere = true;
  websocket.on('pong', () => (isThere = true));
  // A frame that is too large or malformed: ws has closed the connection with the code that says so.
  websocket.on('error', () => undefined);
  return {
    // What could not be sent is noticed by the connection's end.
    send: ({ text }) => websocket.send(text, () => undefined),
    bufferedBytes: () => websocket.bufferedAmount,
    beat() {
      if (!isThere) return websocket.terminate();
      isThere = false;
      websocket.ping(undefined, undefined, () => undefined);
    },
    close: (ending) => websocket.close(...CLOSE_CODES[ending]),
    cut: () => websocket.terminate(),
  };
}
