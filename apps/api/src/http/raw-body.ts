import { pipeline, Transform, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '@sluice/kernel/errors';
import { type FileStore, newFileKey } from '@sluice/kernel/storage';
import { type Request } from 'express';
import type Joi from 'joi';
import { hasBody, tooLarge, unsupportedType } from './body';
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
  if (hasBody(request) && !request.is(type)) throw unsupportedType(type);
  const { stream, refusal } = inflated(request, maxBytes);
  const stored = await store.put(newFileKey(system), stream).catch((error: unknown) => {
    throw refusal() ?? error;
  });
  return { ...stored, field: RAW_BODY_FIELD, originalName: '' };
}

interface InflatedBody {
  stream: Readable;
  /** What was wrong with the body, when that is why the stream failed. */
  refusal(): Error | null;
}

function inflated(request: Request, maxBytes: number): InflatedBody {
  const coding = (request.get('Content-Encoding') ?? 'identity').trim().toLowerCase();
  const createDecoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (!createDecoder && coding !== 'identity' && coding !== '') throw unsupportedCoding(coding);
  const sent = limitedBody(request, maxBytes);
  if (!createDecoder) return { stream: sent, refusal: () => sent.errored };
  const decoder = createDecoder();
  const stream = byteLimit(maxBytes);
  // Errors are met by whoever reads the last of them.
  pipeline(sent, decoder, stream, () => undefined);
  return {
    stream,
    refusal() {
      const { errored } = stream;
      const isOurs = errored === null || errored instanceof AppError;
      return !isOurs && errored === decoder.errored ? brokenCoding(coding, errored) : errored;
    },
  };
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

function unsupportedCoding(coding: string): AppError {
  return new AppError('unsupported_encoding', 415, `The content encoding ${coding} is not supported`, {
    headers: { 'Accept-Encoding': 'gzip, deflate, br, identity' },
  });
}

function brokenCoding(coding: string, cause: Error): AppError {
  return new AppError('malformed_encoding', 400, `The body is not well-formed ${coding}`, { cause });
}
