import { type BatchWarning, showBatch } from '@sluice/systems/omr';
import { type JobTools } from '../../job-handler';
import { failBatch } from './omr.queries';

/** Ends a batch as failed with a reason for people, and shows it. */
export async function endAsFailed(
  tools: Pick<JobTools, 'lease' | 'progress' | 'events'>,
  batchId: string,
  reason: string,
  warnings?: BatchWarning[],
): Promise<void> {
  const batch = await failBatch(tools.lease, batchId, reason, warnings);
  if (batch) await showBatch(tools, batch);
}
