import { type Database } from '@sluice/kernel/db';
import { type FileStore } from '@sluice/kernel/storage';
import { type omrJobs } from '@sluice/systems/omr';
import { type JobHandler, type JobHandlers } from '../../job-handler';
import { openImagesJob, openZipJob } from './open-batch';
import { processSheetsJob } from './process-sheets';
import { type QrPool } from './qr-pool';
import { type SheetSlots } from './sheet-slots';

/** What omr's steps work with. */
export interface OmrDeps {
  db: Database;
  store: FileStore;
  qr: QrPool;
  slots: SheetSlots;
}

export function omrHandlers(deps: OmrDeps): JobHandlers<typeof omrJobs> {
  return {
    openZip: guestsFirst(deps, openZipJob(deps)),
    openImages: guestsFirst(deps, openImagesJob(deps)),
    processSheets: guestsFirst(deps, processSheetsJob(deps)),
  };
}

/** Lets an express job have the process for itself for a moment. */
function guestsFirst<P extends object>({ slots }: OmrDeps, handler: JobHandler<P>): JobHandler<P> {
  return {
    async run(payload, tools) {
      const { express, ownerId } = tools.lease.job;
      const run = (): Promise<void> => handler.run(payload, tools);
      return express ? slots.asGuest(ownerId, run) : run();
    },
    giveUp: (payload, tools, reason) => handler.giveUp(payload, tools, reason),
  };
}
