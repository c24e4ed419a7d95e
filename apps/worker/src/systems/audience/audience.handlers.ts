import { type Database } from '@sluice/kernel/db';
import { type FileStore } from '@sluice/kernel/storage';
import { type audienceJobs } from '@sluice/systems/audience';
import { type JobHandlers } from '../../job-handler';
import { analyzeUploadJob } from './analyze-upload';
import { loadRecordsJob } from './load-records';

/** What audience's steps work with. */
export interface AudienceDeps {
  db: Database;
  store: FileStore;
}

export function audienceHandlers(deps: AudienceDeps): JobHandlers<typeof audienceJobs> {
  return {
    loadRecords: loadRecordsJob(deps),
    analyzeUpload: analyzeUploadJob(),
  };
}
