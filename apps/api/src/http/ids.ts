import Joi from 'joi';

/**
 * A UUID as Postgres takes it, in lower case. Joi's own `uuid()` lets braces and colons pass, which Postgres
 * does not. Without flags: OpenAPI knows none.
 */
export const uuidParam = Joi.string()
  .pattern(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/)
  .lowercase();
