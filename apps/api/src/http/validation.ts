import { AppError } from '@sluice/kernel/errors';
import type Joi from 'joi';

/** One thing that is wrong, and where. */
export interface FieldProblem {
  field: string;
  message: string;
}

/**
 * What the schema makes of the input; only this is used, the input may carry `__proto__`.
 * @throws AppError 400 naming every field that is wrong and what was expected of it
 */
export function validate<T>(schema: Joi.Schema<T>, input: unknown): T {
  const { value, error } = schema.validate(input, { abortEarly: false, convert: true });
  if (!error) return value as T;
  const problems: FieldProblem[] = error.details.map(({ path, message }) => ({
    field: path.join('.'),
    message,
  }));
  throw new AppError('validation_failed', 400, problems.map((problem) => problem.message).join('; '), {
    details: problems,
  });
}
