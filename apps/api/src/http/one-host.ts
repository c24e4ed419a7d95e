import { AppError } from '@sluice/kernel/errors';
import { type RequestHandler } from 'express';

/**
 * RFC 9112 §3.2: "A server MUST respond with a 400 (Bad Request) status code to … any request message that contains
 * more than one Host header field". Node takes the first; a proxy before it may have taken the other.
 */
export const refuseSecondHost: RequestHandler = ({ rawHeaders }, _response, next) => {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length > 1) throw new AppError('bad_request', 400, 'More than one Host header');
  next();
};
