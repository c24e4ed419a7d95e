import { isSystem } from '../../batches/overview';
import { type Job } from './read-jobs';

/**
 * Where the batch of a job has its page: undefined for another tenant's, which even operators may not see, and for those of
 * audience, whose pages go by another id than jobs have.
 */
export function addressOfBatch(
  { queue, batch_id, tenant_id }: Pick<Job, 'queue' | 'batch_id' | 'tenant_id'>,
  ownTenantId: string,
): string | undefined {
  const hasPage = isSystem(queue) && queue !== 'audience' && tenant_id === ownTenantId;
  return hasPage ? `/batches/${queue}/${batch_id}` : undefined;
}
