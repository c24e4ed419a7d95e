import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@sluice/kernel/errors';
import { type Express, type Request, type RequestHandler, type Response } from 'express';
import type Joi from 'joi';
import { type Actor, type Authenticator } from '../auth';
import { aborted, readBody, refuseTooLarge } from './body';
import { addressOf, authorizationOf, guard } from './guard';
import { type Idempotency, type KeepAnswer } from './idempotency';
import { type KeyedRequest, readIdempotencyKey, type RequestContent } from './idempotency-request';
import { type RawBodyRules, storeRawBody } from './raw-body';
import { type RateLimits } from './rate-limits';
import { type Reply, type Route, type RouteContext } from './route';
import { maxFormBytes, type ReceivedFile, type UploadReader, type UploadRules } from './uploads';
import { validate } from './validation';

export interface MountDeps {
  authenticator: Authenticator;
  uploads: UploadReader;
  idempotency: Idempotency;
  rateLimits: RateLimits;
  maxRequestBytes: number;
}

/**
 * Mounts routes, literal paths before those with parameters, so that `/upload` is no `/:id` whichever system
 * comes first. A known path with another method is 405.
 */
export function mountRoutes(app: Express, routes: Route[], deps: MountDeps): void {
  for (const shape of new Set(routes.map((route) => shapeOf(route.path)).sort())) {
    const here = routes.filter((route) => shapeOf(route.path) === shape);
    const claiming = here.filter(({ claims }) => claims);
    const others = here.filter(({ claims }) => !claims);
    for (const route of [...claiming, ...others]) app[route.method](route.path, serve(route, deps));
    const [first] = here;
    const refuse = refuseMethod([...new Set(here.map((route) => route.method.toUpperCase()))]);
    if (first) app.all(first.path, deps.rateLimits.anonymous, refuse);
  }
}

/** The path without the names of its parameters; sorts behind every literal path. */
function shapeOf(path: string): string {
  return path.replace(/:\w+/g, '\uffff');
}

function refuseMethod(methods: string[]): RequestHandler {
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    if (request.method === 'OPTIONS') {
      response.status(204).set('Allow', allowed).end();
      return;
    }
    throw new AppError(
      'method_not_allowed',
      405,
      `${request.method} is not allowed here; allowed: ${allowed}`,
      {
        headers: { Allow: allowed },
      },
    );
  };
}

/** One request: who, then what, then the work. Nothing of the body is read before the guard has agreed. */
function serve(route: Route, deps: MountDeps): RequestHandler {
  return async (request, response, next) => {
    if (route.claims && !(await isClaimed(route, request.params))) return next();
    const requestId = response.locals['requestId'] as string;
    response.locals['route'] = route.path;
    response.locals['envelope'] = route.envelope;
    const address = addressOf(request);
    const actor = await deps.rateLimits.admit(request, response, () =>
      guard(deps.authenticator, route.access, request, requestId, authorizationOf(route, request)),
    );
    response.locals['userId'] = actor?.principal.userId;
    if (route.access !== 'public') response.set('Cache-Control', 'no-store');
    refuseLargeRequest(route, request, deps.maxRequestBytes);
    const params = readParams(route.params, request.params);
    const query = route.query ? validate(route.query, request.query, 'dropped') : {};
    const key = route.idempotent ? readIdempotencyKey(request.headers) : undefined;
    const { fields, files } = await readInput(route, request, response, deps);
    const keyed = () => keyedRequest(route, deps, actor, key, { params, query, fields, files });
    const reply = await handle(route, deps, files, keyed, (keepAnswer) => ({
      actor: actor as Actor,
      params,
      query,
      body: readFields(route, fields),
      files,
      headers: request.headers,
      requestId,
      address,
      hangUp: () => hangUpOf(response),
      isSecure: request.secure,
      keepAnswer,
    }));
    await send(response, reply);
  };
}

/** Malformed ids are nobody's: the route that takes what is left answers them. */
async function isClaimed({ params, claims }: Route, given: unknown): Promise<boolean> {
  const { value, error } = params?.validate(given) ?? { value: given };
  return !error && ((await claims?.(value)) ?? false);
}

/** What libraries add to a form of theirs does no harm; a JSON body is written for us, so a slip is told. */
function readFields({ body, upload }: Route, fields: unknown): unknown {
  return body ? validate(body, fields, upload ? 'dropped' : 'refused') : {};
}

