import { createHmac } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { AppError } from '@sluice/kernel/errors';
import { type ReceivedFile } from './uploads';

/** A request that its sender may send again under the same key, and what makes it the same request. */
export interface KeyedRequest {
  /** Keys of different users never meet. */
  ownerId: string;
  /** `POST /api/batches/upload`: nor do keys of different routes. */
  route: string;
  key: string;
  /** Keyed SHA-256 over everything the request asks for. */
  fingerprint: Buffer;
}

/** What a request asks for, read and parsed. */
export interface RequestContent {
  params: unknown;
  query: unknown;
  /** The parsed body, or the text fields of a form. */
  fields: unknown;
  files: ReceivedFile[];
}

const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/**
 * The request's `Idempotency-Key`, undefined when it has none. Taken as it stands: quotes, as the IETF's
 * draft has them, are part of the key.
 * @throws AppError 400 for a key that is empty, too long or has other than visible ASCII characters
 */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !VISIBLE.test(key)) {
    throw new AppError(
      'bad_idempotency_key',
      400,
      'An Idempotency-Key has 1 to 255 visible ASCII characters and no spaces',
    );
  }
  return key;
}

/**
 * Two requests with the same fingerprint ask for the same thing. What does not count: the boundary of a form,
 * the order of its fields and of its files, the order of a JSON object's members, white space of JSON. What
 * counts: path and query parameters, the order of values that one field has several of, and of each file its
 * field, name and bytes.
 * @param secret keeps whoever reads the table from guessing what a request said, a password for one
 */
export function fingerprintOf({ params, query, fields, files }: RequestContent, secret: string): Buffer {
  const named = files.map((file) => canonical([file.field, file.originalName, file.bytes, file.sha256]));
  const all = canonical([params, query, fields, named.sort()]);
  return createHmac('sha256', `idempotency ${secret}`).update(all).digest();
}

/** JSON with the members of objects in order of their names. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
