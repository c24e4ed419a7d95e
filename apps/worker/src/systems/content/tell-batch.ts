import { showContentBatch } from '@sluice/systems/content';
import { type JobTools } from '../../job-handler';
import { itemsProcessed } from '../../metrics';
import { type ChangedBatch } from './batch.queries';

/** Tells metrics, those who poll and those who listen what was committed. */
export async function tellBatch(
  tools: Pick<JobTools, 'progress' | 'events'>,
  { batch, ended }: ChangedBatch,
): Promise<void> {
  for (const { status } of ended) itemsProcessed.inc({ system: 'content', status });
  await showContentBatch(tools, batch, ended);
}
