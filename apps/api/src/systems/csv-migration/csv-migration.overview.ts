import { type OverviewSource, UUID_ID } from '../../http/overview-source';
import { READERS, visibleTo } from './csv-migration.access';

/** Those that the job's own answer adds to the valid rows: see `countsOf`, and `recoveredRows`. */
const RECOVERED = `CASE WHEN invalid_rows > 0 AND status IN ('completed', 'failed', 'rolled_back') THEN least(invalid_rows, (
    WITH RECURSIVE family (id, imported_rows) AS (
      SELECT id, 0
      UNION ALL
      SELECT child.id, child.imported_rows FROM family JOIN migration_jobs AS child ON child.parent_job_id = family.id
    )
    SELECT sum(imported_rows) FROM family
  )) ELSE 0 END`;

/** Imports in the list over all systems. A `pending` one waits for its owner to have it validated or imported. */
export const migrationOverview: OverviewSource[] = [
  {
    system: 'migration',
    kind: 'batch',
    unit: 'rows',
    table: 'migration_jobs',
    ownerColumn: 'user_id',
    publicId: UUID_ID,
    name: 'file_name',
    status: 'status',
    state: `CASE
      WHEN status = 'pending' THEN 'your_turn'
      WHEN status IN ('validating', 'importing') THEN 'working'
      WHEN status = 'rolled_back' THEN 'rolled_back'
      WHEN status = 'failed' AND cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN status = 'failed' THEN 'failed'
      WHEN invalid_rows > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    done: 'valid_rows',
    failed: 'invalid_rows',
    recovered: RECOVERED,
    total: 'total_rows',
    error: 'error_message',
    startedAt: 'started_at',
    finishedAt: 'completed_at',
    visibleTo(actor) {
      if (!READERS.includes(actor.principal.role)) return undefined;
      const { tenantId, userId } = visibleTo(actor);
      return { tenantId, ...(userId !== undefined && { ownerId: userId }) };
    },
  },
];
