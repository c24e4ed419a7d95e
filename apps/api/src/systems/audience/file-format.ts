import { bomOf } from '@sluice/formats/charset';
import { AppError } from '@sluice/kernel/errors';
import { type FileStore } from '@sluice/kernel/storage';
import { type UploadFormat } from '@sluice/systems/audience';
import { type UploadedFile } from '../../uploads';

export interface FileFormat {
  format: Exclude<UploadFormat, 'envelope'>;
  /** What the name says of a CSV file. */
  delimiter: string | null;
}

const BY_EXTENSION: Record<string, FileFormat> = {
  csv: { format: 'csv', delimiter: null },
  tsv: { format: 'csv', delimiter: '\t' },
  json: { format: 'json', delimiter: null },
  ndjson: { format: 'ndjson', delimiter: null },
  jsonl: { format: 'ndjson', delimiter: null },
};

/** Enough to see whether it is text, and whether JSON. */
const HEAD_BYTES = 16 * 1024;

/**
 * What kind of file it is: by the end of its name, or else by how it begins.
 * @throws AppError 400 for a file that is empty or of another kind
 */
export async function fileFormatOf(store: FileStore, file: UploadedFile): Promise<FileFormat> {
  if (file.bytes === 0) throw new AppError('empty_file', 400, 'The file is empty');
  const extension = /\.([^./\\]*)$/.exec(file.originalName)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  return known ?? formatByContent(await store.read(file.key, 0, HEAD_BYTES));
}

/** JSON in lines begins like an object: whoever reads `json` tells them apart. */
function formatByContent(head: Buffer): FileFormat {
  const mark = bomOf(head);
  const isUtf16 = mark !== undefined && mark.charset !== 'utf-8';
  if (!isUtf16 && head.includes(0)) {
    throw new AppError('unknown_file_type', 400, 'The file is neither CSV nor JSON nor NDJSON');
  }
  const [first] = head.toString('latin1', isUtf16 ? 0 : (mark?.length ?? 0)).trimStart();
  return { format: first === '[' || first === '{' ? 'json' : 'csv', delimiter: null };
}
