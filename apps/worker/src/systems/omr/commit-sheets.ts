import { Readable } from 'node:stream';
import { rows } from '@sluice/kernel/db';
import { type CommitOptions } from '@sluice/kernel/lease';
import { deleteFiles, newFileKey, recordFiles, type StoredFile } from '@sluice/kernel/storage';
import { type OmrBatch, type SheetEvent, type SheetThumbnail, showBatch } from '@sluice/systems/omr';
import { type EntityManager } from 'typeorm';
import { type JobTools } from '../../job-handler';
import { itemsProcessed } from '../../metrics';
import { type OmrDeps } from './omr.handlers';
import { addToCounts } from './omr.queries';
import { type SheetReading } from './read-sheet';

export interface SheetResult extends SheetReading {
  index: number;
}

/**
 * Writes sheets, counters, the job's checkpoint and, with the last sheet, the end of the batch in one
 * transaction; then shows the progress. A sheet that has ended already is left as it is and not counted.
 */
export async function commitSheets(
  { store }: OmrDeps,
  tools: JobTools,
  batch: OmrBatch,
  results: SheetResult[],
  options: CommitOptions,
): Promise<void> {
  const { lease, log, workerId } = tools;
  const { file, places } = await storeThumbnails(store, results);
  let after: OmrBatch;
  let ended: SheetEvent[];
  try {
    ({ after, ended } = await lease.commit(async (sql) => {
      if (file) await recordFiles(sql, [file]);
      const written = await updateSheets(sql, batch.id, results, places, workerId);
      return { ended: written, after: await addToCounts(sql, batch.id, countsOf(written)) };
    }, options));
  } catch (error) {
    // Unknown when the connection broke during COMMIT: the sweeper keeps a file whose row is there.
    if (file && (error as Error).name === 'LeaseLostError') await deleteFiles(store, [file.key], log);
    throw error;
  }
  const counts = countsOf(ended);
  itemsProcessed.inc({ system: 'omr', status: 'processed' }, counts.processed);
  itemsProcessed.inc({ system: 'omr', status: 'failed' }, counts.failed);
  await showBatch(tools, after, ended);
}

function countsOf(sheets: SheetEvent[]): { processed: number; failed: number } {
  const processed = sheets.filter((sheet) => sheet.status === 'processed').length;
  return { processed, failed: sheets.length - processed };
}

/** All thumbnails of a commit in one file: a fsync for each would cost more than making them. */
async function storeThumbnails(
  store: OmrDeps['store'],
  results: SheetResult[],
): Promise<{ file?: StoredFile; places: (SheetThumbnail | null)[] }> {
  const thumbnails = results.flatMap(({ thumbnail }) => (thumbnail ? [thumbnail] : []));
  if (thumbnails.length === 0) return { places: results.map(() => null) };
  const file = await store.put(newFileKey('omr'), Readable.from(thumbnails));
  let offset = 0;
  const places = results.map(({ thumbnail }) => {
    if (!thumbnail) return null;
    const place = { key: file.key, offset, length: thumbnail.length };
    offset += thumbnail.length;
    return place;
  });
  return { file, places };
}

async function updateSheets(
  sql: EntityManager,
  batchId: string,
  results: SheetResult[],
  places: (SheetThumbnail | null)[],
  workerId: string,
): Promise<SheetEvent[]> {
  const written = await rows<SheetEvent>(
    sql,
    `UPDATE omr_sheets AS sheet SET status = done.status, task_id = done.task_id, qr_text = done.qr_text,
       width = done.width, height = done.height, sha256 = done.sha256, thumbnail = done.thumbnail,
       error = done.error, worker_id = $2, processed_at = now()
     FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::text[], $10::jsonb[], $11::text[])
       AS done (index, status, task_id, qr_text, width, height, sha256, thumbnail, error)
     WHERE sheet.batch_id = $1 AND sheet.index = done.index AND sheet.status = 'pending'
     RETURNING sheet.index, sheet.filename, sheet.status, sheet.task_id, sheet.error`,
    [
      batchId,
      workerId,
      results.map((result) => result.index),
      results.map((result) => result.status),
      results.map((result) => result.taskId),
      results.map((result) => storable(result.qrText)),
      results.map((result) => result.width),
      results.map((result) => result.height),
      results.map((result) => result.sha256),
      places.map((place) => place && JSON.stringify(place)),
      results.map((result) => result.error),
    ],
  );
  return written.sort((a, b) => a.index - b.index);
}

/** A QR code may hold any byte; Postgres' text holds all but NUL. */
function storable(text: string | null): string | null {
  return text && text.replaceAll('\0', '\uFFFD');
}
