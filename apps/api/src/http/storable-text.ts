import Joi from 'joi';

/** Text that may be asked of Postgres, which has none with NUL in it: without this, such a request is a 500. */
export function storableText(maxLength: number): Joi.StringSchema {
  return Joi.string()
    .max(maxLength)
    .pattern(/^[^\u0000]*$/, 'text without NUL');
}
