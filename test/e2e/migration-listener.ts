import { type IncomingMessage } from 'node:http';
import { eventually } from '@sluice/kernel/testing';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

export interface HeardNotice {
  event: string;
  data: Record<string, unknown>;
}

/** A client that listens by WebSocket. */
export interface MigrationListener {
  heard: HeardNotice[];
  /** The data of all events of a name about a job, as they came. */
  of(event: string, jobId: string): Record<string, unknown>[];
  close(): void;
}

/**
 * A plain WebSocket with the token in the query, as documented.
 * @throws Error with the HTTP status when it is not let in
 */
export async function listenRaw(baseUrl: string, token: string): Promise<MigrationListener> {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/ws?token=${token}`);
  const heard: HeardNotice[] = [];
  let refusal: number | undefined;
  socket.on('message', (data) => heard.push(JSON.parse(String(data as Buffer)) as HeardNotice));
  socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    refusal = response.statusCode;
    response.resume();
  });
  // What went wrong is seen above.
  socket.on('error', () => undefined);
  await eventually(
    'the WebSocket to open',
    () => socket.readyState === WebSocket.OPEN || refusal !== undefined,
  );
  if (refusal !== undefined) throw new Error(`Refused with ${refusal}`);
  return listener(heard, () => socket.terminate());
}

/** socket.io, in the namespace that `io(baseURL)` of the document asks for. */
export async function listenSocketIo(baseUrl: string, token: string): Promise<MigrationListener> {
  const socket = io(`${baseUrl}/api/v1/onboarding`, { query: { token }, forceNew: true });
  const heard: HeardNotice[] = [];
  socket.onAny((event: string, data: HeardNotice['data']) => heard.push({ event, data }));
  await eventually('socket.io to connect', () => socket.connected);
  return listener(heard, () => void socket.disconnect());
}

function listener(heard: HeardNotice[], close: () => void): MigrationListener {
  return {
    heard,
    of: (event, jobId) =>
      heard
        .filter((notice) => notice.event === event && notice.data['job_id'] === jobId)
        .map(({ data }) => data),
    close,
  };
}
