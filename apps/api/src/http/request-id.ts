import { type RequestHandler } from 'express';
import { uuidv7 } from 'uuidv7';

/** Ids of clients are taken when they can do no harm in logs and headers. */
const SANE = /^[A-Za-z0-9._:=/+-]{1,128}$/;

/** Gives every request an id, the client's own when it is sane, and sends it back. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('X-Request-Id');
  response.locals['requestId'] = given !== undefined && SANE.test(given) ? given : uuidv7();
  response.set('X-Request-Id', response.locals['requestId']);
  next();
};
