import { ZipError } from '@sluice/formats/zip';
import { addJobs } from '@sluice/kernel/queue';
import {
  type BatchWarning,
  cutIntoPieces,
  OmrBatch,
  OmrFile,
  omrJobs,
  type OpenBatchPayload,
  type ProcessSheetsPayload,
  SHEETS_PER_PIECE,
  showBatch,
} from '@sluice/systems/omr';
import { type EntityManager } from 'typeorm';
import { type JobHandler, type JobTools } from '../../job-handler';
import { storedZip } from '../../stored-zip';
import { findImages, findSheets, type FoundSheet, type FoundSheets } from './find-sheets';
import { type OmrDeps } from './omr.handlers';
import { endAsFailed } from './end-as-failed';
import { capped, startBatch } from './omr.queries';
import { giveUpPiece, processPiece } from './process-sheets';
import { readSheet } from './read-sheet';
import { openSheetFiles } from './sheet-files';

/** Sheets tried for the task id before the pieces start. */
const EARLY_TRIES = 3;
/** Rows written by one statement. */
const INSERT_ROWS = 2_000;

/** Opens a batch's ZIP, registers its sheets and cuts them into pieces for the whole fleet. */
export function openZipJob(deps: OmrDeps): JobHandler<OpenBatchPayload> {
  return openingJob(deps, async ({ fileKey }, signal) => {
    if (fileKey === null) throw new Error('The batch has no ZIP');
    return findSheets(await storedZip(deps.store, fileKey), signal);
  });
}

/** The same for a batch of direct images. */
export function openImagesJob(deps: OmrDeps): JobHandler<OpenBatchPayload> {
  return openingJob(deps, async ({ id }, signal) => {
    const files = await deps.db.manager.find(OmrFile, { where: { batchId: id }, order: { position: 'ASC' } });
    return findImages(deps.store, files, signal);
  });
}

type Find = (batch: OmrBatch, signal: AbortSignal) => Promise<FoundSheets>;

/** A batch of one piece is processed by the job that opens it: it waits for its turn once, not twice. */
function openingJob(deps: OmrDeps, find: Find): JobHandler<OpenBatchPayload> {
  return {
    async run({ batchId }, tools) {
      const batch = await startBatch(tools.lease, batchId);
      if (!batch) return;
      await showBatch(tools, batch);
      try {
        const isOpen = batch.sheetCount > 0;
        const opened = isOpen ? batch : await openBatch(deps, tools, batch, await find(batch, tools.signal));
        if (!tools.lease.isOver) await processPiece(deps, tools, opened, wholeOf(opened));
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
        tools.log.info('a ZIP was refused', { code: error.code });
        await endAsFailed(tools, batch.id, error.message);
      }
    },
    async giveUp({ batchId }, tools, reason) {
      const batch = await deps.db.manager.findOneBy(OmrBatch, { id: batchId });
      if (batch && batch.sheetCount > 0) return giveUpPiece(deps, tools, wholeOf(batch), reason);
      await endAsFailed(tools, batchId, `The upload could not be opened: ${reason.message}`);
    },
  };
}

function wholeOf({ id, sheetCount }: OmrBatch): ProcessSheetsPayload {
  return { batchId: id, from: 1, to: sheetCount };
}

/** Ends the job unless the batch is of one piece, or has nothing to process at all. */
async function openBatch(
  deps: OmrDeps,
  tools: JobTools,
  batch: OmrBatch,
  found: FoundSheets,
): Promise<OmrBatch> {
  if (found.sheets.length === 0) {
    const reason = 'The upload holds no images; JPEG, PNG, TIFF, WebP, BMP and GIF are read';
    await endAsFailed(tools, batch.id, reason, skippedWarnings(found));
    return batch;
  }
  const isOnePiece = found.sheets.length <= SHEETS_PER_PIECE;
  const taskId = batch.taskId ?? (isOnePiece ? null : await readEarlyTaskId(deps, tools, batch, found));
  const opened = await tools.lease.commit(
    (sql) => register(sql, tools, batch, found, taskId),
    isOnePiece ? { checkpoint: { opened: true } } : { done: true },
  );
  await showBatch(tools, opened);
  return opened;
}

/** The task id as early as it can be known; the end of the batch looks at all sheets. */
async function readEarlyTaskId(
  deps: OmrDeps,
  { signal }: JobTools,
  batch: OmrBatch,
  { sheets }: FoundSheets,
): Promise<string | null> {
  const files = await openSheetFiles(deps.store, batch);
  for (const sheet of sheets.slice(0, EARLY_TRIES)) {
    const { taskId } = await readSheet(deps.qr, files, { ...sheet, readQr: true }, signal);
    if (taskId !== null) return taskId;
  }
  return null;
}

function skippedWarnings({ skipped }: FoundSheets): BatchWarning[] {
  return capped(
    skipped.map((filename) => ({ code: 'skipped_file', message: 'Not an image, left out', filename })),
  );
}

/** Sheets, pieces and the batch's count in one transaction: a batch is opened wholly or not at all. */
async function register(
  sql: EntityManager,
  { lease }: JobTools,
  batch: OmrBatch,
  found: FoundSheets,
  taskId: string | null,
): Promise<OmrBatch> {
  for (let from = 0; from < found.sheets.length; from += INSERT_ROWS) {
    await insertSheets(sql, batch.id, from + 1, found.sheets.slice(from, from + INSERT_ROWS));
  }
  if (found.sheets.length > SHEETS_PER_PIECE) {
    const indexes = found.sheets.map((_, at) => at + 1);
    await addJobs(sql, omrJobs.processSheets, lease.job, cutIntoPieces(batch.id, indexes));
  }
  await sql.query(
    `UPDATE omr_batches SET sheet_count = $2, task_id = $3, warnings = $4::jsonb, version = version + 1,
       updated_at = now()
     WHERE id = $1`,
    [batch.id, found.sheets.length, taskId, JSON.stringify(skippedWarnings(found))],
  );
  return sql.findOneByOrFail(OmrBatch, { id: batch.id });
}

async function insertSheets(
  sql: EntityManager,
  batchId: string,
  firstIndex: number,
  sheets: FoundSheet[],
): Promise<void> {
  await sql.query(
    `INSERT INTO omr_sheets (batch_id, index, filename, page, source)
     SELECT $1, $2 - 1 + sheet.place, sheet.filename, sheet.page, sheet.source
     FROM unnest($3::text[], $4::int[], $5::jsonb[]) WITH ORDINALITY AS sheet (filename, page, source, place)`,
    [
      batchId,
      firstIndex,
      sheets.map((sheet) => sheet.filename),
      sheets.map((sheet) => sheet.page),
      sheets.map((sheet) => JSON.stringify(sheet.source)),
    ],
  );
}
