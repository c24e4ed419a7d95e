import { Transform } from 'node:stream';
import { type Request } from 'express';
import { aborted, tooLarge } from './body';

/**
 * The body of a request, as a request of its own for libraries that read one. It fails when more bytes
 * come than allowed, however they were announced, or when the client goes away; the request itself
 * stays whole, so that it can be answered.
 */
export function limitedBody(request: Request, maxBytes: number, refusal = tooLarge): Request {
  let bytes = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(refusal(maxBytes));
      else done(null, chunk);
    },
  });
  request.once('close', () => {
    if (!request.complete) body.destroy(aborted());
  });
  request.pipe(body);
  return Object.assign(body, { headers: request.headers }) as unknown as Request;
}
