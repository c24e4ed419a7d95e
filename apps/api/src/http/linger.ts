import { type RequestHandler } from 'express';

/** How long a client may go on sending a body that was answered already. */
const LINGER_MS = 5_000;

/**
 * An answer may come before the body was read (no token, too large). Closing at once would reset the
 * connection and the client might never see the answer, so what still comes is thrown away for a
 * while, then the connection is closed.
 */
export const lingerAfterEarlyAnswers: RequestHandler = (request, response, next) => {
  response.on('finish', () => {
    if (request.complete) return;
    request.resume();
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
    request.once('close', () => clearTimeout(timer));
  });
  next();
};
