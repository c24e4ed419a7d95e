import { type Database } from '@sluice/kernel/db';
import { type FileStore } from '@sluice/kernel/storage';
import { type revenueJobs } from '@sluice/systems/revenue';
import { type JobHandlers } from '../../job-handler';
import { checkBatchJob } from './check/check-batch';
import { openArchiveJob } from './open-archive';
import { parseFileJob } from './parse-file';

/** What revenue's steps work with. */
export interface RevenueDeps {
  db: Database;
  store: FileStore;
}

export function revenueHandlers(deps: RevenueDeps): JobHandlers<typeof revenueJobs> {
  return {
    parseFile: parseFileJob(deps),
    openArchive: openArchiveJob(deps),
    checkBatch: checkBatchJob(deps),
  };
}
