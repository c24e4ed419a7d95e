import { type Database } from '@sluice/kernel/db';
import { type contentJobs } from '@sluice/systems/content';
import { type JobHandlers } from '../../job-handler';
import { applyItemsJob } from './apply-items';
import { type Chain } from './chain/chain';

/** What content's steps work with. */
export interface ContentDeps {
  db: Database;
  /** Undefined: prices are set in the database only. */
  chain: Chain | undefined;
}

export function contentHandlers(deps: ContentDeps): JobHandlers<typeof contentJobs> {
  return { applyItems: applyItemsJob(deps) };
}
