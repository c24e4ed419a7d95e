import { type IncomingMessage } from 'node:http';
import { AppError } from '@sluice/kernel/errors';
import { type Express, type Request, type Response } from 'express';
import Joi from 'joi';
import { NodeRequest } from 'srvx/node';
import { type Authenticator } from '../auth';
import { refuseTooLarge } from '../http/body';
import { guard } from '../http/guard';
import { ANYONE_SIGNED_IN } from '../http/route';
import { tusFailure } from './tus-failure';
import { createTusServer, type TusExchange, type TusServerDeps, UPLOADS_PATH } from './tus-server';
import { deleteUnused, findOwnUpload } from './uploads.queries';

const TUS_VERSION = '1.0.0';
const CHUNK_TYPE = 'application/offset+octet-stream';
const uploadId = Joi.string().uuid().required();

/**
 * tus 1.0 at /api/uploads (https://tus.io/protocols/resumable-upload). The library needs the request and the
 * answer themselves, so this is mounted as it is; whoever comes here has passed the same guard as elsewhere.
 */
export function mountUploads(app: Express, deps: TusServerDeps, authenticator: Authenticator): void {
  const exchanges = new WeakMap<IncomingMessage, TusExchange>();
  const tus = createTusServer(deps, exchanges);

  const serve = (path: string, methods: string[]): void => {
    app.all(path, async (request, response) => {
      response.locals['route'] = path;
      response.set('Tus-Resumable', TUS_VERSION);
      overrideMethod(request);
      refuseMethod(request, methods);
      const exchange: TusExchange = {};
      if (request.method !== 'OPTIONS') await admit(request, response, exchange);
      exchanges.set(request, exchange);
      if (request.get('Expect') !== undefined) response.writeContinue();
      const answer = await tus.handleWeb(new NodeRequest({ req: request, res: response }));
      // What is left of a body is in the way of the connection's next request.
      if (!request.complete) response.set('Connection', 'close');
      if (answer.status >= 400) {
        // Its sender never learned the address, so nobody could go on with it.
        if (request.method === 'POST' && exchange.uploadId) await discard(exchange.uploadId);
        throw await tusFailure(answer, exchange.failure);
      }
      send(response, answer);
    });
  };

  const admit = async (request: Request, response: Response, exchange: TusExchange): Promise<void> => {
    const actor = await guard(
      authenticator,
      ANYONE_SIGNED_IN,
      request,
      response.locals['requestId'] as string,
    );
    if (!actor) throw new Error('the guard let nobody in');
    response.locals['userId'] = actor.principal.userId;
    refuseVersion(request);
    refuseTooLarge(request, deps.config.maxRequestBytes);
    if (request.method === 'PATCH') refuseChunkType(request);
    exchange.principal = actor.principal;
    const { id } = request.params;
    if (id === undefined) return;
    const upload = uploadId.validate(id).error
      ? undefined
      : await findOwnUpload(deps.db, actor.principal, id as string);
    if (!upload) throw new AppError('not_found', 404, 'Upload not found');
    if (upload.state === 'used') throw new AppError('upload_used', 410, 'The upload was used');
    if (upload.state === 'expired' || upload.isPast) {
      throw new AppError('upload_expired', 410, 'The upload has expired');
    }
    exchange.uploadId = upload.id;
  };

  const discard = async (id: string): Promise<void> => {
    const key = await deleteUnused(deps.db, id);
    if (key !== undefined) await deps.store.deleteGrowing(key);
  };

  serve(UPLOADS_PATH, ['POST', 'OPTIONS']);
  serve(`${UPLOADS_PATH}/:id`, ['HEAD', 'PATCH', 'DELETE', 'OPTIONS']);
}

/** "If the header is present, the server must take it for the request's method": for who can't send PATCH. */
function overrideMethod(request: Request): void {
  const method = request.get('X-HTTP-Method-Override');
  if (request.method === 'POST' && method !== undefined) request.method = method.toUpperCase();
}

function refuseMethod({ method }: Request, methods: string[]): void {
  if (methods.includes(method)) return;
  const allowed = methods.join(', ');
  throw new AppError('method_not_allowed', 405, `${method} is not allowed here; allowed: ${allowed}`, {
    headers: { Allow: allowed },
  });
}

/** "If the version is not supported by the server, it must respond with 412 and include Tus-Version." */
function refuseVersion(request: Request): void {
  if (request.get('Tus-Resumable') === TUS_VERSION) return;
  throw new AppError('tus_version', 412, `The header "Tus-Resumable: ${TUS_VERSION}" is required`, {
    headers: { 'Tus-Version': TUS_VERSION },
  });
}

function refuseChunkType(request: Request): void {
  if (request.get('Content-Type') === CHUNK_TYPE) return;
  throw new AppError('unsupported_media_type', 415, `Expected a body of type ${CHUNK_TYPE}`, {
    headers: { Accept: CHUNK_TYPE },
  });
}

/** Answers that are no errors have no bodies; what other origins may do is said by the app. */
function send(response: Response, answer: globalThis.Response): void {
  answer.headers.forEach((value, name) => {
    if (!/^(content|access-control)-/.test(name)) response.set(name, value);
  });
  response.status(answer.status).end();
}
