import { MIGRATION_QUEUE, migrationJobs } from '@sluice/systems/csv-migration';
import { bindHandlers, type WorkerSystem } from '../../job-handler';
import { type SystemDeps } from '../../systems';
import { migrationHandlers } from './csv-migration.handlers';
import { endAsFailed, UNREADABLE_JOB } from './judge-file';

/** migration's jobs with all they need. */
export function migrationSystem({ db, store, notices }: SystemDeps): WorkerSystem {
  const deps = { db, store, notices };
  return {
    queue: MIGRATION_QUEUE,
    jobs: bindHandlers(migrationJobs, migrationHandlers(deps)),
    failSubject: (subjectId, tools) => endAsFailed(deps, tools, subjectId, UNREADABLE_JOB),
    close: () => Promise.resolve(),
  };
}
