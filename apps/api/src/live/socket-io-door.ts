import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { type Log } from '@sluice/kernel/log';
import { Server as Engine } from 'engine.io';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import { WebSocketServer } from 'ws';
import { authorizationOf } from './socket-authorization';
import { type SocketClient, type SocketConnection } from './socket-client';
import { MAX_CLIENT_MESSAGE_BYTES, PING_EVERY_MS, WS_OPTIONS } from './socket-limits';
import { refusalOf } from './socket-refusal';
import { type Sockets } from './sockets';

type Notices = Record<string, (data: object) => void>;
type NoticeSocket = Socket<DefaultEventsMap, Notices, DefaultEventsMap, { client?: SocketClient }>;

/**
 * What `io(url)` asks for, given the server's root, migration's base URL or the documented `wss://host/ws`: the
 * path of the URL is the namespace. All are the same.
 */
const NAMESPACES = ['/', '/api/v1/onboarding', '/api/v1/onboarding/', '/ws', '/ws/'];

/** Time for a client to say which namespace it wants, with its token. */
const CONNECT_TIMEOUT_MS = 10_000;

/** socket.io makes its own; we want ours to be as strict as the raw ones. */
class StrictWebSocketServer extends WebSocketServer {
  constructor() {
    super(WS_OPTIONS);
  }
}

/** socket.io, by polling or WebSocket, under whatever path its requests are brought here from. */
export class SocketIoDoor {
  private readonly engine = new Engine({
    wsEngine: StrictWebSocketServer,
    maxHttpBufferSize: MAX_CLIENT_MESSAGE_BYTES,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PING_EVERY_MS,
    httpCompression: false,
  });
  private readonly io = new Server<DefaultEventsMap, Notices, DefaultEventsMap, { client?: SocketClient }>({
    connectTimeout: CONNECT_TIMEOUT_MS,
    serveClient: false,
  });

  constructor(
    private readonly sockets: Sockets,
    private readonly log: Log,
  ) {
    this.io.bind(this.engine);
    for (const name of NAMESPACES) {
      const namespace = this.io.of(name);
      namespace.use((socket, next) => void this.admit(socket, next));
      namespace.on('connection', (socket) => this.connect(socket));
    }
  }

  /** A polling request. @throws AppError 503 when the process is about to end */
  request(request: IncomingMessage, response: ServerResponse): void {
    this.sockets.refuseWhenClosed();
    // engine.io has types of its own for what it makes of a request.
    this.engine.handleRequest(request as Parameters<Engine['handleRequest']>[0], response);
  }

  /** A WebSocket, new or for a session that has polled so far. @throws AppError 503 as above */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.sockets.refuseWhenClosed();
    this.engine.handleUpgrade(request as Parameters<Engine['handleUpgrade']>[0], socket, head);
  }

  /** Closes what is open, also those who have not said who they are. Clients connect again by themselves. */
  close(): void {
    this.engine.close();
  }

  private async admit(socket: NoticeSocket, next: (error?: Error) => void): Promise<void> {
    const { auth, headers, query } = socket.handshake;
    try {
      const header = headers.authorization;
      const presented = { header, query: query['token'], auth: auth['token'] as unknown };
      const client = await this.sockets.admit(authorizationOf(presented));
      socket.data.client = client;
      const end = (): void => client.end();
      socket.conn.once('close', end);
      socket.once('disconnect', () => {
        socket.conn.off('close', end);
        end();
      });
      if (socket.conn.readyState !== 'open') end();
      next();
    } catch (error) {
      const { status } = refusalOf(error, this.log);
      // A client that is told an error gives up; one whose connection is closed comes back.
      if (status >= 500) socket.conn.close();
      else next(refused(status));
    }
  }

  private connect(socket: NoticeSocket): void {
    const { client } = socket.data;
    if (!client) return;
    this.log.info('a socket.io client was connected', {
      userId: client.principal.userId,
      namespace: socket.nsp.name,
    });
    client.connect(connectionOf(socket));
  }
}

/** What a client gets as `connect_error`: the message, and as `data` the error body of migration. */
function refused(statusCode: number): Error {
  const message = statusCode === 401 ? 'Unauthorized' : 'Forbidden';
  const data = { statusCode, message, error: STATUS_CODES[statusCode] };
  return Object.assign(new Error(message), { data });
}

function connectionOf(socket: NoticeSocket): SocketConnection {
  let bufferedBytes = 0;
  const cut = (): void => void socket.conn.close(true);
  // All that was buffered has been handed on to a connection that takes it.
  const drained = (): void => void (bufferedBytes = 0);
  socket.conn.on('drain', drained);
  socket.once('disconnect', () => socket.conn.off('drain', drained));
  return {
    send({ event, data, text }) {
      bufferedBytes += Buffer.byteLength(text);
      socket.emit(event, data);
    },
    bufferedBytes: () => bufferedBytes,
    // engine.io pings by itself.
    beat: () => undefined,
    close(ending) {
      // Told to go, a client stays away; cut off, it comes back.
      if (ending === 'unauthorized') socket.disconnect(true);
      else cut();
    },
    cut,
  };
}
