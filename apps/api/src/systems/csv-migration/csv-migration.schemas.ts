import {
  IMPORT_TYPES,
  type ImportType,
  MIGRATION_STATUSES,
  type MigrationStatus,
} from '@sluice/systems/csv-migration';
import Joi from 'joi';
import { type FormatQuery } from '../../http/csv-reply';
import { uuidParam } from '../../http/ids';
import { pageLimit, type PageLimit } from '../../http/paging';
import { jobNotFound, templateNotFound } from './csv-migration.refusals';

export interface IdParams {
  id: string;
}

export const idParams = Joi.object<IdParams>({ id: uuidParam.required().error(jobNotFound) });

export const importType = Joi.string()
  .valid(...IMPORT_TYPES)
  .messages({ 'any.only': `"import_type" harus salah satu dari: ${IMPORT_TYPES.join(', ')}` });

export interface TemplateParams {
  type: ImportType;
}

export const templateParams = Joi.object<TemplateParams>({
  type: Joi.string()
    .valid(...IMPORT_TYPES)
    .required()
    .error(templateNotFound),
});

/** Column of the file → column of the import; an empty one says that it means nothing. */
export type GivenMapping = Record<string, string>;

const mappedColumns = Joi.object<GivenMapping>()
  .pattern(/^[^]{0,200}$/, Joi.string().allow('').max(100))
  .max(500);

export interface UploadFields {
  import_type?: ImportType;
  upload_id?: string;
  parent_job_id?: string;
  /** JSON text, or an object made of fields named `column_mapping[CSV column]`. */
  column_mapping?: string | GivenMapping;
}

/** `import_type` is asked for behind the file, whose absence is told first. */
export const uploadFields = Joi.object<UploadFields>({
  import_type: importType.empty('').description('Required'),
  upload_id: uuidParam.empty('').messages({
    'string.pattern.base': '"upload_id" must be the id of a finished upload to /api/uploads',
  }),
  parent_job_id: Joi.string().trim().empty('').max(200).description('The job whose failed rows these are'),
  column_mapping: Joi.alternatives(mappedColumns, Joi.string().max(64 * 1024)).empty(''),
});

/** The mapping that JSON text holds; undefined when it holds none. */
export function parseMapping(text: string): GivenMapping | undefined {
  try {
    const { value, error } = mappedColumns.validate(JSON.parse(text));
    return error ? undefined : (value as GivenMapping);
  } catch {
    return undefined;
  }
}

export interface PreviewQuery {
  preview: boolean;
}

const flag = Joi.boolean().truthy('1').falsy('0').default(false);

export const previewQuery = Joi.object<PreviewQuery>({ preview: flag });

const SORT_COLUMNS = [
  'created_at',
  'updated_at',
  'started_at',
  'completed_at',
  'file_name',
  'file_size',
  'import_type',
  'status',
  'total_rows',
  'processed_rows',
  'valid_rows',
  'invalid_rows',
] as const;

export interface Sorting {
  sort_by: string;
  sort_order: 'ASC' | 'DESC';
}

/** `sort_by` and `sort_order` of a list. */
export function sorting(columns: readonly string[], byDefault: string): Joi.SchemaMap<Sorting> {
  return {
    sort_by: Joi.string()
      .valid(...columns)
      .default(byDefault),
    sort_order: Joi.string().uppercase().valid('ASC', 'DESC').default('DESC'),
  };
}

export interface JobListQuery extends PageLimit, Sorting {
  import_type?: ImportType;
  status?: MigrationStatus;
}

export const jobListQuery = Joi.object<JobListQuery>({
  import_type: importType.empty(''),
  status: Joi.string()
    .valid(...MIGRATION_STATUSES)
    .empty(''),
  ...pageLimit(),
  ...sorting(SORT_COLUMNS, 'created_at'),
});

export interface ErrorsQuery extends PageLimit, FormatQuery {
  warnings: boolean;
}

const warnings = flag.description('Warnings, which keep no row out, instead of errors');

export const errorsQuery = Joi.object<ErrorsQuery>({
  format: Joi.string().valid('json', 'csv').default('csv'),
  warnings,
  ...pageLimit(),
});
