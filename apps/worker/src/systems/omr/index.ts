import { OMR_QUEUE, omrJobs } from '@sluice/systems/omr';
import { bindHandlers, type WorkerSystem } from '../../job-handler';
import { type SystemDeps } from '../../systems';
import { omrHandlers } from './omr.handlers';
import { createQrPool } from './qr-pool';

/** omr's jobs with all they need. */
export function omrSystem({ config, db, store }: SystemDeps): WorkerSystem {
  const qr = createQrPool({ threads: config.qrThreads });
  return {
    queue: OMR_QUEUE,
    jobs: bindHandlers(omrJobs, omrHandlers({ db, store, qr })),
    close: () => qr.close(),
  };
}
