import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { isTransient } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type ErrorRequestHandler } from 'express';
import { MulterError } from 'multer';
import { envelopeOf, type ErrorAnswer, errorBody } from './envelopes';

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
    if (response.headersSent) {
      // Half an answer can't be taken back; a broken connection at least does not look like a whole one.
      request.socket.destroy();
      return;
    }
    const { contentType, text } = errorBody(envelopeOf(request.method, request.path), answer);
    response.status(answer.status).set(appError.headers).set('Content-Type', contentType).send(text);
  };
}

function answerOf(error: AppError): ErrorAnswer {
  const { status, code, message, details } = error;
  if (status < 500) return { status, code, message, ...(details !== undefined && { details }) };
  return { status, code, message: STATUS_CODES[status] ?? 'Internal Server Error', errorId: randomUUID() };
}

/** Errors of the libraries that read requests, and of the database, as ours. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof MulterError) return multerError(error);
  if (isTransient(error)) {
    return new AppError('unavailable', 503, 'The database is away', {
      cause: error,
      headers: { 'Retry-After': '2' },
    });
  }
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (typeof type === 'string' && typeof status === 'number') return bodyParserError(type, status, error);
  if (error instanceof URIError) return new AppError('bad_path', 400, 'The path is not well-formed');
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

function multerError(error: MulterError): AppError {
  const field = error.field === undefined ? '' : ` (field ${JSON.stringify(error.field)})`;
  if (error.code === 'LIMIT_FILE_SIZE') {
    return new AppError('payload_too_large', 413, `The file is too large${field}`, { cause: error });
  }
  return new AppError('bad_upload', 400, `${error.message}${field}`, { cause: error });
}
