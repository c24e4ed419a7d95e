import { asForm, dataOf } from '@sluice/client';
import { client } from '../app/session';

export const IMPORT_TYPES = ['package', 'jamaah', 'payment'] as const;
export type ImportType = (typeof IMPORT_TYPES)[number];

/** Column of the file → field of the import; an empty one says that the column means nothing. */
export type Mapping = Record<string, string>;

/** A file that has been sent, and what is to be made of it. */
export interface SentFile {
  uploadId: string;
  type: ImportType;
  /** The import whose corrected rows these are. */
  parentId: string | undefined;
}

export async function readColumns(type: ImportType) {
  const path = '/api/v1/onboarding/migration/columns/{type}';
  return (await dataOf(client.http.GET(path, { params: { path: { type } } }))).columns;
}

export type ImportColumn = Awaited<ReturnType<typeof readColumns>>[number];

/** What the file looks like, and what its columns seem to mean; makes nothing. @throws SluiceError */
export function previewImport(file: SentFile) {
  return send(file, undefined, true, undefined);
}

export type ImportPreview = Awaited<ReturnType<typeof previewImport>>;

/** Makes the import. @param key the same for the same file, so that two clicks make one. @throws SluiceError */
export function createImport(file: SentFile, mapping: Mapping, key: string): Promise<string> {
  return create(file, mapping, key);
}

/** Makes an import of corrected rows, whose columns mean what they meant in the first. @throws SluiceError */
export function createCorrection(file: SentFile, key: string): Promise<string> {
  return create(file, undefined, key);
}

async function create(file: SentFile, mapping: Mapping | undefined, key: string): Promise<string> {
  const { job_id: id } = await send(file, mapping, false, key);
  if (id === null) throw new Error('The answer names no job');
  return id;
}

function send(file: SentFile, mapping: Mapping | undefined, preview: boolean, key: string | undefined) {
  return dataOf(
    client.http.POST('/api/v1/onboarding/migration/upload', {
      params: { query: { preview }, ...(key !== undefined && { header: { 'Idempotency-Key': key } }) },
      body: {
        upload_id: file.uploadId,
        import_type: file.type,
        ...(file.parentId !== undefined && { parent_job_id: file.parentId }),
        ...(mapping && { column_mapping: JSON.stringify(mapping) }),
      },
      bodySerializer: asForm,
    }),
  );
}
