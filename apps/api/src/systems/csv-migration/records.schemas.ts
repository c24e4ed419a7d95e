import Joi from 'joi';
import { uuidParam } from '../../http/ids';
import { pageLimit } from '../../http/paging';
import { type RecordChange } from './change-record';
import { count, nullable, pageAnswer, text, time, uuid } from './csv-migration.answers';
import { sorting } from './csv-migration.schemas';
import { type RecordKind } from './record-kinds';
import { recordNotFound, type RecordListQuery } from './record-lists';

export interface RecordParams {
  id: string;
}

export const recordParams = Joi.object<RecordParams>({ id: uuidParam.required().error(recordNotFound) });

/** Postgres has no text with NUL in it. */
const words = Joi.string()
  .trim()
  .empty('')
  .max(200)
  .pattern(/^[^\u0000]*$/, 'text without NUL');

export function listQueryOf({ columns }: RecordKind): Joi.ObjectSchema<RecordListQuery> {
  const names = columns.map(({ name }) => name);
  const filters = Object.fromEntries(columns.map(({ name, label }) => [name, words.description(label)]));
  return Joi.object<RecordListQuery>({
    ...filters,
    q: words.description('Searched for in names and numbers'),
    migration_job_id: uuidParam.empty(''),
    ...pageLimit(),
    ...sorting([...names, 'created_at', 'updated_at', 'row_number'], 'created_at'),
  });
}

/** Which values a column takes is asked of its own rules, the same as of a CSV. */
export function changeOf({ columns }: RecordKind): Joi.ObjectSchema<RecordChange> {
  const value = Joi.alternatives(
    Joi.string()
      .allow('')
      .max(10_000)
      .pattern(/^[^\u0000]*$/, 'text without NUL'),
    Joi.number(),
  ).allow(null);
  const names = columns.map(({ name }) => name);
  return Joi.object<RecordChange>({
    ...Object.fromEntries(columns.map(({ name, expected }) => [name, value.description(expected)])),
    version: Joi.number()
      .integer()
      .min(1)
      .description('The version that was changed; another one by now is 409'),
  }).or(...names);
}

/** A record as answers show it, for the documentation. */
export function recordAnswer({ columns }: RecordKind): Joi.ObjectSchema {
  const fields = columns.map(({ name, type, isRequired }) => {
    const isNumber = type.kind === 'integer' || type.kind === 'money';
    const value = isNumber ? Joi.number().required() : text;
    return [name, isRequired ? value : nullable(value)] as const;
  });
  return Joi.object({
    id: uuid,
    tenant_id: uuid,
    ...Object.fromEntries(fields),
    migration_job_id: uuid,
    row_number: count,
    version: count,
    created_at: time,
    updated_at: time,
  });
}

export function recordListAnswer(kind: RecordKind): Joi.ObjectSchema {
  return pageAnswer(recordAnswer(kind));
}
