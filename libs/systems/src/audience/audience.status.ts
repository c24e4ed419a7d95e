/** What the document prints as `status`; an upload has no other. */
export const UPLOAD_STATUS = 'uploaded';

/**
 * What becomes of an upload behind its printed status: `queued`, its records go in (`loading`), duplicates and
 * figures are found (`analyzing`), `completed` or `failed`.
 */
export const PROCESSING_STATUSES = ['queued', 'loading', 'analyzing', 'completed', 'failed'] as const;
export type ProcessingStatus = (typeof PROCESSING_STATUSES)[number];

/** What a bad record does: refuses the whole upload, or stays out alone. */
export const ON_ERROR = ['reject', 'partial'] as const;
export type OnError = (typeof ON_ERROR)[number];

/**
 * How the records of an upload are written down: the JSON body of the document, or a file. A `json` file is an array
 * of records, or an object with such an array as the body has it.
 */
export const UPLOAD_FORMATS = ['envelope', 'json', 'ndjson', 'csv'] as const;
export type UploadFormat = (typeof UPLOAD_FORMATS)[number];

/** Nothing happens any more unless its records are changed. */
export function isUploadFinal(status: ProcessingStatus): boolean {
  return status === 'completed' || status === 'failed';
}

/** All records that will go in are in; only figures may be missing. */
export function isLoaded(status: ProcessingStatus): boolean {
  return status === 'analyzing' || status === 'completed';
}
