import { type MetadataField } from '@sluice/systems/content';
import Joi from 'joi';

/** Postgres has no text with NUL in it, and half a character is none. */
const NOT_STORABLE = /[\u0000\p{Surrogate}]/u;

/** Of the chain's unsigned 128-bit integers. */
const MAX_PRICE = 2n ** 128n - 1n;

export const MAX_ID_LENGTH = 256;
const MAX_TOKEN_GATING_BYTES = 8 * 1024;
/** A rule for tokens is no program. */
const MAX_TOKEN_GATING_DEPTH = 20;

/** Text as it was sent, of so many characters; these are counted as people do, not in UTF-16. */
export function text(maxLength: number): Joi.StringSchema {
  return Joi.string()
    .custom((value: string, helpers) => {
      if (NOT_STORABLE.test(value)) {
        return helpers.message({ custom: '{{#label}} must not have NUL or half a character in it' });
      }
      if ([...value].length > maxLength) {
        return helpers.message({ custom: `{{#label}} must have at most ${maxLength} characters` });
      }
      return value;
    })
    .description(`At most ${maxLength} characters`);
}

const PRICE_EXPECTED =
  '{{#label}} must be an integer from 0 to 2^128 − 1 (micro-STX): a number up to 2^53 − 1, or a text of digits';

/** Becomes decimal digits. A number above 2^53 − 1 has lost its last digits before it came here. */
export const price = Joi.alternatives(
  Joi.number().strict().integer().min(0).max(Number.MAX_SAFE_INTEGER),
  Joi.string().pattern(/^[0-9]{1,100}$/),
)
  .custom((value: number | string, helpers) => {
    const digits = BigInt(value);
    return digits > MAX_PRICE ? helpers.message({ custom: PRICE_EXPECTED }) : digits.toString();
  })
  .messages({ '*': PRICE_EXPECTED, 'any.required': '{{#label}} is required' });

const TOKEN_GATING_EXPECTED = '{{#label}} must be a boolean, an object or null';

const tokenGating = Joi.alternatives(Joi.boolean().strict(), Joi.object().unknown(), Joi.any().valid(null))
  .custom((value: unknown, helpers) => {
    const fault = faultOfJson(value);
    return fault === undefined ? value : helpers.message({ custom: `{{#label}} ${fault}` });
  })
  .messages({ 'alternatives.types': TOKEN_GATING_EXPECTED, 'alternatives.match': TOKEN_GATING_EXPECTED });

/** Why this is nothing that can be kept, undefined when it can. */
function faultOfJson(value: unknown): string | undefined {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_TOKEN_GATING_DEPTH) return `must not be nested more than ${MAX_TOKEN_GATING_DEPTH} deep`;
    const texts = level.flatMap((part) => (isObject(part) ? Object.keys(part) : [part]));
    if (texts.some((part) => typeof part === 'string' && NOT_STORABLE.test(part))) {
      return 'must not have NUL or half a character in it';
    }
    level = level.flatMap((part) => (isObject(part) ? Object.values(part) : []));
  }
  const bytes = Buffer.byteLength(JSON.stringify(value));
  return bytes > MAX_TOKEN_GATING_BYTES ? 'must have at most 8 KiB as JSON' : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export const contentId = text(MAX_ID_LENGTH);
export const creator = text(MAX_ID_LENGTH);
export const removalReason = text(1000).allow('', null);

/** What an update of metadata may change. */
export const metadataFields: Record<MetadataField, Joi.Schema> = {
  title: text(500),
  description: text(10_000).allow(''),
  contentType: text(100),
  tokenGating,
  refundable: Joi.boolean().strict(),
  refundWindowDays: Joi.number().strict().integer().min(0).max(3650).allow(null),
};
