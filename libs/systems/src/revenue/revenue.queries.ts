import { rows } from '@sluice/kernel/db';
import { addJobs } from '@sluice/kernel/queue';
import { type EntityManager } from 'typeorm';
import { RevenueBatch } from './revenue-batch.entity';
import { revenueJobs } from './revenue.jobs';
import { batchStatusOf, type CheckState } from './revenue.status';

interface FileTotals {
  total_files: number;
  success_files: number;
  error_files: number;
  processing_files: number;
  total_records: string;
  total_size: string;
  read_bytes: string;
  claim_tables: number;
}

/**
 * Counts a batch's files anew and decides its status; to be called last in every transaction that adds,
 * changes or removes files of a batch. When the last of them has ended and there is something to compare, the
 * job that does so is added.
 * @param checked how the cross-file checks ended, when it is they that call
 * @returns undefined when the batch is gone
 */
export async function refreshBatch(
  sql: EntityManager,
  batchId: string,
  { requestId, checked }: { requestId?: string | undefined; checked?: CheckState } = {},
): Promise<RevenueBatch | undefined> {
  // The lock comes before the count: who is last sees what all others have committed.
  const batch = await sql.findOne(RevenueBatch, {
    where: { id: batchId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!batch) return undefined;
  const [totals] = await rows<FileTotals>(
    sql,
    `SELECT count(*)::int AS total_files,
       count(*) FILTER (WHERE status = 'completed')::int AS success_files,
       count(*) FILTER (WHERE status = 'error')::int AS error_files,
       count(*) FILTER (WHERE status IN ('pending', 'processing'))::int AS processing_files,
       coalesce(sum(total_records), 0) AS total_records,
       coalesce(sum(file_size), 0) AS total_size,
       coalesce(sum(CASE WHEN status IN ('completed', 'error') THEN file_size ELSE read_bytes END), 0) AS read_bytes,
       count(DISTINCT claim_table) FILTER (WHERE status = 'completed')::int AS claim_tables
     FROM revenue_files WHERE batch_id = $1 AND NOT is_container`,
    [batchId],
  );
  if (!totals) throw new Error('An aggregate has one row');
  const hasEnded = totals.total_files > 0 && totals.processing_files === 0;
  const checkState = checkStateAfter(batch, totals, hasEnded, checked);
  if (checkState === 'waiting' && batch.checkState !== 'waiting') {
    const { tenantId, ownerId } = batch;
    await addJobs(sql, revenueJobs.checkBatch, { tenantId, ownerId, subjectId: batchId, requestId }, [
      { batchId },
    ]);
  }
  const status = batchStatusOf({
    successFiles: totals.success_files,
    errorFiles: totals.error_files,
    processingFiles: totals.processing_files,
    isChecking: checkState === 'waiting',
  });
  await sql.query(
    `UPDATE revenue_batches SET status = $2, total_files = $3, success_files = $4, error_files = $5,
       processing_files = $6, total_records = $7, total_size = $8, read_bytes = $9, check_state = $10,
       checked_at = CASE WHEN $11 THEN now() ELSE checked_at END, version = version + 1, updated_at = now()
     WHERE id = $1`,
    [
      batchId,
      status,
      totals.total_files,
      totals.success_files,
      totals.error_files,
      totals.processing_files,
      totals.total_records,
      totals.total_size,
      totals.read_bytes,
      checkState,
      checked !== undefined,
    ],
  );
  return sql.findOneByOrFail(RevenueBatch, { id: batchId });
}

/** Files that are under way make findings stale; two claim files or more can be compared. */
function checkStateAfter(
  { checkState }: RevenueBatch,
  { claim_tables }: FileTotals,
  hasEnded: boolean,
  checked: CheckState | undefined,
): CheckState {
  if (!hasEnded) return 'none';
  if (checked) return checked;
  if (checkState === 'none') return claim_tables >= 2 ? 'waiting' : 'none';
  return checkState;
}
