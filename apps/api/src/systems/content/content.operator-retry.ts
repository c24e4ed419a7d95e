import { CONTENT_QUEUE, contentJobs } from '@sluice/systems/content';
import { type OperatorRetry, ownerIn } from '../../http/operator-retry';
import { type SystemDeps } from '../../systems';
import { ContentMoves } from './content.moves';

export function contentOperatorRetry(deps: SystemDeps): OperatorRetry {
  const moves = new ContentMoves(deps);
  return {
    queue: CONTENT_QUEUE,
    jobNames: Object.values(contentJobs).map(({ name }) => name),
    ownerOf: (id) =>
      ownerIn(
        deps.db,
        'SELECT tenant_id AS "tenantId", owner_id AS "ownerId" FROM content_batches WHERE id = $1',
        id,
      ),
    retry: async (actor, id) => (await moves.retry(actor, id)).items,
  };
}
