import { AppError } from '@sluice/kernel/errors';
import express, { type Request, type RequestHandler, type Response } from 'express';

/** JSON bodies of routes that do not say otherwise. */
const MAX_JSON_BYTES = 1024 * 1024;
/** Two million nested arrays can be parsed, and then fail whatever walks them. */
const MAX_JSON_DEPTH = 32;

export type BodyType = 'json' | 'form';

const parsers: Record<BodyType, { mime: string; parse: RequestHandler }> = {
  json: { mime: 'application/json', parse: express.json({ limit: MAX_JSON_BYTES, strict: false }) },
  form: {
    mime: 'application/x-www-form-urlencoded',
    parse: express.urlencoded({ extended: false, limit: MAX_JSON_BYTES, parameterLimit: 100 }),
  },
};

/** A body that says how large it is and is too large is refused before any of it is read. */
export function refuseTooLarge(request: Request, maxBytes: number, refusal = tooLarge): void {
  const bytes = Number(request.get('Content-Length') ?? 0);
  if (bytes > maxBytes) throw refusal(maxBytes);
}

export function tooLarge(maxBytes: number): AppError {
  const mebibytes = Math.floor(maxBytes / 2 ** 20);
  return new AppError(
    'payload_too_large',
    413,
    `A request may have at most ${mebibytes} MiB; send larger files in pieces to /api/uploads`,
  );
}

/** RFC 9110 §15.5.16: the answer may say in `Accept` what would have been taken. */
export function unsupportedType(...expected: string[]): AppError {
  return new AppError('unsupported_media_type', 415, `Expected a body of type ${expected.join(' or ')}`, {
    headers: { Accept: expected.join(', ') },
  });
}

/** The client went away; nobody reads this answer. */
export function aborted(): AppError {
  return new AppError('aborted', 400, 'The request was broken off');
}

/**
 * Reads a body of one of the types; AppError 415 for any other. No body at all is an empty object, so that
 * the schema names what is missing.
 */
export async function readBody(
  request: Request,
  response: Response,
  types: readonly BodyType[],
): Promise<unknown> {
  if (!hasBody(request)) return {};
  const type = types.find((name) => request.is(parsers[name].mime));
  if (type === undefined) throw unsupportedType(...types.map((name) => parsers[name].mime));
  await runMiddleware(parsers[type].parse, request, response);
  refuseDeep(request.body);
  return request.body;
}

/** Whether anything comes behind the request's head. */
export function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.get('Content-Length')) > 0;
}

/** Runs a middleware of Express as a promise. */
export function runMiddleware(
  middleware: RequestHandler,
  request: Request,
  response: Response,
): Promise<void> {
  return new Promise((resolve, reject) => {
    middleware(request, response, (error?: unknown) => (error ? reject(error as Error) : resolve()));
  });
}

function refuseDeep(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH)
      throw new AppError('too_deep', 400, `JSON may be nested ${MAX_JSON_DEPTH} deep at most`);
    level = level.flatMap((value) =>
      value !== null && typeof value === 'object' ? Object.values(value) : [],
    );
  }
}
