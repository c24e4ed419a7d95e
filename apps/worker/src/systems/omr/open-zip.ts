import { ZipError } from '@sluice/formats/zip';
import { addJobs } from '@sluice/kernel/queue';
import {
  type BatchWarning,
  OmrBatch,
  omrJobs,
  omrProgressEntry,
  type OpenZipPayload,
  type ProcessSheetsPayload,
} from '@sluice/systems/omr';
import { type EntityManager } from 'typeorm';
import { type JobHandler, type JobTools } from '../../job-handler';
import { findSheets, type FoundSheet, type FoundSheets } from './find-sheets';
import { type OmrDeps } from './omr.handlers';
import { endAsFailed } from './end-as-failed';
import { capped, startBatch } from './omr.queries';
import { readSheet } from './read-sheet';
import { storedZip } from './stored-zip';

/** Sheets a piece has: about a third of a second of work, so that owners interleave and progress moves. */
const SHEETS_PER_PIECE = 8;
/** Sheets tried for the task id before the pieces start; the end of the batch looks at all of them. */
const EARLY_TRIES = 3;
/** Rows written by one statement. */
const INSERT_ROWS = 2_000;

/** Opens a batch's ZIP, registers its sheets and cuts them into pieces for the whole fleet. */
export function openZipJob(deps: OmrDeps): JobHandler<OpenZipPayload> {
  return {
    async run({ batchId }, tools) {
      const batch = await startBatch(tools.lease, batchId);
      if (!batch) return;
      await tools.progress.write(batch.id, omrProgressEntry(batch));
      try {
        await openBatch(deps, tools, batch);
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
        tools.log.info('a ZIP was refused', { code: error.code });
        await endAsFailed(tools, batch.id, error.message);
      }
    },
    giveUp: ({ batchId }, tools, reason) =>
      endAsFailed(tools, batchId, `The ZIP could not be opened: ${reason.message}`),
  };
}

async function openBatch(deps: OmrDeps, tools: JobTools, batch: OmrBatch): Promise<void> {
  const zip = await storedZip(deps.store, batch.fileKey);
  const found = await findSheets(zip, tools.signal);
  if (found.sheets.length === 0) {
    return endAsFailed(
      tools,
      batch.id,
      'The ZIP holds no images; JPEG, PNG, TIFF, WebP, BMP and GIF are read',
    );
  }
  let taskId = batch.taskId;
  if (batch.uploadStrategy === 'zip_with_qr') {
    for (const sheet of found.sheets.slice(0, EARLY_TRIES)) {
      taskId ??= (await readSheet(deps.qr, zip, { ...sheet, readQr: true }, tools.signal)).taskId;
    }
  }
  const opened = await tools.lease.commit((sql) => register(sql, tools, batch, found, taskId), {
    done: true,
  });
  await tools.progress.write(batch.id, omrProgressEntry(opened));
}

/** Sheets, pieces and the batch's count in one transaction: a batch is opened wholly or not at all. */
async function register(
  sql: EntityManager,
  { lease }: JobTools,
  batch: OmrBatch,
  { sheets, skipped }: FoundSheets,
  taskId: string | null,
): Promise<OmrBatch> {
  for (let from = 0; from < sheets.length; from += INSERT_ROWS) {
    await insertSheets(sql, batch.id, from + 1, sheets.slice(from, from + INSERT_ROWS));
  }
  const pieces: ProcessSheetsPayload[] = [];
  for (let from = 1; from <= sheets.length; from += SHEETS_PER_PIECE) {
    pieces.push({ batchId: batch.id, from, to: Math.min(from + SHEETS_PER_PIECE - 1, sheets.length) });
  }
  await addJobs(sql, omrJobs.processSheets, lease.job, pieces);
  const warnings = skipped.map((filename): BatchWarning => {
    return { code: 'skipped_file', message: 'Not an image, left out', filename };
  });
  await sql.query(
    `UPDATE omr_batches SET sheet_count = $2, task_id = $3, warnings = $4::jsonb, version = version + 1,
       updated_at = now()
     WHERE id = $1`,
    [batch.id, sheets.length, taskId, JSON.stringify(capped(warnings))],
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
      sheets.map((sheet) => sheet.entry.name),
      sheets.map((sheet) => sheet.page),
      sheets.map((sheet) => JSON.stringify(sheet.entry)),
    ],
  );
}
