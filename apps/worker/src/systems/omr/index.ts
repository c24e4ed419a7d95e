import { OMR_QUEUE, omrJobs } from '@sluice/systems/omr';
import { bindHandlers, type WorkerSystem } from '../../job-handler';
import { type SystemDeps } from '../../systems';
import { endAsFailed } from './end-as-failed';
import { omrHandlers } from './omr.handlers';
import { createQrPool } from './qr-pool';
import { SheetSlots } from './sheet-slots';

/** omr's jobs with all they need. */
export function omrSystem({ config, db, store, log }: SystemDeps): WorkerSystem {
  const qr = createQrPool({
    threads: config.qrThreads,
    onFault: (error) => log.error('a QR reader broke on a page', { error }),
  });
  // One more than are read: it is decoded meanwhile.
  const slots = new SheetSlots(config.qrThreads + 1);
  return {
    queue: OMR_QUEUE,
    jobs: bindHandlers(omrJobs, omrHandlers({ db, store, qr, slots })),
    failSubject: (batchId, tools, reason) => endAsFailed(tools, batchId, reason),
    close: () => qr.close(),
  };
}
