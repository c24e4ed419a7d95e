import { randomInt } from 'node:crypto';
import Joi from 'joi';

/**
 * A UUID as Postgres takes it, in lower case. Joi's own `uuid()` lets braces and colons pass, which Postgres
 * does not. Without flags: OpenAPI knows none.
 */
export const uuidParam = Joi.string()
  .pattern(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/)
  .lowercase();

/**
 * The id of a batch, upload, file or import of any system: a UUID, or the id that audience prints. Without flags: OpenAPI
 * knows none.
 */
export const batchIdParam = Joi.string()
  .pattern(/^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|upl_[0-9]{10}_[a-z0-9]{6})$/)
  .lowercase();

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** So many of a–z and 0–9, as ids have them that a document prints with a short random end. */
export function shortRandom(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
