import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { isTransient } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type ErrorRequestHandler } from 'express';
import { aborted } from './body';
import { type EnvelopeName, envelopeOf, type ErrorAnswer, errorBody } from './envelopes';
import { keepOpenUntilRead } from './linger';

/** The one place where errors become answers. */
export function createErrorHandler(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const appError = toAppError(error);
    const answer = answerOf(appError);
    if (answer.errorId) {
      const { requestId } = response.locals;
      log.error('a request failed', { errorId: answer.errorId, requestId, status: answer.status, error });
    }
    if (response.headersSent || response.destroyed) {
      // Half an answer can't be taken back; a broken connection at least does not look like a whole one.
      request.socket.destroy();
      return;
    }
    keepOpenUntilRead(request, response);
    const declared = response.locals['envelope'] as EnvelopeName | undefined;
    const { contentType, text } = errorBody(declared ?? envelopeOf(request.method, request.path), answer);
    response.status(answer.status).set(appError.headers).set('Content-Type', contentType).send(text);
  };
}

function answerOf(error: AppError): ErrorAnswer {
  const { status, code, message, details } = error;
  if (status < 500) return { status, code, message, ...(details !== undefined && { details }) };
  const title = STATUS_CODES[status] ?? 'Internal Server Error';
  const plainCode = title.toLowerCase().replaceAll(' ', '_');
  return { status, code: plainCode, message: title, errorId: randomUUID() };
}

/** Errors of Express, of what reads bodies, and of the database, as ours. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // A path that can't be decoded names nothing, like any other malformed id.
  if (error instanceof URIError) return new AppError('not_found', 404, 'Not found', { cause: error });
  const { status, type, code } = error as { status?: unknown; type?: unknown; code?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return bodyParserError(String(type), status, error);
  }
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return aborted();
  if (isTransient(error)) {
    return new AppError('unavailable', 503, 'The database is away', {
      cause: error,
      headers: { 'Retry-After': '2' },
    });
  }
  return new AppError('internal', 500, 'Internal Server Error', { cause: error });
}

const BODY_PARSER_MESSAGES: Record<string, [code: string, message: string]> = {
  'entity.parse.failed': ['malformed_json', 'The body is not well-formed JSON'],
  'entity.too.large': ['payload_too_large', 'The body is too large'],
  'encoding.unsupported': ['unsupported_encoding', 'The content encoding is not supported'],
  'charset.unsupported': ['unsupported_charset', 'The charset is not supported'],
  'request.aborted': ['aborted', 'The request was broken off'],
};

function bodyParserError(type: string, status: number, cause: unknown): AppError {
  const [code, message] = BODY_PARSER_MESSAGES[type] ?? ['bad_request', 'The request could not be read'];
  return new AppError(code, status, message, { cause });
}
