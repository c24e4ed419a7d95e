import { rows } from '@sluice/kernel/db';
import { LeaseLostError } from '@sluice/kernel/errors';
import { type Lease } from '@sluice/kernel/lease';
import { addJobs } from '@sluice/kernel/queue';
import { audienceJobs, AudienceUpload } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { copyIn } from '../../copy/copy-in';
import { type Piece } from './pieces';
import { COPY_RECORDS } from './record-rows';
import { COPY_REJECTIONS } from './rejection-rows';

/** @returns undefined when there is nothing to load: it is gone, or was loaded, or has ended */
export async function startUpload(lease: Lease, uploadId: string): Promise<AudienceUpload | undefined> {
  return lease.commit(async (sql) => {
    await sql.query(
      `UPDATE audience_uploads SET processing_status = 'loading', started_at = now(),
         version = version + 1, updated_at = now()
       WHERE id = $1 AND processing_status = 'queued'`,
      [uploadId],
    );
    const upload = await sql.findOneBy(AudienceUpload, { id: uploadId });
    return upload?.processingStatus === 'loading' ? upload : undefined;
  });
}

/**
 * Records, rejections and the upload's counters in one transaction, which moves the job's checkpoint too. With the last
 * piece the upload is loaded, unless it is refused, and its analysis is added.
 * @returns the upload as it is then
 */
export async function commitPiece(
  lease: Lease,
  { id, fileBytes }: AudienceUpload,
  piece: Piece,
): Promise<AudienceUpload> {
  const { kept, rejected, isRefusing, newFields, end, isLast } = piece;
  const isLoaded = isLast && !isRefusing;
  return lease.commit(
    async (sql) => {
      const updated = await rows(
        sql,
        `UPDATE audience_uploads SET
           rows_loaded = CASE WHEN $2 THEN 0 ELSE rows_loaded + $3 END,
           rows_rejected = rows_rejected + $4,
           -- What a body has was counted before; a file is counted while it is read.
           rows_received = greatest(rows_received, $5),
           read_bytes = $6,
           fields = fields || $7::text[],
           processing_status = CASE WHEN $8 THEN 'analyzing' ELSE processing_status END,
           loaded_at = CASE WHEN $8 THEN now() END,
           version = version + 1, updated_at = now()
         WHERE id = $1 AND processing_status = 'loading' RETURNING id`,
        [
          id,
          isRefusing,
          kept,
          rejected,
          end.number,
          isLast ? fileBytes : Math.min(end.offset, fileBytes),
          newFields,
          isLoaded,
        ],
      );
      // It was ended or deleted by somebody else.
      if (updated.length === 0) throw new LeaseLostError(lease.job.id);
      if (isLoaded) await addAnalysis(sql, lease, id);
      return sql.findOneByOrFail(AudienceUpload, { id });
    },
    { ...(isLoaded ? { done: true } : { checkpoint: end }), prepare: (sql) => copyPiece(sql, piece) },
  );
}

async function copyPiece(sql: EntityManager, { records, rejections }: Piece): Promise<void> {
  if (records.length > 0) await copyIn(sql, COPY_RECORDS, records);
  if (rejections.count > 0) await copyIn(sql, COPY_REJECTIONS, rejections.without([]));
}

/** Adds an analysis of an upload of the same owner. */
export async function addAnalysis(sql: EntityManager, lease: Lease, uploadId: string): Promise<void> {
  const { tenantId, ownerId, requestId } = lease.job;
  await addJobs(sql, audienceJobs.analyzeUpload, { tenantId, ownerId, subjectId: uploadId, requestId }, [
    { uploadId },
  ]);
}
