import { type Database } from '@sluice/kernel/db';
import { type FileStore } from '@sluice/kernel/storage';
import { type omrJobs } from '@sluice/systems/omr';
import { type JobHandlers } from '../../job-handler';
import { openImagesJob, openZipJob } from './open-batch';
import { processSheetsJob } from './process-sheets';
import { type QrPool } from './qr-pool';

/** What omr's steps work with. */
export interface OmrDeps {
  db: Database;
  store: FileStore;
  qr: QrPool;
}

export function omrHandlers(deps: OmrDeps): JobHandlers<typeof omrJobs> {
  return {
    openZip: openZipJob(deps),
    openImages: openImagesJob(deps),
    processSheets: processSheetsJob(deps),
  };
}
