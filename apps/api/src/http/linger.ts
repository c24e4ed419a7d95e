import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type RequestHandler } from 'express';

/** How long a client may go on sending a body that was answered already. */
const LINGER_MS = 5_000;

/**
 * An answer may come before the body was read (no token, too large). Closing at once would reset the
 * connection and the client might never see the answer, so what still comes is thrown away for a
 * while, then the connection is closed.
 */
export const lingerAfterEarlyAnswers: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    const { socket } = request;
    const closeIfWanted = (): void => {
      if (response.locals[CLOSE_WHEN_READ] === true) socket.end();
    };
    if (request.complete) return closeIfWanted();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    request.once('close', () => {
      clearTimeout(timer);
      closeIfWanted();
    });
    request.resume();
  });
  next();
};

const CLOSE_WHEN_READ = 'closeWhenRead';

/**
 * Of a client that wants the connection closed Node closes it with the last byte of the answer, body read or
 * not. To be called before an early answer: then it stays open until the body has come.
 */
export function keepOpenUntilRead(
  request: IncomingMessage,
  response: ServerResponse & { locals: Record<string, unknown> },
): void {
  if (request.complete || response.shouldKeepAlive) return;
  response.shouldKeepAlive = true;
  response.locals[CLOSE_WHEN_READ] = true;
}
