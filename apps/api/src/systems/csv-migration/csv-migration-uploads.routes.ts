import { type Sql } from '@sluice/kernel/db';
import { defineRoute, type Reply, type Route } from '../../http/route';
import { type ReceivedFile, type UploadRules } from '../../http/uploads';
import { type SystemDeps } from '../../systems';
import { WRITERS } from './csv-migration.access';
import { uploadAnswer } from './csv-migration.answers';
import { badMapping, fileRequired, fileTooLarge, noImportType, tooManyFiles } from './csv-migration.refusals';
import {
  type GivenMapping,
  parseMapping,
  previewQuery,
  uploadFields,
  type UploadFields,
} from './csv-migration.schemas';
import { MigrationUploads, type UploadForm } from './csv-migration.uploads';

/** A mapping may come as a field a column. */
const MAX_FIELDS = 250;

/** Files in. */
export function migrationUploadRoutes(deps: SystemDeps): Route[] {
  const uploads = new MigrationUploads(deps);
  const { migrationMaxFileBytes: maxFileBytes } = deps.config;
  const upload: UploadRules = {
    system: 'migration',
    files: [{ name: 'file', maxCount: 1 }],
    maxFileBytes,
    maxFields: MAX_FIELDS,
    refusals: { tooLarge: () => fileTooLarge(maxFileBytes), tooMany: tooManyFiles },
  };
  return [
    defineRoute({
      method: 'post',
      path: '/api/v1/onboarding/migration/upload',
      summary:
        'Upload a CSV (file, or upload_id of a finished upload) for an import; with ?preview=true only look at it',
      access: WRITERS,
      upload,
      query: previewQuery,
      body: uploadFields,
      idempotent: true,
      responses: { 200: { description: 'The job, and what the file looks like', schema: uploadAnswer } },
      async handler({ actor, query, body, files, keepAnswer }) {
        const form = formOf(body, files);
        const keep = (sql: Sql, json: object): Promise<void> => keepAnswer(sql, reply(json));
        const answer = await (query.preview
          ? uploads.preview(actor, form, keep)
          : uploads.create(actor, form, keep));
        return reply(answer);
      },
    }),
  ];
}

function reply(json: object): Reply {
  return { status: 200, json };
}

function formOf(fields: UploadFields, [file]: ReceivedFile[]): UploadForm {
  const { upload_id: uploadId, import_type: importType, parent_job_id: parentId } = fields;
  if (file && uploadId !== undefined) throw tooManyFiles();
  const source = file ? { file } : uploadId !== undefined ? { uploadId } : undefined;
  if (!source) throw fileRequired();
  if (importType === undefined) throw noImportType();
  return { source, importType, mapping: mappingOf(fields), parentId };
}

function mappingOf({ column_mapping: given }: UploadFields): GivenMapping | undefined {
  const mapping = typeof given === 'string' ? parseMapping(given) : given;
  if (given !== undefined && mapping === undefined) {
    throw badMapping(['column_mapping harus berupa objek JSON {"kolom CSV": "kolom tujuan"}']);
  }
  return mapping && Object.keys(mapping).length > 0 ? mapping : undefined;
}
