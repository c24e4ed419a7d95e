import { asForm, dataOf } from '@sluice/client';
import { client } from '../app/session';
import { type ImportType } from './import-fields';

/** A file that has been sent, and what is to be made of it. */
export interface SentFile {
  uploadId: string;
  type: ImportType;
  /** The import whose corrected rows these are. */
  parentId: string | undefined;
}

/** What the file looks like, and what its columns seem to mean; makes nothing. @throws SluiceError */
export function previewImport(file: SentFile) {
  return send(file, undefined, true, undefined);
}

export type ImportPreview = Awaited<ReturnType<typeof previewImport>>;

/**
 * Makes the import.
 * @param columnMapping column of the file → field
 * @param key the same for the same file, so that two clicks make one
 * @throws SluiceError
 */
export async function createImport(
  file: SentFile,
  columnMapping: Record<string, string>,
  key: string,
): Promise<string> {
  const { job_id: id } = await send(file, columnMapping, false, key);
  if (id === null) throw new Error('The answer names no job');
  return id;
}

function send(
  file: SentFile,
  mapping: Record<string, string> | undefined,
  preview: boolean,
  key: string | undefined,
) {
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
