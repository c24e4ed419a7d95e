import { setImmediate } from 'node:timers/promises';
import { type Database } from '@sluice/kernel/db';
import { type FileStore } from '@sluice/kernel/storage';
import { type AudienceUpload } from '@sluice/systems/audience';
import { recordBlocks } from './record-blocks';
import { RecordJudge } from './record-judge';
import { lastPosition, recordPages, type RecordRange } from './record-pages';

export interface RecordTextsDeps {
  db: Database;
  store: FileStore;
}

/** Reads the records of an upload, from the first on, each time it is asked. */
export type RecordTexts = (range: RecordRange) => AsyncGenerator<string[]>;

/**
 * The records of an upload as they were sent, whether they were loaded or not: until all are in, those of a body are
 * read from the body itself. Where they come from is decided here, once, so that a load that ends meanwhile changes
 * nothing. Of a file it is those that are in by now.
 */
export async function recordTextsOf(
  { db, store }: RecordTextsDeps,
  upload: AudienceUpload,
): Promise<RecordTexts> {
  if (upload.format === 'envelope' && upload.loadedAt === null) {
    return (range) => textsInBody(store, upload, range);
  }
  const until = upload.loadedAt === null ? await lastPosition(db, upload.id) : undefined;
  return (range) => textsInRows(db, upload, range, until);
}

async function* textsInRows(
  db: Database,
  { id }: AudienceUpload,
  range: RecordRange,
  until: number | undefined,
): AsyncGenerator<string[]> {
  for await (const page of recordPages(db, id, range, until)) {
    yield page.map(({ record }) => record);
    await setImmediate();
  }
}

async function* textsInBody(
  store: FileStore,
  { fileKey, onError }: AudienceUpload,
  { offset, limit }: RecordRange,
): AsyncGenerator<string[]> {
  const judge = new RecordJudge();
  let toPass = offset;
  let left = limit;
  for await (const block of recordBlocks(await store.createReadStream(fileKey), 'envelope')) {
    const texts: string[] = [];
    while (left > 0 && block.next()) {
      const { record } = block;
      if (onError === 'partial' && judge.faultOf(record)) continue;
      if (toPass-- > 0) continue;
      texts.push(record.bytes.toString('utf8', record.start, record.end));
      left -= 1;
    }
    if (texts.length > 0) yield texts;
    if (left <= 0) return;
  }
}
