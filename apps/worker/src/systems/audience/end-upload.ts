import { rows } from '@sluice/kernel/db';
import { type Lease } from '@sluice/kernel/lease';
import { cancelJobs } from '@sluice/kernel/queue';
import { AudienceUpload, isLoaded, isUploadFinal, showUpload } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { type JobTools } from '../../job-handler';

/** Records that are deleted in one transaction: it is over long before a statement may take no longer. */
const DELETE_RECORDS = 100_000;

/** An upload that was loaded is good for all but figures. */
export const WITHOUT_FIGURES = 'The records are in; duplicates and figures could not be found';

/** Ends an upload that could not be loaded as failed. It has no records then: what was loaded is taken back. */
export async function failUpload(tools: JobTools, uploadId: string, reason: string): Promise<void> {
  const { lease } = tools;
  if (!(await isToFail(lease, uploadId))) return;
  while (await deleteSome(lease, uploadId));
  const ended = await lease.commit((sql) => end(sql, uploadId, 'failed', reason), { done: true });
  if (ended) await showUpload(tools, ended);
}

/** Ends an upload that was loaded as completed, without the figures that could not be made. */
export async function endWithoutFigures(tools: JobTools, uploadId: string): Promise<void> {
  const ended = await tools.lease.commit((sql) => end(sql, uploadId, 'completed', WITHOUT_FIGURES), {
    done: true,
  });
  if (ended) await showUpload(tools, ended);
}

/** Ends whatever is under way of an upload, for jobs whose payload nobody can read. */
export async function endWhole(uploadId: string, tools: JobTools, reason: string): Promise<void> {
  const upload = await tools.lease.commit((sql) => sql.findOneBy(AudienceUpload, { id: uploadId }));
  if (!upload || isUploadFinal(upload.processingStatus)) return;
  if (!isLoaded(upload.processingStatus)) while (await deleteSome(tools.lease, uploadId));
  const ended = await tools.lease.commit(
    async (sql) => {
      await cancelJobs(sql, uploadId, reason);
      return isLoaded(upload.processingStatus)
        ? end(sql, uploadId, 'completed', WITHOUT_FIGURES)
        : end(sql, uploadId, 'failed', reason);
    },
    { done: true },
  );
  if (ended) await showUpload(tools, ended);
}

async function isToFail(lease: Lease, uploadId: string): Promise<boolean> {
  const upload = await lease.commit((sql) => sql.findOneBy(AudienceUpload, { id: uploadId }));
  return upload !== null && !isUploadFinal(upload.processingStatus) && !isLoaded(upload.processingStatus);
}

/** @returns whether there may be more */
async function deleteSome(lease: Lease, uploadId: string): Promise<boolean> {
  const deleted = await lease.commit((sql) =>
    rows<{ count: string }>(
      sql,
      `WITH deleted AS (
         DELETE FROM audience_records WHERE upload_id = $1 AND position < (
           SELECT min(position) FROM audience_records WHERE upload_id = $1) + ${DELETE_RECORDS}
         RETURNING 1)
       SELECT count(*) FROM deleted`,
      [uploadId],
    ),
  );
  return Number(deleted[0]?.count) > 0;
}

async function end(
  sql: EntityManager,
  uploadId: string,
  status: 'completed' | 'failed',
  reason: string,
): Promise<AudienceUpload | null> {
  await sql.query(
    `UPDATE audience_uploads SET processing_status = $2, error_message = $3, completed_at = now(),
       rows_loaded = CASE WHEN $2 = 'failed' THEN 0 ELSE rows_loaded END,
       version = version + 1, updated_at = now()
     WHERE id = $1`,
    [uploadId, status, reason],
  );
  return sql.findOneBy(AudienceUpload, { id: uploadId });
}
