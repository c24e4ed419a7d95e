import { createServer, type RequestListener, type Server } from 'node:http';
import { type Duplex } from 'node:stream';
import { answerRaw } from './raw-answer';

/** How long a client may take. Nobody holds a connection by being slow. */
export interface HttpLimits {
  /** A request's head must come at once, also the first on a new connection… */
  headersTimeoutMs: number;
  /** …a body of 100 MiB may come slowly, but it must come… */
  requestTimeoutMs: number;
  /** …and never stop for so long. What waits longer for its answer than this sends something meanwhile. */
  silenceTimeoutMs: number;
  /** Between requests. Longer than balancers keep theirs (60 s), so that they never send into a closing one. */
  keepAliveTimeoutMs: number;
  /** How often the first two are looked at. */
  checkEveryMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 15 * 60_000,
  silenceTimeoutMs: 75_000,
  keepAliveTimeoutMs: 65_000,
  checkEveryMs: 5_000,
};

/** A server for the application, not listening yet. */
export function createHttpServer(app: RequestListener, limits: HttpLimits = HTTP_LIMITS): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: limits.checkEveryMs,
    },
    app,
  );
  server.setTimeout(limits.silenceTimeoutMs);
  // By itself Node asks for the body of every `Expect: 100-continue`; ours is asked for after the guard.
  server.on('checkContinue', app);
  server.on('clientError', answerBrokenRequest);
  return server;
}

const CLOSE_IDLE_EVERY_MS = 50;

/** Takes no new connections; resolves when the requests under way have been answered. */
export async function closeServer(server: Server): Promise<void> {
  // A connection whose request ends now would otherwise wait for another one.
  const closeIdle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(closeIdle);
}

const BROKEN: Record<string, { status: number; message: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The path or the headers are too long' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not come in time' },
};

/** What is no HTTP never becomes a request; its answer looks like the others nevertheless. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, message } = BROKEN[error.code ?? ''] ?? { status: 400, message: 'This is not HTTP' };
  answerRaw(socket, { status, code: 'bad_request', message });
}
