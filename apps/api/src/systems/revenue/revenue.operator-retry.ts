import { rows } from '@sluice/kernel/db';
import { REVENUE_QUEUE, revenueJobs } from '@sluice/systems/revenue';
import { type OperatorRetry, ownerIn } from '../../http/operator-retry';
import { type SystemDeps } from '../../systems';
import { RevenueMoves } from './revenue.moves';

/** Of a batch, or of one file of it or without any. */
export function revenueOperatorRetry(deps: SystemDeps): OperatorRetry {
  const moves = new RevenueMoves(deps);
  const isBatch = async (id: string): Promise<boolean> =>
    (await rows(deps.db, 'SELECT 1 FROM revenue_batches WHERE id = $1', [id])).length > 0;
  return {
    queue: REVENUE_QUEUE,
    jobNames: Object.values(revenueJobs).map(({ name }) => name),
    ownerOf: (id) =>
      ownerIn(
        deps.db,
        `SELECT tenant_id AS "tenantId", owner_id AS "ownerId" FROM revenue_batches WHERE id = $1
         UNION ALL SELECT tenant_id, owner_id FROM revenue_files WHERE id = $1`,
        id,
      ),
    async retry(actor, id) {
      if (await isBatch(id)) return (await moves.retryBatch(actor, id)).files;
      await moves.retryFile(actor, id);
      return 1;
    },
  };
}
