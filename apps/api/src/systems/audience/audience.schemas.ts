import { MAX_FIELDS, ON_ERROR, type OnError } from '@sluice/systems/audience';
import Joi from 'joi';
import { uuidParam } from '../../http/ids';
import { limitOffset, type LimitOffset } from '../../http/paging';

export interface UploadParams {
  id: string;
}

/** The printed form; anything else names nothing. */
const uploadId = Joi.string().pattern(/^upl_[0-9]{10}_[a-z0-9]{6}$/);

export const uploadParams = Joi.object<UploadParams>({ id: uploadId.required() });

export interface RecordParams extends UploadParams {
  number: number;
}

const recordNumber = Joi.number().integer().min(1).max(2_147_483_647);

export const recordParams = Joi.object<RecordParams>({
  id: uploadId.required(),
  number: recordNumber.required(),
});

const MAX_NAME_LENGTH = 100;

/** Characters as people count them; Postgres has no text with NUL in it. */
export const uploadName = Joi.string()
  .pattern(/\S/, 'something but blanks')
  .pattern(/^[^\u0000]*$/, 'text without NUL')
  .custom((value: string, { error }) => ([...value].length > MAX_NAME_LENGTH ? error('string.max') : value))
  .messages({ 'string.max': `{{#label}} must have 1 to ${MAX_NAME_LENGTH} characters` })
  .description(`1 to ${MAX_NAME_LENGTH} characters`);

/** A name that was not given but found. */
export function shortenedName(name: string): string {
  return [...name.slice(0, 2 * MAX_NAME_LENGTH)].slice(0, MAX_NAME_LENGTH).join('');
}

export interface UploadQuery {
  on_error?: OnError;
}

const onError = Joi.string()
  .lowercase()
  .valid(...ON_ERROR)
  .description('What a bad record does: refuses all (reject), or stays out alone (partial)');

export const uploadQuery = Joi.object<UploadQuery>({ on_error: onError });

export interface FileFields {
  upload_id?: string;
  upload_name?: string;
  fields?: string;
  on_error?: OnError;
  delimiter?: string;
}

/** What a form may say, and what it means: a tab is hard to type. */
export const DELIMITERS: Record<string, string> = {
  ',': ',',
  ';': ';',
  '|': '|',
  '\t': '\t',
  comma: ',',
  semicolon: ';',
  pipe: '|',
  tab: '\t',
};

/** A field left empty in a form is a field that is missing. */
export const fileFields = Joi.object<FileFields>({
  upload_id: uuidParam.empty('').messages({
    'string.pattern.base': '"upload_id" must be the id of a finished upload to /api/uploads',
  }),
  upload_name: uploadName.empty(''),
  fields: Joi.string()
    .empty('')
    .description('An order of the fields: a JSON array, or names with commas between'),
  on_error: onError.empty(''),
  delimiter: Joi.string()
    .empty('')
    .valid(...Object.keys(DELIMITERS))
    .description('Of a CSV file; found out when it is left out'),
});

export const fieldNames = Joi.array().items(Joi.string().max(1_000)).max(MAX_FIELDS).unique().label('fields');

/** As many as may be asked for at once: who never heard of pages sees what was sent last. */
const MAX_LIMIT = 100;

export const listQuery = Joi.object<LimitOffset>(limitOffset(MAX_LIMIT, MAX_LIMIT));

export interface WholeQuery {
  limit?: number;
  offset: number;
  format?: 'json' | 'ndjson' | 'csv';
}

export const wholeQuery = Joi.object<WholeQuery>({
  limit: Joi.number().integer().min(1).max(1_000_000_000).description('Records; all of them without it'),
  offset: limitOffset(1).offset,
  format: Joi.string().lowercase().valid('json', 'ndjson', 'csv'),
});

export interface RecordsQuery extends LimitOffset {
  duplicates?: boolean;
}

export const recordsQuery = Joi.object<RecordsQuery>({
  ...limitOffset(MAX_LIMIT),
  duplicates: Joi.boolean().description('true: only those that are elsewhere, too'),
});

export interface RejectionsQuery extends LimitOffset {
  format?: 'json' | 'csv';
}

export const rejectionsQuery = Joi.object<RejectionsQuery>({
  ...limitOffset(MAX_LIMIT),
  format: Joi.string().lowercase().valid('json', 'csv'),
});

export interface RecordChange {
  set?: Record<string, unknown>;
  unset?: string[];
}

/** JSON.parse makes another number of what JavaScript can't hold, and nobody would be told. */
const exactValue = Joi.any().custom((value: unknown, { message }) =>
  hasInexactNumber(value)
    ? message({ custom: '{{#label}} has a number that can’t be kept exactly; send it as a text' })
    : value,
);

function hasInexactNumber(value: unknown): boolean {
  if (typeof value === 'number')
    return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
  return value !== null && typeof value === 'object' && Object.values(value).some(hasInexactNumber);
}

const changes = {
  set: Joi.object().pattern(Joi.string().allow(''), exactValue).description('Members that get these values'),
  unset: Joi.array().items(Joi.string().allow('')).max(MAX_FIELDS).description('Members that are taken away'),
};

export const recordChange = Joi.object<RecordChange>(changes).or('set', 'unset');

export interface NumberedChange extends RecordChange {
  record_number: number;
}

export const recordChanges = Joi.object<{ updates: NumberedChange[] }>({
  updates: Joi.array()
    .items(Joi.object({ record_number: recordNumber.required(), ...changes }).or('set', 'unset'))
    .min(1)
    .max(1_000)
    .unique('record_number')
    .required(),
});

export const recordDeletion = Joi.object<{ record_numbers: number[] }>({
  record_numbers: Joi.array().items(recordNumber).min(1).max(10_000).required(),
});

export const uploadDeletion = Joi.object<{ upload_ids: string[] }>({
  upload_ids: Joi.array().items(Joi.string().max(100)).min(1).max(100).required(),
});
