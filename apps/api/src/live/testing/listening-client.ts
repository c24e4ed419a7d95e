import { type IncomingMessage } from 'node:http';
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { type ClientOptions, WebSocket } from 'ws';

/** A client that is connected by one of the doors, and what became of it. */
export interface ListeningClient {
  heard: { event: string; data: unknown }[];
  isOpen(): boolean;
  /** HTTP status, or the error as socket.io tells it, of a client that was not let in. */
  refusal?: unknown;
  /** Close code of a WebSocket, or socket.io’s reason. */
  ending?: number | string;
  close(): void;
}

/** A plain WebSocket. */
export function openRaw(url: string, options: ClientOptions = {}): ListeningClient {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), options);
  const client: ListeningClient = {
    heard: [],
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => socket.terminate(),
  };
  socket.on('message', (data, isBinary) => {
    if (isBinary) throw new Error('Text frames were agreed on');
    client.heard.push(JSON.parse(String(data as Buffer)) as ListeningClient['heard'][number]);
  });
  socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    client.refusal = response.statusCode;
    response.resume();
  });
  socket.on('close', (code) => (client.ending = code));
  // What went wrong is seen above.
  socket.on('error', () => undefined);
  return client;
}

/** socket.io’s client; it does not come back by itself unless told to. */
export function openSocketIo(
  url: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
): ListeningClient {
  const socket = io(url, { forceNew: true, reconnection: false, ...options });
  const client: ListeningClient = {
    heard: [],
    isOpen: () => socket.connected,
    close: () => void socket.disconnect(),
  };
  socket.onAny((event: string, data: unknown) => client.heard.push({ event, data }));
  socket.on('connect_error', (error) => {
    client.refusal = { message: error.message, data: (error as Error & { data?: unknown }).data };
  });
  socket.on('disconnect', (reason) => (client.ending = reason));
  return client;
}
