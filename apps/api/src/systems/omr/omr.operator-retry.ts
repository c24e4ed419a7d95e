import { OMR_QUEUE, omrJobs } from '@sluice/systems/omr';
import { type OperatorRetry, ownerIn } from '../../http/operator-retry';
import { type SystemDeps } from '../../systems';
import { OmrMoves } from './omr.moves';

export function omrOperatorRetry(deps: SystemDeps): OperatorRetry {
  const moves = new OmrMoves(deps);
  return {
    queue: OMR_QUEUE,
    jobNames: Object.values(omrJobs).map(({ name }) => name),
    ownerOf: (id) =>
      ownerIn(
        deps.db,
        'SELECT tenant_id AS "tenantId", owner_id AS "ownerId" FROM omr_batches WHERE id = $1',
        id,
      ),
    retry: async (actor, id) => (await moves.retry(actor, id)).sheets,
  };
}
