import { type FileStore } from '@sluice/kernel/storage';
import { type AudienceUpload } from '@sluice/systems/audience';
import { readCsvRecords } from './csv-records';
import { readJson } from './json-records';
import { type Place, type SentBlock } from './sent-records';

/**
 * The records of an upload behind a place.
 * @throws UnreadableUpload, also while they are gone through
 */
export function openRecords(store: FileStore, upload: AudienceUpload, from: Place): AsyncIterable<SentBlock> {
  return upload.format === 'csv' ? readCsvRecords(store, upload, from) : readJson(store, upload, from);
}
