import { type RequestHandler } from 'express';
import { uuidv7 } from 'uuidv7';
import { shortRandom } from './ids';

/** Ids of clients are taken when they can do no harm in logs and headers. */
const SANE = /^[A-Za-z0-9._:=/+-]{1,128}$/;

const REVENUE = /^\/api\/revenue(\/|$)/i;

/** Gives every request an id, the client's own when it is sane, and sends it back. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('X-Request-Id');
  response.locals['requestId'] = given !== undefined && SANE.test(given) ? given : newRequestId(request.path);
  response.set('X-Request-Id', response.locals['requestId']);
  next();
};

/** A UUID; of revenue `req_<epoch seconds>_<random>`, as its document prints it. */
function newRequestId(path: string): string {
  if (!REVENUE.test(path)) return uuidv7();
  return `req_${Math.floor(Date.now() / 1000)}_${shortRandom(6)}`;
}