function keyedRequest(
  { method, path }: Route,
  { idempotency }: MountDeps,
  actor: Actor | undefined,
  key: string | undefined,
  content: RequestContent,
): KeyedRequest | undefined {
  if (key === undefined || !actor) return undefined;
  const route = `${method.toUpperCase()} ${path}`;
  const fingerprint = idempotency.fingerprintOf(content);
  return { ownerId: actor.principal.userId, route, key, fingerprint };
}

function refuseLargeRequest({ upload, rawBody }: Route, request: Request, maxBytes: number): void {
  if (rawBody && isRaw(request, rawBody, upload)) refuseTooLarge(request, rawBody.maxBytes);
  else if (upload) refuseTooLarge(request, maxFormBytes(upload, maxBytes), upload.refusals?.tooLarge);
  else refuseTooLarge(request, maxBytes);
}

/** A malformed id names nothing: 404, not 400. A schema may bring a system's own words for that. */
function readParams(schema: Joi.Schema | undefined, params: unknown): unknown {
  if (!schema) return {};
  const { value, error } = schema.validate(params) as { value: unknown; error?: Error };
  if (error instanceof AppError) throw error;
  if (error) throw new AppError('not_found', 404, 'Not found');
  return value;
}

function isRaw(request: Request, { type }: RawBodyRules, upload: UploadRules | undefined): boolean {
  return upload === undefined || request.is(type) === type;
}

async function readInput(
  route: Route,
  request: Request,
  response: Response,
  { uploads }: MountDeps,
): Promise<{ fields: unknown; files: ReceivedFile[] }> {
  const { upload, rawBody } = route;
  const takesBody = [upload, rawBody, route.body].some((rules) => rules !== undefined);
  // Went away before it was read: its streams would never say anything again.
  if (takesBody && request.destroyed) throw aborted();
  if (takesBody && request.get('Expect') !== undefined) response.writeContinue();
  if (rawBody && isRaw(request, rawBody, upload)) {
    return { fields: {}, files: [await storeRawBody(uploads.store, request, rawBody)] };
  }
  if (upload) return uploads.read(request, response, upload);
  if (!route.body) return { fields: {}, files: [] };
  return { fields: await readBody(request, response, route.bodyTypes ?? ['json']), files: [] };
}

async function handle(
  route: Route,
  { uploads, idempotency }: MountDeps,
  files: ReceivedFile[],
  keyed: () => KeyedRequest | undefined,
  context: (keepAnswer: KeepAnswer) => RouteContext<Actor, unknown, unknown, unknown>,
): Promise<Reply> {
  try {
    if (!route.idempotent) return await route.handler(context(async () => undefined));
    const { reply, isReplay } = await idempotency.once(keyed(), (keepAnswer) =>
      route.handler(context(keepAnswer)),
    );
    if (isReplay) await uploads.discard(files);
    return reply;
  } catch (error) {
    // Refused for sure, so the files belong to nothing. After any other error a commit may have happened
    // without our knowing; what is left over then is the sweeper's.
    if (error instanceof AppError) await uploads.discard(files);
    throw error;
  }
}

async function send(response: Response, { status, headers, json, text, stream }: Reply): Promise<void> {
  // What fails before its first byte is still answered as an error.
  if (stream) await untilReadable(stream);
  response.status(status);
  if (json !== undefined || text !== undefined)
    response.set('Content-Type', 'application/json; charset=utf-8');
  if (headers) response.set(headers);
  if (stream && response.req.method === 'HEAD') stream.destroy();
  else if (stream) return pipeline(stream, response);
  if (text !== undefined) response.send(text);
  else if (json !== undefined) response.send(JSON.stringify(json));
  else response.end();
}

/** Aborts when the client goes away before its answer. */
function hangUpOf(response: Response): AbortSignal {
  const hangUp = new AbortController();
  if (response.destroyed) hangUp.abort();
  else response.once('close', () => hangUp.abort());
  return hangUp.signal;
}

async function untilReadable(stream: Readable): Promise<void> {
  if (stream.errored) throw stream.errored;
  if (stream.readableLength === 0 && !stream.readableEnded) await once(stream, 'readable');
}
