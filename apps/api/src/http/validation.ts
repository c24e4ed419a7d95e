import { AppError } from '@sluice/kernel/errors';
import type Joi from 'joi';

/** One thing that is wrong, and where. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** What becomes of fields the schema does not know: named in a 400, or left out. */
export type UnknownFields = 'refused' | 'dropped';

/**
 * What the schema makes of the input; only this is used, the input may carry `__proto__`.
 * @throws AppError 400 naming every field that is wrong and what was expected of it
 */
export function validate<T>(schema: Joi.Schema<T>, input: unknown, unknownFields: UnknownFields): T {
  const { value, error } = schema.validate(input, {
    abortEarly: false,
    convert: true,
    stripUnknown: unknownFields === 'dropped',
  });
  if (!error) return value as T;
  const problems: FieldProblem[] = error.details.map(({ path, message }) => ({
    field: path.join('.'),
    message,
  }));
  throw new AppError('validation_failed', 400, problems.map((problem) => problem.message).join('; '), {
    details: problems,
  });
}
