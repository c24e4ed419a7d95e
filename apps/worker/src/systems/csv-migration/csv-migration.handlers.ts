import { type Database } from '@sluice/kernel/db';
import { type NoticeFeed } from '@sluice/kernel/events';
import { type FileStore } from '@sluice/kernel/storage';
import { type migrationJobs } from '@sluice/systems/csv-migration';
import { type JobHandlers } from '../../job-handler';
import { judgeFileJob } from './judge-file';
import { rollBackJob } from './roll-back';

/** What migration's steps work with. */
export interface MigrationDeps {
  db: Database;
  store: FileStore;
  notices: NoticeFeed;
}

/** A dry run and a run are the same: the job's status says which of them it is. */
export function migrationHandlers(deps: MigrationDeps): JobHandlers<typeof migrationJobs> {
  return { validate: judgeFileJob(deps), import: judgeFileJob(deps), rollback: rollBackJob(deps) };
}
