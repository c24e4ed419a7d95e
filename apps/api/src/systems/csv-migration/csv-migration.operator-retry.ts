import { MIGRATION_QUEUE, migrationJobs } from '@sluice/systems/csv-migration';
import { type OperatorRetry, ownerIn } from '../../http/operator-retry';
import { type SystemDeps } from '../../systems';
import { MigrationMoves } from './csv-migration.moves';

/** A rollback that failed is not done again by it: whether to take the rows out is the tenant's to ask again. */
export function migrationOperatorRetry(deps: SystemDeps): OperatorRetry {
  const moves = new MigrationMoves(deps);
  return {
    queue: MIGRATION_QUEUE,
    jobNames: [migrationJobs.validate.name, migrationJobs.import.name],
    ownerOf: (id) =>
      ownerIn(
        deps.db,
        'SELECT tenant_id AS "tenantId", user_id AS "ownerId" FROM migration_jobs WHERE id = $1',
        id,
      ),
    async retry(actor, id) {
      await moves.retry(actor, id);
      return 1;
    },
  };
}
