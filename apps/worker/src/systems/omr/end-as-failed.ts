import { type BatchWarning, omrProgressEntry } from '@sluice/systems/omr';
import { type JobTools } from '../../job-handler';
import { failBatch } from './omr.queries';

/** Ends a batch as failed with a reason for people, and shows it. */
export async function endAsFailed(
  { lease, progress }: Pick<JobTools, 'lease' | 'progress'>,
  batchId: string,
  reason: string,
  warnings?: BatchWarning[],
): Promise<void> {
  const batch = await failBatch(lease, batchId, reason, warnings);
  if (batch) await progress.write(batch.id, omrProgressEntry(batch));
}
