import { rows } from '@sluice/kernel/db';
import { type Lease } from '@sluice/kernel/lease';
import { cancelJobs } from '@sluice/kernel/queue';
import { type BatchWarning, isFinal, OmrBatch } from '@sluice/systems/omr';
import { type EntityManager } from 'typeorm';

/** Warnings kept with a batch; a last one says that there are more. */
const MAX_WARNINGS = 500;

/**
 * Marks the batch as being worked on.
 * @returns undefined when there is nothing left to do: it is gone, or it has ended
 */
export async function startBatch(lease: Lease, batchId: string): Promise<OmrBatch | undefined> {
  return lease.commit(async (sql) => {
    await sql.query(
      `UPDATE omr_batches SET status = 'processing', started_at = coalesce(started_at, now()),
         version = version + 1, updated_at = now()
       WHERE id = $1 AND status = 'uploaded'`,
      [batchId],
    );
    const batch = await sql.findOneBy(OmrBatch, { id: batchId });
    return batch && !isFinal(batch.status) ? batch : undefined;
  });
}

/**
 * Ends the batch as failed and takes back what is left of its work. The calling job is done with it.
 * @param warnings replace those it has
 */
export async function failBatch(
  lease: Lease,
  batchId: string,
  reason: string,
  warnings?: BatchWarning[],
): Promise<OmrBatch | null> {
  return lease.commit(
    async (sql) => {
      await cancelJobs(sql, batchId, reason);
      await sql.query(
        `UPDATE omr_batches SET status = 'failed', error_message = $2, completed_at = now(),
           warnings = coalesce($3::jsonb, warnings), version = version + 1, updated_at = now()
         WHERE id = $1 AND status IN ('uploaded', 'processing')`,
        [batchId, reason, warnings ? JSON.stringify(warnings) : null],
      );
      return sql.findOneBy(OmrBatch, { id: batchId });
    },
    { done: true },
  );
}

/** Counts sheets that ended; when they were the last, the batch ends with them. */
export async function addToCounts(
  sql: EntityManager,
  batchId: string,
  counts: { processed: number; failed: number },
): Promise<OmrBatch> {
  if (counts.processed + counts.failed === 0) return sql.findOneByOrFail(OmrBatch, { id: batchId });
  await sql.query(
    `UPDATE omr_batches SET processed_count = processed_count + $2, failed_count = failed_count + $3,
       version = version + 1, updated_at = now()
     WHERE id = $1`,
    [batchId, counts.processed, counts.failed],
  );
  const batch = await sql.findOneByOrFail(OmrBatch, { id: batchId });
  if (batch.processedCount + batch.failedCount < batch.sheetCount) return batch;
  return finishBatch(sql, batch);
}

async function finishBatch(sql: EntityManager, batch: OmrBatch): Promise<OmrBatch> {
  const found = batch.readsQr ? await judgeCodes(sql, batch) : { taskId: batch.namedTaskId, warnings: [] };
  const error = found.taskId
    ? null
    : `No QR code with an 8-digit task id could be read on any of the ${batch.sheetCount} sheets`;
  await sql.query(
    `UPDATE omr_batches SET status = $2, task_id = $3, error_message = $4, warnings = $5::jsonb, completed_at = now()
     WHERE id = $1`,
    [
      batch.id,
      error ? 'failed' : 'completed',
      found.taskId,
      error,
      JSON.stringify(capped([...batch.warnings, ...found.warnings])),
    ],
  );
  return sql.findOneByOrFail(OmrBatch, { id: batch.id });
}

interface SheetRow {
  index: number;
  filename: string;
  task_id: string | null;
}

interface ReadSheetRow extends SheetRow {
  task_id: string;
}

/**
 * The first sheet that could be read names the task of a ZIP, the sender that of direct images; sheets that
 * say otherwise, or nothing, are warnings.
 */
async function judgeCodes(
  sql: EntityManager,
  batch: OmrBatch,
): Promise<{ taskId: string | null; warnings: BatchWarning[] }> {
  const isZip = batch.uploadStrategy === 'zip_with_qr';
  const first = isZip ? await firstReadSheet(sql, batch.id) : undefined;
  const taskId = isZip ? (first?.task_id ?? null) : batch.namedTaskId;
  if (taskId === null) return { taskId, warnings: [] };
  const others = await rows<SheetRow>(
    sql,
    `SELECT index, filename, task_id FROM omr_sheets
     WHERE batch_id = $1 AND status = 'processed' AND task_id IS DISTINCT FROM $2
     ORDER BY index LIMIT ${MAX_WARNINGS + 1}`,
    [batch.id, taskId],
  );
  const warnings = others.map((sheet) => otherSheetWarning(sheet, taskId));
  if (first && first.index > 1) warnings.unshift(laterSheetWarning(first));
  if (isZip && batch.namedTaskId !== null && batch.namedTaskId !== taskId) {
    warnings.unshift({
      code: 'task_id_mismatch',
      message: `The upload was sent for task ${batch.namedTaskId}, its sheets say ${taskId}`,
      task_id: batch.namedTaskId,
    });
  }
  return { taskId, warnings };
}

async function firstReadSheet(sql: EntityManager, batchId: string): Promise<ReadSheetRow | undefined> {
  const [first] = await rows<ReadSheetRow>(
    sql,
    `SELECT index, filename, task_id FROM omr_sheets
     WHERE batch_id = $1 AND task_id IS NOT NULL ORDER BY index LIMIT 1`,
    [batchId],
  );
  return first;
}

function laterSheetWarning({ index, filename, task_id }: ReadSheetRow): BatchWarning {
  const message = `The task id was read from sheet ${index}: no earlier sheet has a readable one`;
  return { code: 'task_id_from_later_sheet', message, index, filename, task_id };
}

function otherSheetWarning({ index, filename, task_id }: SheetRow, batchTaskId: string): BatchWarning {
  if (task_id === null) {
    return { code: 'qr_not_found', message: 'No QR code with a task id was found', index, filename };
  }
  const message = `The sheet belongs to task ${task_id}, the batch to ${batchTaskId}`;
  return { code: 'task_id_mismatch', message, index, filename, task_id };
}

/** At most {@link MAX_WARNINGS}, the last of which says that there were more. */
export function capped(warnings: BatchWarning[]): BatchWarning[] {
  if (warnings.length <= MAX_WARNINGS) return warnings;
  const more: BatchWarning = {
    code: 'more_warnings',
    message: `Only the first ${MAX_WARNINGS - 1} warnings are kept`,
  };
  return [...warnings.slice(0, MAX_WARNINGS - 1), more];
}
