import { pipeline, Transform, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '@sluice/kernel/errors';
import { type FileStore, newFileKey } from '@sluice/kernel/storage';
import { type Request } from 'express';
import type Joi from 'joi';
import { tooLarge, unsupportedType } from './body';
import { limitedBody } from './limited-body';
import { type ReceivedFile } from './uploads';

/** What a route takes whose body is stored as it is. */
export interface RawBodyRules {
  /** First part of the key in the store. */
  system: string;
  /** Content type, such as `application/json`. */
  type: string;
  /** Bytes that a body may have once it is inflated. */
  maxBytes: number;
  /** What is in it, for the documentation; the route's own reader judges it. */
  schema?: Joi.Schema;
}

/** Field name of a raw body among the received files. */
export const RAW_BODY_FIELD = 'body';

/** Codings of RFC 9110 §8.4.1 that Node inflates, as streams. */
const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Streams a request's body into the store, inflated, without reading what it says. A request without a body is a
 * file without bytes.
 * @throws AppError 413 for more bytes than allowed, before and after inflation; 415 for another content type or a
 *   coding that is not known; 400 for a coding that is broken
 */
export async function storeRawBody(
  store: FileStore,
  request: Request,
  { system, type, maxBytes }: RawBodyRules,
): Promise<ReceivedFile> {
  // False for another type; null when there is no body at all.
  if (request.is(type) === false) throw unsupportedType(type);
  const body = inflated(request, maxBytes);
  const stored = await store.put(newFileKey(system), body).catch((error: unknown) => {
    throw body.errored ?? error;
  });
  return { ...stored, field: RAW_BODY_FIELD, originalName: '' };
}

function inflated(request: Request, maxBytes: number): Readable {
  const coding = (request.get('Content-Encoding') ?? 'identity').trim().toLowerCase();
  const sent = limitedBody(request, maxBytes);
  if (coding === 'identity' || coding === '') return sent;
  const createDecoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (!createDecoder) {
    sent.destroy();
    throw new AppError('unsupported_encoding', 415, `The content encoding ${coding} is not supported`, {
      headers: { 'Accept-Encoding': 'gzip, deflate, br, identity' },
    });
  }
  const limit = byteLimit(maxBytes);
  pipeline(sent, createDecoder(), limit, (error) => {
    if (error) limit.destroy(error instanceof AppError ? error : brokenCoding(coding, error));
  });
  return limit;
}

/** A bomb of a few bytes stops here, whatever it would become. */
function byteLimit(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
}

function brokenCoding(coding: string, cause: Error): AppError {
  return new AppError('malformed_encoding', 400, `The body is not well-formed ${coding}`, { cause });
}
